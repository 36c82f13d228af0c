"""A fact, in the words of an article, or a decline: the reply to "who", "when", "how many"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from briefbot.agreement import same_answer
from briefbot.answerer import Choice, choose, compose
from briefbot.blocks import LABELLED
from briefbot.calibration import Calibration
from briefbot.composing.absent import absent_in, missing_in
from briefbot.composing.context import Context
from briefbot.composing.explanations import explained
from briefbot.conversation import Search, on_topic
from briefbot.replies import Evidence, Reply
from briefbot.store import Facts


@dataclass(frozen=True, slots=True)
class _Found:
    """The result of one search."""

    choice: Choice
    evidence: Evidence
    calibration: Calibration
    threshold: float
    after: tuple[str, ...]  # questions that it was searched for with
    facts: Facts  # the state of the index

    @property
    def is_sure(self) -> bool:
        return self.choice.is_accepted(self.threshold)

    def declined(self) -> _Found:
        """Return the same, too unlikely to be given or shown: of a name that no article has, none says anything."""
        confidence = min(self.choice.confidence, self.calibration.silence)
        return replace(self, choice=replace(self.choice, confidence=confidence))


def compose_quote(context: Context) -> Reply:
    """Return the surest answer of the searches that a question asks for, or a decline."""
    first, *others = context.meant.searches
    found = _find(context, first)
    for search in others:  # what only perhaps leans on the turns before is asked alone as well
        other = _find(context, search)
        if other.choice.confidence > found.choice.confidence:
            found = other
    absent = absent_in(context, found.facts, found.evidence.hits)
    if absent:
        found = found.declined()
    missing = () if found.is_sure else missing_in(context, found.facts, absent)
    asked = replace(context.asked, after=found.after)
    choice = explained(context.question, found.choice)
    return compose(asked, found.evidence, choice, found.calibration, found.threshold, missing)


def _find(context: Context, search: Search) -> _Found:
    """Run one search, read the passages that it finds, and rank the answers in them."""
    asked, meant = context.asked, context.meant
    with context.store.snapshot() as snapshot:
        facts = snapshot.facts
        _, calibration = context.models(facts)
        hits = context.search(snapshot, search.text, context.settings.passages_read)
        if search.about:
            hits = on_topic(hits, search.about)
        searched, undated = context.extent(snapshot)
    read = context.read(facts, meant.read, hits, search.about)
    spans = read.spans
    if meant.unlike:
        unlike = same_answer(meant.unlike)
        spans = tuple(span for span in spans if same_answer(span.text) != unlike)
    threshold = calibration.threshold(context.settings.wrong_per_hundred)
    news = [span for span in spans if span.hit.passage.kind not in LABELLED]
    choice = choose(read.query, news, calibration, slips=asked.slips)
    if len(news) < len(spans) and not choice.is_accepted(threshold):  # a caption may know what no article says
        captioned = choose(read.query, spans, calibration, slips=asked.slips)
        choice = captioned if captioned.is_accepted(threshold) or not choice.candidates else choice
    evidence = Evidence(tuple(hits), choice.spans, searched, undated)
    return _Found(choice, evidence, calibration, threshold, search.about, facts)
