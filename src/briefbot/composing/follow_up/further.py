"""What else the articles of the reply before say, or the same in fewer or more words."""

from __future__ import annotations

from dataclasses import replace

from briefbot.composing.briefs import LENGTHS, MOST_WITHOUT_TOPIC, brief
from briefbot.composing.context import Context
from briefbot.composing.follow_up.about_reply import whole_sentences
from briefbot.composing.follow_up.turn import Answering, Earlier, Group, typed
from briefbot.composing.topics import topic_of
from briefbot.conversation import Search, Understood, sentences_wanted, understand
from briefbot.replies import Brief, Item, Quoted, Reply

_FEW = LENGTHS["short"]


def more(context: Context, _answering: Answering, earlier: Earlier) -> Reply | None:
    """Return sentences of the articles that were quoted, none of them said yet; of the topic where none was quoted."""
    cited = earlier.cited if earlier.reply is not None and earlier.reply.answered else ()
    found = further(context, cited, earlier.said) if cited else None
    if found is None or not found.answered:
        found = _on_topic(context, earlier, LENGTHS["medium"], earlier.said)
    return typed(context, earlier, _as_brief(found))


def size(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return the topic in as many sentences as are wanted; a fact in one is the sentence that says it."""
    wanted, reply = sentences_wanted(context.asked.question), earlier.reply
    if isinstance(reply, Quoted) and wanted in (0, 1):
        items = (Item(whole_sentences(reply.citations)),)
        return typed(context, earlier, _as_brief(Brief(reply.asked, evidence=reply.evidence, items=items)))
    if isinstance(reply, Quoted) and wanted < 0:
        return more(context, answering, earlier)
    shown = len(earlier.groups)
    count = wanted if wanted > 0 else LENGTHS["long"] if wanted < 0 else _FEW if shown > _FEW else 1
    return typed(context, earlier, _as_brief(_on_topic(context, earlier, count, ())))


def further(context: Context, cited: Group, said: Group, count: int = LENGTHS["medium"]) -> Reply:
    """Return at most `count` sentences of the articles of these citations, none of them `said`."""
    ids = tuple(dict.fromkeys(citation.document_id for citation in cited))[:MOST_WITHOUT_TOPIC]
    asked = replace(context.asked, within=replace(context.asked.within, documents=ids))
    alone = Understood((Search(""),), "")
    found = brief(replace(context, asked=asked, meant=alone), "", count, said)
    return replace(found, asked=replace(found.asked, within=context.asked.within))


def _on_topic(context: Context, earlier: Earlier, count: int, said: Group) -> Reply:
    """Return a brief on what the question before asks about."""
    meant = understand(earlier.question, earlier.before)
    topic = topic_of(earlier.question)
    return brief(replace(context, question=earlier.question, meant=meant), topic, count, said)


def _as_brief(reply: Reply) -> Reply:
    """Return a reply that says what it was taken as."""
    return replace(reply, asked=replace(reply.asked, taken_for=Brief.kind))
