"""Several things that a question asks for, each in the words of an article: the reply to "which schools", "who signed".

Most articles name them in one enumeration, of which the reader points at a part: its items are those of the reply.
Others name them one a sentence, or each in an article of its own: the sentences that may name one are read once more
by themselves, so that what stands in each is on one scale. A span that stands in an enumeration is preferred, for the
question asks for several things.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefbot.answerer import Choice, rank, weighed
from briefbot.blocks import LABELLED
from briefbot.composing.context import Context
from briefbot.composing.enumerations import is_name
from briefbot.composing.gathering import LIMITS, Limits, gathered, items_at
from briefbot.composing.gathering import Found as Items
from briefbot.composing.quotes import Found, fact, find
from briefbot.composing.several_asked import asks_for_several
from briefbot.composing.things_asked import things_asked
from briefbot.features import Features, span_features
from briefbot.reader import Reader
from briefbot.replies import Listed, Reply
from briefbot.types import Hit, Passage, Span

FURTHER = 5  # spans of each passage, beside those that are read for a fact
_ALONE = 14  # candidates whose sentences are read by themselves
_IN_SENTENCE = 3  # spans of a sentence
_FEWEST = 2  # things of a list that is only guessed to be wanted


def compose_listing(context: Context) -> Reply:
    """Return the things that are asked for, each with its citations, or the fact where none is sure enough."""
    found = find(context, others=FURTHER)
    return _listed(context, found) or fact(_as_fact(context), found)


def compose_list_or_fact(context: Context) -> Reply:
    """Return at least two things that are asked for, where as many are sure enough, or else exactly the fact.

    This is for a question that may ask for several things: "Which schools closed?". One that leaves open how many
    ("Who was hurt?") gets them where the fact only speaks of several ("two climbers", "a third person") or is a name
    in an enumeration of names.
    """
    found = find(context, others=FURTHER)
    if not asks_for_several(context.question) and not _is_of_several(context.question, found):
        return fact(_as_fact(context), found)
    listed = _listed(context, found, fewest=_FEWEST)
    return listed if listed and not _says_all(found, listed) else fact(_as_fact(context), found)


def _says_all(found: Found, listed: Listed) -> bool:
    """Return whether the fact, which is sure, has every item in its one span already: "Ada Quill and Bo Sand"."""
    best = found.choice.best
    if best is None or not found.is_sure:
        return False
    return all(
        any(
            span.document.id == best.document.id and best.start <= span.start and span.end <= best.end
            for span in (citation.span for citation in item.citations)
        )
        for item in listed.items
    )


def _is_of_several(question: str, found: Found) -> bool:
    """Return whether what an article says to a question of any number is of several things."""
    best = found.choice.best
    if best is None:
        return False
    if _speaks_of_all(question, found):
        return True
    items, _ = items_at(best)
    return found.is_sure and len(items) > 1 and all(is_name(span.text) for span in (best, *items))


def _speaks_of_all(question: str, found: Found) -> bool:
    """Return whether the fact only speaks of the things together."""
    best = found.choice.best
    return best is not None and things_asked(question).speaks_of_all(best.text)


def _as_fact(context: Context) -> Context:
    """Return the same question as one for a fact, so that nothing says that it was taken for another."""
    return replace(context, asked=replace(context.asked, taken_for=""))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list is made of: all spans of a search, ranked, and those that were read alone."""

    spans: Sequence[Span]
    features: Sequence[Features]  # of each span
    choice: Choice
    alone: Mapping[Span, float]  # margins, as `read_alone` gives them


def _listed(context: Context, found: Found, *, fewest: int = 1) -> Listed | None:
    """Return the list that a search gives; None where it is not sure enough or names fewer things."""
    return list_of(context, found, reading_of(context, found), fewest=fewest) if _may_list(found) else None


def _may_list(found: Found) -> bool:
    return not found.absent and bool(found.choice.candidates)


def reading_of(context: Context, found: Found) -> Reading:
    """Return what a search read as one for several things, its best sentences once more by themselves."""
    spans = _spans(found)
    features = span_features(found.read.query, spans)
    choice = weighed(rank(spans, features, found.calibration), found.calibration, slips=context.asked.slips)
    alone = read_alone(context.reader, found.read.query.text, choice, context.settings.max_answer_tokens)
    return Reading(spans, features, choice, alone)


def list_of(
    context: Context, found: Found, reading: Reading, *, fewest: int = 1, limits: Limits = LIMITS
) -> Listed | None:
    """Return the list that a reading gives; None where it is not sure enough or names fewer things."""
    asked = context.asked
    items = gathered(context.question, reading.choice, reading.alone, limits)
    if len(items.items) < fewest or (fewest > 1 and not _has(items, found)):
        return None
    confidence = _confidence(items, reading.spans, reading.features, found, asked.slips)
    if max(confidence, found.choice.confidence) < found.threshold:
        return None
    confidence = _shifted(confidence, items.gap)
    if fewest > 1 and confidence < found.threshold and not _speaks_of_all(context.question, found):
        return None  # its least sure item is not sure enough, and the question may ask for one thing
    confidence = max(confidence, found.threshold)
    asked = replace(asked, after=found.after)
    return Listed(asked, evidence=found.evidence, confidence=confidence, items=items.items, complete=items.complete)


def _spans(found: Found) -> list[Span]:
    """Return all spans that were read, without those of captions where the fact is not of one."""
    best = found.choice.best
    labelled = best is not None and best.hit.passage.kind in LABELLED
    spans = [*found.read.spans, *found.read.others]
    return [span for span in spans if labelled or span.hit.passage.kind not in LABELLED]


def _has(items: Items, found: Found) -> bool:
    """Return whether a list says what the fact says, where that is sure: else the two would contradict each other."""
    best = found.choice.best
    if best is None or not found.is_sure or best in items.passed_over:
        return True
    cited = [citation.span for item in items.items for citation in item.citations]
    return any(span.document.id == best.document.id and _touch(span, best) for span in cited)


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _confidence(items: Items, spans: Sequence[Span], features: Sequence[Features], found: Found, slips: int) -> float:
    """Return how likely it is that the first item is right: the other ones are no rivals of it."""
    own = [at for at, span in enumerate(spans) if span in items.lead or span not in items.passed_over]
    ranking = rank([spans[at] for at in own], [features[at] for at in own], found.calibration)
    return _shifted(weighed(ranking, found.calibration, slips=slips).confidence, items.form)


def read_alone(reader: Reader, question: str, choice: Choice, max_tokens: int) -> Mapping[Span, float]:
    """Return the margins of the best candidates where their sentences are read by themselves, those that stand in one.

    What a passage names before or behind it is no rival of a span then, so that four things in four sentences may all
    answer.
    """
    tried = [candidate.spans[0] for candidate in choice.candidates[:_ALONE]]
    sentences = {span: (span.document.id, *span.hit.passage.sentence_around(span.start, span.end)) for span in tried}
    hits = {
        place: Hit(Passage(span.document, (place[1:],)), span.hit.score, span.hit.dense, span.hit.bm25)
        for span, place in sentences.items()
    }
    read = reader.read(question, [*hits.values()], per_passage=_IN_SENTENCE, max_tokens=max_tokens)
    margins: dict[Span, float] = {}
    for span in tried:
        here = [other.margin for other in read if other.document.id == span.document.id and _touch(span, other)]
        if here:
            margins[span] = max(here)
    return margins


def _shifted(confidence: float, by: float) -> float:
    """Return a probability after its logit has changed by so much."""
    odds = math.exp(by) * confidence / max(1 - confidence, 1e-9)
    return odds / (1 + odds)
