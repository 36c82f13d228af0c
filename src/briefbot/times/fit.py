"""How well the time of a sentence fits the time that a question asks for, as numbers for a ranking."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from briefbot.times.periods import Period, one_day
from briefbot.times.questions import Order, TimeAsked
from briefbot.times.sentences import Range, said_or_published, time_of

_Item = TypeVar("_Item")
_WEEK = 7


@dataclass(frozen=True, slots=True)
class TimeFit:
    """Features of a sentence against a question; flags are 0 or 1, numbers of days are ln(1 + days).

    The first six are about the time asked for and are 0 where a question states none. The time of a sentence is what it
    says, else the day on which its article was published.
    """

    inside: float = 0.0  # it lies within the time asked for
    overlapping: float = 0.0  # they share days, but it is longer: "in 2014" for "on 2 May 2014"
    before: float = 0.0
    after: float = 0.0
    unknown: float = 0.0  # neither the sentence nor its article has a day
    apart: float = 0.0  # days between
    told: float = 0.0  # the sentence itself says a day or period
    background: float = 0.0  # days from its end to the publication day, where the past is not asked for
    background_asked: float = 0.0  # the same where it does
    ahead: float = 0.0  # days by which it begins after the publication day
    late: float = 0.0  # the article is of after the last day that counts ("as of 4 June")
    age: float = 0.0  # days from the publication day to the last day that counts, else to the reference day
    age_newest: float = 0.0  # the same where the question asks for the newest


def time_fit(
    asked: TimeAsked | None,
    reference: dt.date | None,
    sentence: str,
    published: dt.date | None,
    around: Range | None = None,
) -> TimeFit:
    """Return how the time of a sentence fits a question.

    `asked` is what `time_asked` found in it, and `reference` the day it was given; `published` is the day of the
    sentence's article, and `around` the characters of the sentence that answer.
    """
    said = time_of(sentence, published, around)
    asked = asked or TimeAsked()
    if said and around and asked.events and around[0] <= said.start < around[1] and not asked.events.holds(said.period):
        said = None  # "Which date was set in March?": the date that answers is not when it was set
    own = said_or_published(said, published)
    inside, overlapping, before, after, apart = _against(asked, own, said is not None)
    background = _log(own.apart(one_day(published))) if own and published else 0.0
    last = asked.standing or reference
    age = _log((last - published).days) if last and published else 0.0
    return TimeFit(
        inside=inside,
        overlapping=overlapping,
        before=before,
        after=after,
        unknown=float(own is None),
        apart=apart,
        told=float(said is not None),
        background=0.0 if asked.past else background,
        background_asked=background if asked.past else 0.0,
        ahead=_log(-own.apart(one_day(published))) if own and published else 0.0,
        late=float(bool(asked.standing and published and published > asked.standing)),
        age=age,
        age_newest=age if asked.order is Order.NEWEST or asked.standing else 0.0,
    )


def newest_first(items: Iterable[_Item], published: Callable[[_Item], dt.date | None]) -> list[_Item]:
    """Return the items by the days of their articles, the newest first; those of one day, and at the end those without
    one, in the order they had.
    """
    return sorted(items, key=lambda item: -(published(item) or dt.date.min).toordinal())


def _against(asked: TimeAsked, own: Period | None, told: bool) -> tuple[float, float, float, float, float]:
    """Return inside, overlapping, before, after, and the days between."""
    if own is None:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    if asked.events is None:
        same = asked.weekday is not None and told and own.day is not None and own.day.weekday() == asked.weekday
        other = asked.weekday is not None and told and own.days < _WEEK and not same
        return float(same), 0.0, float(other), 0.0, 0.0
    days = asked.events.apart(own)
    inside = asked.events.holds(own)
    return float(inside), float(days == 0 and not inside), float(days < 0), float(days > 0), _log(abs(days))


def _log(days: int) -> float:
    return math.log1p(max(0, days))
