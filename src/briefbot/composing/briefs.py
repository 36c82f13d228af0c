"""A brief of a topic: the sentences of its articles that say the most of it, each as it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from briefbot.composing.context import Context
from briefbot.composing.salience import Weighed, choose_sentences, weigh_sentences, worth_weighing
from briefbot.composing.sentences import Sentence, cited
from briefbot.composing.stories import Story, evidence_of, find_story, missing_of, names_are_absent, whole_story
from briefbot.composing.topics import topic_of
from briefbot.conversation import Leaning, leaning
from briefbot.replies import Asked, Brief, Item, NotFound, Reply
from briefbot.types import Citation

LENGTHS = {"short": 3, "medium": 5, "long": 8}  # sentences
MOST_WITHOUT_TOPIC = 20  # articles
_LEADING = 4  # sentences of an article that tell its news


def compose_brief(context: Context) -> Reply:
    """Return the sentences that say the most of what a question asks about, or a decline."""
    return brief(context, topic_of(context.question), LENGTHS["medium"])


def brief(context: Context, topic: str, count: int, said: Collection[Citation] = ()) -> Reply:
    """Return at most `count` sentences about a topic, none of them `said`; of all the articles asked where it is ""."""
    asked = context.asked
    story, asked = story_asked(context, topic)
    evidence = evidence_of(context, story)
    if not story.articles or names_are_absent(context, story):
        return NotFound(asked, evidence=evidence, missing=missing_of(context, story))
    sentences = [one for one in worth_weighing(story) if not _is_said(one, said)]
    weighed = weigh_sentences(story, context.encoder, sentences)
    groups = choose_sentences(weighed, count)
    if not groups:
        return NotFound(asked, evidence=evidence)
    return Brief(asked, evidence=evidence, items=tuple(_items(weighed, _in_order(weighed, groups))))


def story_asked(context: Context, topic: str) -> tuple[Story, Asked]:
    """Return the story that a question asks about, and the question with those that it goes on from.

    A question without a topic of its own ("Summarise this", "her career") asks of the turns before it, else of all the
    articles that it is put to, where they are few.
    """
    asked, first = context.asked, context.meant.searches[0]
    if first.about and (not topic or leaning(topic) is Leaning.YES):
        topics = [each for each in (*map(topic_of, first.about), topic) if each]
        return find_story(context, first.text, " ".join(topics) or first.text), replace(asked, after=first.about)
    if topic:
        return find_story(context, topic, topic), asked
    if context.snapshot.count(asked.within) <= MOST_WITHOUT_TOPIC:
        return whole_story(context, context.snapshot.documents(asked.within)), asked
    return find_story(context, context.question, context.question), asked


def _is_said(sentence: Sentence, said: Collection[Citation]) -> bool:
    """Return whether a sentence is among those quoted, or is quoted from a near-copy in the same words."""
    return any(
        sentence.text == citation.sentence
        or (
            sentence.document.id == citation.document_id
            and sentence.start < citation.end
            and citation.start < sentence.end
        )
        for citation in said
    )


def _in_order(weighed: Weighed, groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the groups with the newest state first, then in the order of the story."""

    def told(group: Sequence[int]) -> tuple[dt.date, int, int]:
        sentence = weighed.sentences[group[0]]
        return sentence.document.published or dt.date.min, sentence.place, group[0]

    sentences = weighed.sentences
    leading = [
        group for group in groups if sentences[group[0]].place < _LEADING and not sentences[group[0]].points_back
    ]
    newest = max(leading, key=lambda group: (told(group)[0], -groups.index(group))) if leading else None
    first = newest or groups[0]
    return [list(first), *(list(group) for group in sorted(groups, key=told) if group is not first)]


def _items(weighed: Weighed, groups: Sequence[Sequence[int]]) -> list[Item]:
    return [Item(cited([weighed.sentences[at] for at in group])) for group in groups]
