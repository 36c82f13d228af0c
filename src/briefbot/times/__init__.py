"""Times: the day or period that a sentence speaks of, the one that a question asks for, and how they fit."""

from briefbot.times.fit import TimeFit, newest_first, time_fit
from briefbot.times.mentions import Mention, mentions
from briefbot.times.periods import Period
from briefbot.times.questions import Order, TimeAsked, time_asked
from briefbot.times.sentences import day_of, said_or_published, time_of, time_of_quote
from briefbot.times.wording import is_of_time, without_time

__all__ = [
    "Mention",
    "Order",
    "Period",
    "TimeAsked",
    "TimeFit",
    "day_of",
    "is_of_time",
    "mentions",
    "newest_first",
    "said_or_published",
    "time_asked",
    "time_fit",
    "time_of",
    "time_of_quote",
    "without_time",
]
