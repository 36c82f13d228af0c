"""Several requests in one question, each answered for itself: the reply to "who leads it, and when does it end?"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from briefbot.composing.context import Context
from briefbot.composing.dividing import divide
from briefbot.composing.quotes import compose_quote
from briefbot.conversation import understand
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
    replies = []
    for request in requests:
        read_as = tuple(slip for slip in context.asked.read_as if slip.read in request)
        asked = replace(context.asked, question=request, read_as=read_as)
        own = replace(context, question=request, asked=asked, meant=understand(request, history))
        replies.append(compose(own))
        history.append(replies[-1])
    return Parts(context.asked, parts=tuple(replies))
