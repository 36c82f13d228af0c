"""A question that goes on from the reply before -> its reply, where its form tells what it asks.

`forms` has what a wording such as "tell me more" or "are you sure?" makes of the reply before; `picking` takes one of
the things that it shows, `restricting` puts the question before to some of the articles, `restating` puts something
else in it. What is of none of these is a question of its own, see `conversation.understand`.
"""

from __future__ import annotations

from briefbot.composing.context import Context
from briefbot.composing.follow_up.forms import FORMS
from briefbot.composing.follow_up.picking import pick
from briefbot.composing.follow_up.restating import of_another, of_next_day, of_pronoun, restate
from briefbot.composing.follow_up.restricting import restrict
from briefbot.composing.follow_up.turn import Answering, Earlier, earlier_of
from briefbot.conversation import form_of
from briefbot.replies import Reply

__all__ = ["follow_up"]


def follow_up(context: Context, answering: Answering) -> Reply | None:
    """Return the reply to what goes on from the turn before by its form; None for any other question.

    `answering` answers a question for itself.
    """
    earlier = earlier_of(context)
    if earlier is None:
        return None
    ways = (_of_form, pick, restate, restrict, of_next_day, of_another, of_pronoun)
    return next((reply for way in ways if (reply := way(context, answering, earlier)) is not None), None)


def _of_form(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    form = form_of(context.asked.question)
    return FORMS[form](context, answering, earlier) if form else None
