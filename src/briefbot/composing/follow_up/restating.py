"""The question before with something in place of a part of it: "no, I meant the women's final", "and in Ostwick?"."""

from __future__ import annotations

import datetime as dt
import re

from briefbot.composing.context import Context
from briefbot.composing.follow_up.turn import Answering, Earlier, ask_again
from briefbot.conversation import Leaning, bare, leaning, named, question_of, restated, substituted, with_reference
from briefbot.phrases import day as day_in_words
from briefbot.replies import Quoted, Reply
from briefbot.times import mentions

_BACK = 3  # questions that are gone back over
_NEXT_DAY = re.compile(
    r"(?:(?:and |so )?what (?:happened|was) )?(?:on )?the (?:(?P<after>day after|(?:next|following) day)"
    r"|(?P<before>day before|previous day))(?: that)?",
    re.IGNORECASE,
)


def restate(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the reply to a question that is corrected; None where nothing is, or it is not to be told what."""
    again = restated(earlier.question, context.asked.question)
    return ask_again(context, answering, again, earlier.before, earlier=earlier) if again else None


def of_next_day(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the reply to what was asked before, of the day after or before the one that it names; None elsewhere."""
    found = _NEXT_DAY.fullmatch(bare(context.asked.question).rstrip("?"))
    named_days = list(mentions(earlier.question, context.asked.reference, asked=True)) if found else []
    if found is None or not named_days or named_days[-1].period.days != 1:
        return None
    day = named_days[-1].period.start + dt.timedelta(days=1 if found["after"] else -1)
    again = substituted(earlier.question, f"on {day_in_words(day)}")
    return ask_again(context, answering, again, earlier.before, earlier=earlier) if again else None


def of_another(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the reply to what was asked before, of another thing; None where it is not to be told, or has no answer.

    The thing may stand in a question further back, from which the last one goes on: "Who won the men's final?", "How
    long did it take?", "And the women's?"
    """
    part = named(context.asked.question)
    if not part:
        return None
    turns = [*earlier.before, earlier.question]
    later: list[str] = []
    for turn in reversed(turns[-_BACK:]):
        question = question_of(turn)
        before = turns[: len(turns) - len(later) - 1]
        if again := substituted(question, part):
            asked = later[-1] if later else again
            chain = [*before, again, *later[:-1]] if later else before
            unlike = earlier.reply.text if isinstance(earlier.reply, Quoted) else ""
            found = ask_again(context, answering, asked, chain, earlier=earlier, unlike=unlike)
            return found if found.answered else None
        if leaning(question) is not Leaning.YES:
            return None
        later.append(question)
    return None


def of_pronoun(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the reply to a question as it is, or where none is sure, with what its pronoun stands for.

    None where it has no pronoun, or that may stand for several things.
    """
    again = with_reference(context.question, earlier.question, earlier.reply)
    if not again:
        return None
    found = answering(context)
    if found.answered:
        return found
    other = ask_again(context, answering, again, earlier.turns, earlier=earlier)
    return other if other.answered else found
