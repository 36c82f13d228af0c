"""The articles that keywords find, each with its best sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from briefbot.answerer import OFF_TOPIC
from briefbot.blocks import LABELLED
from briefbot.composing.cited import Range, cite_sentences
from briefbot.composing.collection_asked import outlets_named
from briefbot.composing.context import Context
from briefbot.composing.search_asked import keywords_asked
from briefbot.encoder import OnnxEncoder
from briefbot.features import WeightedWords, terms_of
from briefbot.replies import Evidence, Matches, NotFound, Reply
from briefbot.types import Document, Filter, Hit, family_of
from briefbot.words import WORD, content_words, terms

_SHOWN = 10  # articles
_READ = 40  # passages found
_ENCODED = 24  # sentences that are compared with the keywords, where words do not tell which is best
_HEADING = 3  # words at most
_NEAR = 0.7  # of the best score: what is below is not shown
_HELD = 0.5  # share of the keywords' weight that an article off the subject has to hold


@dataclass(frozen=True, slots=True)
class _Found:
    """An article that was found."""

    document: Document
    score: float  # share of the keywords held, and cosine
    sentences: tuple[Range, ...]  # those that hold most of the keywords


def compose_search(context: Context) -> Reply:
    """Return the articles that the keywords of a question find, best first, or that none is on them."""
    within, keywords = _restricted(context)
    context = replace(context, asked=replace(context.asked, within=within))
    hits = context.search(keywords, _READ)
    evidence = Evidence(tuple(hits), (), *context.extent())
    missing = context.snapshot.missing(content_words(keywords), context.snapshot.among(within))
    found = _found(keywords, hits)
    if not found:
        return NotFound(context.asked, evidence=evidence, missing=tuple(missing))
    sentences = _best_sentences(context.encoder, keywords, found)
    cited = cite_sentences((one.document, sentences[at]) for at, one in enumerate(found))
    return Matches(context.asked, evidence=evidence, citations=cited)


def _restricted(context: Context) -> tuple[Filter, str]:
    """Return what the search is restricted to, with the outlets that the question names, and its keywords.

    The keywords of the questions that it goes on from are searched for as well: "wind sensors", "and gearboxes".
    """
    within = context.asked.within
    outlets = [outlet for outlet, _ in context.snapshot.outlets()]
    named, rest = outlets_named(context.question, outlets)
    named = tuple(outlet for outlet in named if outlet in (within.outlets or outlets))
    keywords = keywords_asked(rest)
    search, *others = context.meant.searches
    before: Sequence[str] = search.about if not others else ()
    if not keywords and not before:
        before = [turn.question if isinstance(turn, Reply) else turn for turn in context.history[-1:]]
    keywords = " ".join([*map(keywords_asked, before), keywords]).strip()
    return (replace(within, outlets=named) if named else within), keywords or context.question


def _found(keywords: str, hits: Sequence[Hit]) -> list[_Found]:
    """Return the articles, near-copies folded into the best of them, that hold keywords or are on their subject."""
    words = WeightedWords.of(keywords, [hit.passage for hit in hits])
    of_article: dict[str, list[int]] = {}
    for at, hit in enumerate(hits):
        document = hit.passage.document
        of_article.setdefault(family_of(document), []).append(at)
    found = []
    for own in of_article.values():
        held = words.share(term for at in own for term in terms_of(hits[at].passage))
        cosine = max(hits[at].dense for at in own)
        if held >= _HELD or cosine > OFF_TOPIC:
            news = [hits[at] for at in own if hits[at].passage.kind not in LABELLED] or [hits[at] for at in own]
            document = news[0].passage.document
            same = [hit for hit in news if hit.passage.document.id == document.id]
            found.append(_Found(document, held + cosine, _fitting(document, same, words)))
    found.sort(key=lambda one: -one.score)
    if not found:
        return []
    return [one for one in found if one.score >= _NEAR * found[0].score][:_SHOWN]


def _fitting(document: Document, hits: Sequence[Hit], words: WeightedWords) -> tuple[Range, ...]:
    """Return the sentences of an article's passages that hold the most of the keywords, the nearest passage first.

    What is as short as a heading says little of them and comes last.
    """
    sentences = [each for hit in sorted(hits, key=lambda hit: -hit.dense) for each in hit.passage.sentences]
    texts = {each: document.text[each[0] : each[1]] for each in sentences}
    said = {each: text for each, text in texts.items() if len(WORD.findall(text)) > _HEADING} or texts
    held = {each: words.share(terms(text)) for each, text in said.items()}
    most = max(held.values())
    return tuple(each for each, weight in held.items() if weight >= most)


def _best_sentences(encoder: OnnxEncoder, keywords: str, found: Sequence[_Found]) -> list[Range]:
    """Return the best sentence of each article; of several that hold as many keywords, the nearest in meaning.

    Encoding takes long, so that only some are compared; of others the first one stands.
    """
    compared = [(at, each) for at, one in enumerate(found) if len(one.sentences) > 1 for each in one.sentences]
    compared = compared[:_ENCODED]
    best = [one.sentences[0] for one in found]
    if not compared:
        return best
    texts = [found[at].document.text[start:end] for at, (start, end) in compared]
    asked, *vectors = encoder.encode([keywords, *texts])
    near: dict[int, float] = {}
    for (at, each), vector in zip(compared, vectors, strict=True):
        cosine = float(np.dot(asked, vector))
        if cosine > near.get(at, -1.0):
            near[at], best[at] = cosine, each
    return best
