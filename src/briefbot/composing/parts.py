"""Several requests in one question, each answered for itself: the reply to "who leads it, and when does it end?"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from briefbot.composing.context import Context
from briefbot.composing.dividing import divide
from briefbot.composing.quotes import compose_quote
from briefbot.conversation import question_of, understand, with_reference
from briefbot.replies import Parts, Reply


def compose_parts(context: Context, compose: Callable[[Context], Reply] = compose_quote) -> Reply:
    """Return the replies to the requests of a question, or the one reply to a question that asks for one thing.

    `compose` answers each. A request is asked behind those before it, as a follow-up is, so that it may leave out what
    they name.
    """
    requests = divide(context.question)
    if len(requests) == 1:
        return compose(context)
    history: list[Reply | str] = list(context.meant.searches[0].about)
    replies: list[Reply] = []
    own: list[Context] = []
    for request in requests:
        read_as = tuple(slip for slip in context.asked.read_as if slip.read in request)
        asked = replace(context.asked, question=request, read_as=read_as)
        own.append(replace(context, question=request, asked=asked, meant=understand(request, history)))
        replies.append(_surest(own[-1], history, compose))
        history.append(replies[-1])
    answered = [reply for reply in replies if reply.answered]
    parts = tuple(
        reply if reply.answered else _beside(part, reply, answered, compose)
        for part, reply in zip(own, replies, strict=True)
    )
    return Parts(context.asked, parts=parts)


def _surest(context: Context, history: Sequence[Reply | str], compose: Callable[[Context], Reply]) -> Reply:
    """Return the reply to a request, or where none is sure, to it with what its pronoun stands for."""
    reply = compose(context)
    earlier = history[-1] if history else None
    if reply.answered or earlier is None:
        return reply
    again = with_reference(context.question, question_of(earlier), earlier if isinstance(earlier, Reply) else None)
    if not again:
        return reply
    other = compose(replace(context, question=again, meant=understand(again, history)))
    return other if other.answered else reply


def _beside(context: Context, reply: Reply, answered: Sequence[Reply], compose: Callable[[Context], Reply]) -> Reply:
    """Return the reply to a request from the articles that answer another part, or where none is sure, as it was.

    What is asked in one breath is of one story, and its words may be too few to find it by: "for how long?".
    """
    for other in answered:
        documents = tuple(dict.fromkeys(citation.document_id for citation in other.citations))
        asked = replace(context.asked, within=replace(context.asked.within, documents=documents))
        found = compose(replace(context, asked=asked))
        if found.answered:
            return replace(found, asked=context.asked)
    return reply
