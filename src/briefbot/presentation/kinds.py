"""Each kind of reply -> its blocks. Nothing else that shows a reply knows its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import assert_never, cast

from briefbot.phrases import (
    DO_NOT_SAY,
    KINDS,
    MAY_SAY,
    TAKEN_FOR,
    chance_words,
    clipped,
    confidence_words,
    count_of,
    restriction_words,
    time_words,
)
from briefbot.presentation.blocks import (
    Block,
    Heading,
    Items,
    KindChoice,
    Likelihood,
    Note,
    Quote,
    Role,
    Sides,
    Source,
    Trace,
)
from briefbot.presentation.several import borne, briefed, collected, dated, helped, listed, matched
from briefbot.presentation.sources import Numbers, sources_of
from briefbot.replies import (
    Bearing,
    Brief,
    Help,
    Holdings,
    Kind,
    Listed,
    Matches,
    NotFound,
    Parts,
    Quoted,
    Reply,
    Timeline,
    Unsure,
)
from briefbot.spelling import shown
from briefbot.times import time_asked
from briefbot.types import Passage

_AFTER = 80  # characters shown of a question that another follows


def blocks(reply: Reply) -> tuple[Block, ...]:
    """Return what there is to show of a reply, in order."""
    return (*_asked(reply), *_said(cast(Kind, reply), count(1)), *_trace(reply), _choice(reply))


def _choice(reply: Reply) -> KindChoice:
    """Return the kinds that it can be asked for instead, once it was read."""
    given = reply.kind if reply.kind in KINDS else reply.taken_for
    return KindChoice(tuple(KINDS.items()), given if given in KINDS else "")


def _said(reply: Kind, numbers: Numbers) -> Iterator[Block]:
    match reply:
        case Quoted():
            yield _quoted(reply, numbers)
        case Listed():
            yield listed(reply, numbers)
        case Brief():
            yield briefed(reply, numbers)
        case Timeline():
            yield dated(reply, numbers)
        case Bearing():
            yield borne(reply, numbers)
        case Matches():
            yield from matched(reply, numbers)
        case Holdings():
            yield from collected(reply, numbers)
        case Help():
            yield from helped(reply)
        case Parts():
            for part in reply.parts:
                yield Heading(part.question)
                yield from _said(cast(Kind, part), numbers)
        case Unsure():
            yield from _unsure(reply, numbers)
        case NotFound():
            yield from _not_found(reply, numbers)
        case _:
            assert_never(reply)


def _asked(reply: Reply) -> Iterator[Note]:
    """Yield notes on the articles asked and the questions taken along: an answer may be wrong by either."""
    if words := restriction_words(reply.within, picked=reply.asked.picks):
        yield Note(f"Only articles {words}.", Role.ASKED)
    if reply.after:
        before = ", ".join(f"“{clipped(question, _AFTER)}”" for question in reply.after)
        yield Note(f"Understood after {before}.", Role.FOLLOWS)
    if reply.read_as:
        yield Note(f"Read as {', '.join(f'“{words}”' for words in shown(reply.question, reply.read_as))}.", Role.READ)
    stated = None if reply.as_written else time_asked(reply.question, reply.asked.reference)
    if words := time_words(stated) if stated else "":
        yield Note(f"Understood: {words}.", Role.READ)
    if taken := TAKEN_FOR.get(reply.taken_for):
        yield Note(f"Taken as {taken}.", Role.TAKEN)
    if reply.as_written:
        yield Note("Taken as written: no word read as another, no day worked out.", Role.UNDERSTOOD)
    if reply.undated:
        were = "was" if reply.undated == 1 else "were"
        yield Note(f"{count_of(reply.undated, 'article')} without a date {were} searched, too.", Role.UNDERSTOOD)


def _quoted(reply: Quoted, numbers: Numbers) -> Quote | Sides:
    likelihood = Likelihood(reply.confidence, confidence_words(reply.confidence))
    if not reply.others:
        return Quote(sources_of(reply.citations, numbers), likelihood)
    likelihood = replace(likelihood, subject="The first")
    sides = (reply.citations, *(other.citations for other in reply.others))
    return Sides(tuple(Quote(sources_of(side, numbers)) for side in sides), likelihood)


def _to_read(passages: Sequence[Passage], numbers: Numbers) -> tuple[Source, ...]:
    return tuple(
        Source(number, passage.document, (passage.start, passage.start), (passage.start, passage.end))
        for passage, number in zip(passages, numbers, strict=False)
    )


def _unsure(reply: Unsure, numbers: Numbers) -> Iterator[Block]:
    yield Note(MAY_SAY, Role.VERDICT)
    yield from _reasons(reply)
    words = f"it answers {chance_words(reply.confidence)}"
    chance = Likelihood(reply.confidence, words, "it answers", such=("places", "answer"))
    yield Items("The likeliest place", _to_read([reply.likeliest], numbers), chance)
    yield from _nearest(reply, numbers)


def _not_found(reply: NotFound, numbers: Numbers) -> Iterator[Block]:
    yield Note(DO_NOT_SAY if reply.searched else "Nothing was searched.", Role.VERDICT)
    yield from _reasons(reply)
    yield from _nearest(reply, numbers)


def _nearest(reply: Reply, numbers: Numbers) -> Iterator[Items]:
    if reply.nearest:
        yield Items("The nearest passages", _to_read(reply.nearest, numbers), excerpted=True, exported=False)


def _reasons(reply: Reply) -> Iterator[Note]:
    """Yield notes on why there is no answer, as far as that can be known."""
    restriction = restriction_words(reply.within, picked=reply.asked.picks)
    if not reply.searched:
        yield Note(f"You have no articles{f' {restriction}' if restriction else ''}.", Role.REASON)
        if reply.within.since or reply.within.until:
            yield Note("An article without a date is in no period.", Role.REASON)
    else:
        words = [word for word in reply.missing if word == word.casefold()]
        names = [name for name in reply.missing if name not in words]
        if names:
            yield Note(f"No article{f' {restriction}' if restriction else ''} has {_either(names)}.", Role.REASON)
        if words:
            yield Note(
                _occur_nowhere(words, f"the articles {restriction}" if restriction else "your articles"), Role.REASON
            )


def _either(names: Sequence[str]) -> str:
    *some, last = (f"“{name}”" for name in names)
    return f"{', '.join(some)} or {last}" if some else last


def _occur_nowhere(words: Sequence[str], searched: str) -> str:
    *some, last = (f"“{word}”" for word in words)
    said = f"words {', '.join(some)} and {last} occur" if some else f"word {last} occurs"
    return f"The {said} in none of {searched}."


def _trace(reply: Reply) -> Iterator[Trace]:
    if reply.hits:
        of = "this is right" if reply.answered else "the best of them is right"
        sure = reply.confidence
        likelihood = None if sure is None else Likelihood(sure, confidence_words(sure), of)
        yield Trace(reply.evidence, reply.seconds, likelihood)
