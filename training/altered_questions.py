"""Answerable questions -> questions that their passage does not answer, by a change of one name or one word.

The changes are those by which people wrote most unanswerable questions of SQuAD 2.0 (Rajpurkar et al. 2018, table 1):
a name swapped, a word turned into its opposite, a negation put in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from reader_data import Feature, Featurizer, Item

_NAME_OR_FIGURE = re.compile(r"(?<=\s)(?:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*|\d[\d,.]*\d|\d)(?=[\s?,.;'’]|$)")


def swapped_questions(items: Sequence[Item], featurizer: Featurizer, share: float, seed: int) -> list[Feature]:
    """Questions with one name or figure of their passage replaced by another of the same article: not answered there.

    The entity swap of Zhu et al. 2019 ("Learning to Ask Unanswerable Questions"), by rule. `share` is the part of the
    answerable questions that are tried; those without a name or figure that their passage holds give none.
    """
    rng = np.random.default_rng([seed, 1])
    articles: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for title, context, item in items:
        if item["answers"]:
            articles[title].append((context, item))
    made = []
    for title, questions in articles.items():
        mentioned = sorted({name for _, item in questions for name in _NAME_OR_FIGURE.findall(item["question"])})
        for context, item in questions:
            if rng.random() >= share:
                continue
            told = context.casefold()
            here = [found for found in _NAME_OR_FIGURE.finditer(item["question"]) if found[0].casefold() in told]
            if not here:
                continue
            found = here[rng.integers(len(here))]
            answers = [answer["text"].casefold() for answer in item["answers"]]
            others = [
                name
                for name in mentioned
                if name[0].isdigit() == found[0][0].isdigit()
                and not set(name.casefold().split()) & set(found[0].casefold().split())
                and not any(name.casefold() in answer for answer in answers)
            ]
            if others:
                other = others[rng.integers(len(others))]
                question = item["question"][: found.start()] + other + item["question"][found.end() :]
                made.append(featurizer.unanswered(context, question, title=title))
    return made


_PAIRS = """
first last, before after, early late, earlier later, earliest latest, old new, older newer, oldest newest,
older younger, oldest youngest, old young, ancient modern, large small, larger smaller, largest smallest,
big small, bigger smaller, biggest smallest, high low, higher lower, highest lowest, long short,
longer shorter, longest shortest, tall short, tallest shortest, great small, greater lesser, greatest least,
more fewer, most least, majority minority, best worst, better worse, good bad, strong weak, stronger weaker,
strongest weakest, fast slow, faster slower, fastest slowest, wide narrow, widest narrowest, deep shallow,
heavy light, heavier lighter, heaviest lightest, hot cold, hottest coldest, warm cool, warmest coolest,
wet dry, rich poor, richest poorest, common rare, major minor, main secondary, maximum minimum, often rarely,
always never, usually rarely, top bottom, upper lower, inside outside, within outside, above below,
northern southern, north south, eastern western, east west, male female, men women, man woman, mother father,
son daughter, husband wife, brother sister, king queen, public private, foreign domestic, national local,
urban rural, legal illegal, positive negative, successful unsuccessful, popular unpopular, possible impossible,
true false, allowed forbidden, allow forbid, permitted banned, won lost, win lose, winner loser,
victory defeat, defeated saved, bought sold, buy sell, rise fall, rose fell, increase decrease,
increased decreased, increases decreases, gain loss, gained lost, begin end, began ended, started stopped,
beginning end, open close, opened closed, born killed, birth death, created destroyed, founded dissolved,
built demolished, accepted rejected, accept reject, approved rejected, supported opposed, support oppose,
supporters opponents, agreed refused, joined left, arrived departed, attacked defended, attack defend,
included excluded, includes excludes, include exclude, raised lowered, added removed, add remove,
appointed dismissed, hired fired, succeeded failed, succeed fail, gave took, sent received, caused prevented,
helped hindered, help hinder, remembered forgotten, praised criticized, released withheld, released captured,
imported exported, import export, required optional, similar different, same different, alive dead,
complete incomplete, morning evening, past future, former current, previous next, original final,
cheap expensive, cheapest expensive, near far, nearest farthest, closest farthest, wealthy poor,
simple complex, liberal conservative, democratic authoritarian, peace war, peaceful violent, religious secular,
natural artificial, present absent, visible invisible, expanded shrank, expand shrink, encouraged discouraged,
encourage discourage
"""
_OPPOSITES: dict[str, list[str]] = defaultdict(list)
for _pair in " ".join(_PAIRS.split()).split(", "):
    _one, _other = _pair.split()
    _OPPOSITES[_one].append(_other)
    _OPPOSITES[_other].append(_one)
_WORD = re.compile(r"\b[a-z]+\b")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b(?! not|n't)", re.IGNORECASE
)
_CONTRACTED = {"can": "can't", "will": "won't"}
_NEGATED = 0.1  # part of the turned questions that are negated, where both can be done


def turned_questions(items: Sequence[Item], featurizer: Featurizer, share: float, seed: int) -> list[Feature]:
    """Questions with one word turned into its opposite, or negated ("wasn't"): not answered by their passage.

    Antonyms as in Jia & Liang 2017 ("Adversarial Examples for Evaluating Reading Comprehension Systems"). `share` is
    the part of the answerable questions that are tried. An opposite that passage or question holds is not put in: they
    may tell of both.
    """
    rng = np.random.default_rng([seed, 2])
    made = []
    for title, context, item in items:
        if not item["answers"] or rng.random() >= share:
            continue
        question = turned(item["question"], context, rng)
        if question:
            made.append(featurizer.unanswered(context, question, title=title))
    return made


def turned(question: str, context: str, rng: np.random.Generator) -> str | None:
    """None where no word of the question has an opposite and none can be negated."""
    told = set(_WORD.findall(f"{context} {question}".lower()))
    words = [
        (found, other)
        for found in _WORD.finditer(question)
        for other in _OPPOSITES.get(found[0], ())
        if other not in told
    ]
    verb = _AUXILIARY.search(question)
    if words and not (verb and rng.random() < _NEGATED):
        found, other = words[rng.integers(len(words))]
        return question[: found.start()] + other + question[found.end() :]
    if verb and (words or rng.random() < _NEGATED):  # most questions hold a verb and few an opposite
        negated = _CONTRACTED.get(verb[0].lower(), verb[0] + "n't")
        return question[: verb.start()] + negated + question[verb.end() :]
    return None
