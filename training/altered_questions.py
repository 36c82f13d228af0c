"""Answerable questions -> questions that their passage does not answer, by a change of one name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from reader_data import Feature, Featurizer, Item

_NAME_OR_FIGURE = re.compile(r"(?<=\s)(?:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*|\d[\d,.]*\d|\d)(?=[\s?,.;'’]|$)")


def swapped_questions(items: Sequence[Item], featurizer: Featurizer, share: float, seed: int) -> list[Feature]:
    """Return questions with one name or figure of their passage replaced by another of the same article.

    Their passage does not answer them. This is the entity swap of Zhu et al. 2019 ("Learning to Ask Unanswerable
    Questions"), by rule. `share` is the part of the answerable questions that are tried; those without a name or figure
    that their passage holds give none.
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
