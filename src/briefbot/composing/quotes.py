"""A fact, in the words of an article, or a decline: the reply to "who", "when", "how many"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefbot.agreement import same_answer
from briefbot.answerer import Choice, choose, compose
from briefbot.blocks import LABELLED
from briefbot.calibration import Calibration
from briefbot.candidates import Candidates
from briefbot.composing.absent import absent_in, missing_in
from briefbot.composing.context import Context
from briefbot.composing.explanations import explained
from briefbot.conversation import Search, on_topic
from briefbot.names import Name
from briefbot.replies import Evidence, Reply
from briefbot.types import Hit


@dataclass(frozen=True, slots=True)
class Found:
    """The result of one search: what was read, and the choice among it."""

    choice: Choice
    read: Candidates
    evidence: Evidence
    calibration: Calibration
    threshold: float  # the confidence from which on an answer is given
    after: tuple[str, ...]  # questions that it was searched for with
    absent: tuple[Name, ...] = ()  # names in the question that no article has, so that none says anything of them

    @property
    def is_sure(self) -> bool:
        """Whether the choice is sure enough to be given."""
        return self.choice.is_accepted(self.threshold)


def compose_quote(context: Context) -> Reply:
    """Return the surest answer of the searches that a question asks for, or a decline."""
    return fact(context, find(context))


def find(context: Context, *, others: int = 0) -> Found:
    """Return the result of the search with the surest answer; `others` is as in `Context.read`."""
    first, *rest = context.meant.searches
    found = _find(context, first, others)
    for search in rest:  # what only perhaps leans on the turns before is asked alone as well
        other = _find(context, search, others, found)
        if other.choice.confidence > found.choice.confidence:
            found = other
    absent = absent_in(context, found.evidence.hits)
    if not absent:
        return found
    # Too unlikely to be given or shown: of a name that no article has, none says anything.
    confidence = min(found.choice.confidence, found.calibration.silence)
    return replace(found, absent=absent, choice=replace(found.choice, confidence=confidence))


def fact(context: Context, found: Found) -> Reply:
    """Return the answer of a search, or a decline where it is too likely wrong."""
    missing = () if found.is_sure else missing_in(context, found.absent)
    asked = replace(context.asked, after=found.after)
    choice = explained(context.question, found.choice)
    return compose(asked, found.evidence, choice, found.calibration, found.threshold, missing)


def _find(context: Context, search: Search, others: int, earlier: Found | None = None) -> Found:
    """Run one search, read the passages that it finds, and rank the answers in them.

    `earlier`: another search for the same question; where it found the same passages, they are not read again.
    """
    asked, meant = context.asked, context.meant
    calibration = context.calibration
    hits = context.search(search.text, context.settings.passages_read)
    if search.about:
        hits = on_topic(hits, search.about)
    searched, undated = context.extent()
    read = _read_before(earlier, hits, search) or context.read(meant.read, hits, search.about, others=others)
    if meant.unlike:
        unlike = same_answer(meant.unlike)
        spans, more = (tuple(s for s in own if same_answer(s.text) != unlike) for own in (read.spans, read.others))
        read = replace(read, spans=spans, others=more)
    spans = read.spans
    threshold = calibration.threshold(context.settings.wrong_per_hundred)
    news = [span for span in spans if span.hit.passage.kind not in LABELLED]
    choice = choose(read.query, news, calibration, slips=asked.slips)
    if len(news) < len(spans) and not choice.is_accepted(threshold):  # a caption may know what no article says
        captioned = choose(read.query, spans, calibration, slips=asked.slips)
        choice = captioned if captioned.is_accepted(threshold) or not choice.candidates else choice
    evidence = Evidence(tuple(hits), choice.spans, searched, undated)
    return Found(choice, read, evidence, calibration, threshold, search.about)


def _read_before(earlier: Found | None, hits: Sequence[Hit], search: Search) -> Candidates | None:
    """Return what an earlier search read in these passages, as found now; None where it found others."""
    if earlier is None:
        return None
    now = {_place(hit): hit for hit in hits}
    if now.keys() != {_place(hit) for hit in earlier.evidence.hits}:
        return None
    spans, others = (
        tuple(replace(span, hit=now[_place(span.hit)]) for span in own)
        for own in (earlier.read.spans, earlier.read.others)
    )
    return Candidates(replace(earlier.read.query, about=search.about), spans, others)


def _place(hit: Hit) -> tuple[str, int]:
    return hit.passage.document.id, hit.passage.start
