"""What a person is told in words: how sure, how restricted, and why not. None of it is HTML."""

from __future__ import annotations

from briefbot import Answer, Filter
from briefbot_ui import markup
from briefbot_ui.markup import count_of


def confidence_words(confidence: float) -> str:
    """A probability (0..1) as a person would say it."""
    if confidence >= 0.9:
        return "very likely right"
    if confidence >= 0.7:
        return "likely right"
    if confidence >= 0.5:
        return "more likely right than wrong"
    return "uncertain: check the source"


def chance_words(confidence: float) -> str:
    """How often a place of that probability (0..1) answers, as a person would say it."""
    times = min(int(10 * confidence + 0.5), 9)
    return f"about {count_of(times, 'time')} in 10" if times else "less than 1 time in 10"


def restriction_words(within: Filter) -> str:
    """A filter as a person would say it; "" for one that leaves every article."""
    parts = []
    if within.outlets or within.sources:
        parts.append(f"from {', '.join((*within.outlets, *within.sources))}")
    if within.since:
        parts.append(f"since {markup.day(within.since)}")
    if within.until:
        parts.append(f"until {markup.day(within.until)}")
    if within.documents:
        parts.append(f"among {count_of(len(within.documents), 'chosen article')}")
    return " ".join(parts)


def decline_reasons(answer: Answer) -> list[str]:
    """Why there is no answer, as far as that can be known: sentences."""
    restriction = restriction_words(answer.within)
    if restriction and not answer.searched:
        reasons = [f"You have no articles {restriction}."]
        if answer.within.since or answer.within.until:
            reasons.append("An article without a date is in no period.")
        return reasons
    if not answer.missing:
        return []
    *some, last = (f"“{word}”" for word in answer.missing)
    words = f"words {', '.join(some)} and {last} occur" if some else f"word {last} occurs"
    return [f"The {words} in none of {f'the articles {restriction}' if restriction else 'your articles'}."]
