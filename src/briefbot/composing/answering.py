"""Question -> reply: of the kind that is wanted, or of the one that the question asks for."""

from __future__ import annotations

from dataclasses import replace

from briefbot.composing.choosing import kind_asked
from briefbot.composing.context import Context
from briefbot.composing.follow_up import follow_up
from briefbot.composing.helps import small_talk
from briefbot.composing.kinds import COMPOSERS
from briefbot.composing.listings import compose_list_or_fact, compose_listing
from briefbot.question_kinds import FALLBACK
from briefbot.replies import Reply


def reply_to(context: Context) -> Reply:
    """Return the reply to a question in its conversation; as it is written it asks for a fact."""
    if context.asked.as_written:
        return COMPOSERS[FALLBACK](context)
    return follow_up(context, _as_asked) or _as_asked(context)


def _as_asked(context: Context) -> Reply:
    """Return the reply of the kind that a question asks for; a fact where only a fact can be told."""
    told = kind_asked(context)
    said = context.asked.question  # as it was typed: nothing of it is a slip of a word of the articles
    if told.kind == "help" and context.meant.searches[0].about and not small_talk(said):
        return COMPOSERS[FALLBACK](context)  # "how old is she?" asks of what was spoken of
    if told.kind == FALLBACK:
        return COMPOSERS[FALLBACK](context)
    meant = replace(context, asked=replace(context.asked, taken_for=told.kind))
    if told.kind == "listing":  # of one search and reading with the fact
        return compose_list_or_fact(meant) if told.is_tentative else compose_listing(meant)
    reply = COMPOSERS[told.kind](meant)
    if reply.answered:
        return reply
    fact = COMPOSERS[FALLBACK](context)
    return fact if fact.answered else reply
