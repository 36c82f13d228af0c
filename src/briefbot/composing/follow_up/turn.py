"""What a question goes on from: the question before it, and what the reply to that quoted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from briefbot.composing.cited import cite_sentence
from briefbot.composing.context import Context
from briefbot.conversation import question_of, standing, understand
from briefbot.replies import Bearing, Brief, Listed, Parts, Quoted, Reply, Timeline
from briefbot.types import Citation, Filter

Answering = Callable[[Context], Reply]  # a question as it is answered when nobody goes on from another
Group = tuple[Citation, ...]  # places that say one thing


@dataclass(frozen=True, slots=True)
class Earlier:
    """The turns that a question goes on from."""

    question: str  # the last one that asks something
    before: tuple[Reply | str, ...]  # the turns before that question
    reply: Reply | None  # the last one; None where only the questions are known
    groups: tuple[Group, ...]  # what the last reply shows, one thing after the other
    said: Group  # all that was quoted in the conversation

    @property
    def cited(self) -> Group:
        """The places that the last reply quotes."""
        return tuple(citation for group in self.groups for citation in group)

    @property
    def answering(self) -> Group:
        """The places that give the answer, without those that give another one instead."""
        return self.groups[0] if self.groups and isinstance(self.reply, Quoted) and self.reply.others else self.cited

    @property
    def turns(self) -> tuple[Reply | str, ...]:
        """The turns before, the question itself the last."""
        return *self.before, self.question


def earlier_of(context: Context) -> Earlier | None:
    """Return what a question may go on from; None for the first one of a conversation."""
    turns = standing(context.history)
    if not turns:
        return None
    last = context.history[-1]
    reply = last if isinstance(last, Reply) else None
    said = tuple(each for turn in context.history if isinstance(turn, Reply) for each in turn.citations)
    return Earlier(question_of(turns[-1]), tuple(turns[:-1]), reply, groups_of(reply) if reply else (), said)


def groups_of(reply: Reply) -> tuple[Group, ...]:
    """Return what a reply shows, one thing after the other, each with the places that say it.

    Of a reply that declines these are the places that it shows to be read.
    """
    match reply:
        case Quoted() if reply.others:
            return reply.citations, *(other.citations for other in reply.others)
        case Listed() | Brief():
            return tuple(item.citations for item in reply.items)
        case Timeline():
            return tuple(entry.citations for entry in reply.entries)
        case Bearing() if len(reply.sides) > 1:
            return tuple(side.citations for side in reply.sides)
        case Parts():
            return tuple(part.citations for part in reply.parts if part.citations)
    if not reply.answered:
        shown = ([reply.likeliest] if reply.likeliest else []) + list(reply.nearest)
        return tuple((cite_sentence(passage, passage.start, passage.end, 1),) for passage in shown)
    return tuple((citation,) for citation in reply.citations)


def ask_again(
    context: Context,
    answering: Answering,
    question: str,
    before: Sequence[Reply | str],
    *,
    earlier: Earlier,
    within: Filter | None = None,
    unlike: str = "",
) -> Reply:
    """Ask what was understood in place of what was typed, behind the turns `before`; `unlike` is no answer to it."""
    asked = replace(context.asked, question=question, within=within or context.asked.within, read_as=())
    meant = replace(understand(question, before), unlike=unlike)
    return typed(
        context,
        earlier,
        answering(replace(context, question=question, asked=asked, meant=meant, history=tuple(before))),
    )


def typed(context: Context, earlier: Earlier, reply: Reply) -> Reply:
    """Return a reply as one to what was typed after the question that it goes on from."""
    after = (*(each for each in reply.after if each != earlier.question), earlier.question)
    asked = replace(reply.asked, question=context.asked.question, after=after, read_as=())
    return replace(reply, asked=asked)
