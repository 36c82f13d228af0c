"""A timeline of a topic: the sentences of its articles that say what happened on which day, the oldest first."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from briefbot.composing.briefs import story_asked
from briefbot.composing.context import Context
from briefbot.composing.salience import Weighed, promise, weigh_sentences
from briefbot.composing.sentences import Sentence, cited, say_the_same, sentences_of
from briefbot.composing.stories import Story, evidence_of, missing_of, names_are_absent, whole_story
from briefbot.composing.topics import topic_of
from briefbot.replies import Dated, NotFound, Reply, Timeline
from briefbot.text.calendar_names import MONTHS, WEEKDAYS
from briefbot.times import Period, time_asked, time_of, without_time
from briefbot.words import trigrams

_MOST = 12  # entries
_MOST_WEIGHED = 32  # sentences
_EXACT = 7  # days of a period that tells when something happened, even of the news of an article
_LONGEST = 31  # days of a period that is an entry; a year is one only where nothing else is dated
_AFTER = 14  # days after a period in which articles still tell of it
_MOST_OF_A_PERIOD = 30  # articles, where a question names only a period
_LEAST_SCORE = 0.45  # of the best sentence's score that an entry needs
_NEWS = 0.5  # what it counts to begin an article, where no topic is asked for
_REPEATED = 0.2  # what each earlier entry of the same day costs
_DAY_FIRST = re.compile(rf"(?:On )?(?:the )?(?:{'|'.join(WEEKDAYS)},? )?(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)})\b")


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence with the time that it speaks of."""

    sentence: Sentence
    period: Period
    said: bool  # by the sentence itself; else it is the day of its article


def compose_timeline(context: Context) -> Reply:
    """Return the dated sentences of what a question asks about, the oldest first, or a decline."""
    asked = context.asked
    stated = None if asked.as_written else time_asked(context.question, asked.reference)
    events = stated.events if stated else None
    topic = topic_of(context.question)
    bare = topic if asked.as_written else topic_of(without_time(topic, asked.reference, fewest=0)[0])
    period_alone = events is not None and not bare and not context.meant.searches[0].about
    if events and period_alone:
        story = _of_a_period(context, events)
    else:
        story, asked = story_asked(context, bare)
    told = _within(events, story)
    if not told and bare != topic:  # what happened in a year may stand in an article about that year
        story, asked = story_asked(context, topic)
        told = _within(events, story)
    evidence = evidence_of(context, story)
    if not told or names_are_absent(context, story):
        return NotFound(asked, evidence=evidence, missing=missing_of(context, story))
    told = _most_promising(story, told, news=period_alone)
    weighed = weigh_sentences(story, context.encoder, [one.sentence for one in told])
    return Timeline(asked, evidence=evidence, entries=tuple(_entries(told, weighed, news=period_alone)))


def _within(events: Period | None, story: Story) -> list[_Told]:
    """Return the dated sentences of a story, within a period where one is given."""
    return [one for one in _dated(story) if events is None or events.holds(one.period)]


def _of_a_period(context: Context, events: Period) -> Story:
    """Return the articles of a period and of the days after it, those of the period first."""
    within = context.asked.within
    end = min(events.end, dt.date.max - dt.timedelta(days=_AFTER)) + dt.timedelta(days=_AFTER)
    since = max(within.since or dt.date.min, events.start)
    until = min(within.until or dt.date.max, end)
    if since > until:
        return whole_story(context, ())
    found = list(context.snapshot.documents(replace(within, since=since, until=until)))
    found.sort(key=lambda document: (document.published or dt.date.max) > events.end)
    return whole_story(context, found[:_MOST_OF_A_PERIOD])


def _dated(story: Story) -> list[_Told]:
    """Return the quotable sentences with the time that each speaks of, in the order of the articles.

    What a sentence says counts, and of an article that says none how it begins: that is the news of its day.
    """
    found: list[_Told] = []
    for article in story.articles:
        published = article.document.published
        for sentence in sentences_of(article.passages):
            if not sentence.is_quotable or sentence.is_labelled or sentence.is_headline:
                continue
            said = time_of(sentence.text, published)
            if said and (said.period.days <= _EXACT or not (published and sentence.place == 0)):
                told = _Told(sentence, said.period, True)
            elif published and sentence.place == 0:  # "who won the race last month, has been banned" is news of its day
                told = _Told(sentence, Period(published, published), False)
            else:
                continue
            if told.period.days <= _LONGEST or told.period.is_whole_years:
                found.append(told)
    return found


def _most_promising(story: Story, told: Sequence[_Told], *, news: bool) -> list[_Told]:
    """Return the sentences that are worth a vector, which takes milliseconds; of a day with many, the best."""
    scores = promise(story, [one.sentence for one in told])
    days: Counter[Period] = Counter()
    worth: list[tuple[float, int]] = []
    for score, at in sorted(
        ((score + _bonus(told[at], news=news), at) for at, score in enumerate(scores)), reverse=True
    ):
        worth.append((score - _REPEATED * days[told[at].period], at))
        days[told[at].period] += 1
    return [told[at] for _, at in sorted(worth, reverse=True)[:_MOST_WEIGHED]]


def _bonus(told: _Told, *, news: bool) -> float:
    """Return what it counts how exactly a sentence tells its time, and with `news` to begin an article."""
    return _precision(told) + (_NEWS * math.exp(-told.sentence.place) if news else 0.0)


def _precision(told: _Told) -> float:
    """Return what it counts how exactly a sentence tells its time; what begins with its day is of a timeline itself."""
    if not told.said:
        return -0.05
    if told.period.days > _EXACT:
        return -0.15 if told.period.days <= _LONGEST else -0.3
    return 0.1 if _DAY_FIRST.match(told.sentence.text) else 0.0


def _entries(told: Sequence[_Told], weighed: Weighed, *, news: bool) -> list[Dated]:
    """Choose at most twelve sentences: each time the best one that says something new, of a day that has few.

    `news`: no topic is asked for, so what articles begin with counts more.
    """
    base = [score + _bonus(one, news=news) for score, one in zip(weighed.scores, told, strict=True)]
    if not base:
        return []
    shingles = [trigrams(sentence.text) for sentence in weighed.sentences]
    alike = weighed.vectors @ weighed.vectors.T
    least = _LEAST_SCORE * max(base)
    left = [at for at in np.argsort([-score for score in base], kind="stable").tolist() if base[at] >= least]
    days: Counter[Period] = Counter()
    groups: list[list[int]] = []
    while left and len(groups) < _MOST:

        def worth(at: int) -> float:
            near = max((float(alike[at, group[0]]) for group in groups), default=0.0)
            return base[at] - 0.3 * near - _REPEATED * days[told[at].period]

        best = max(left, key=worth)
        same = [at for at in left if at != best and say_the_same(shingles[best], shingles[at], float(alike[best, at]))]
        groups.append([best, *same])
        days[told[best].period] += 1
        left = [at for at in left if at != best and at not in same]
    entries = [
        Dated(told[at].period.start, told[at].period.end, cited([told[each].sentence for each in (at, *same)]))
        for at, *same in groups
    ]
    return sorted(entries, key=lambda entry: (entry.start, entry.end, entry.citations[0].published or dt.date.min))
