"""Timelines: dated sentences, the oldest first, each verbatim and with the day that it speaks of."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest

import briefbot
from briefbot import Assistant, NotFound, Reply, Timeline
from briefbot.composing.sentences import say_the_same
from briefbot.words import trigrams

pytestmark = pytest.mark.model

ARTICLES = [
    (
        "Barge sinks in the Lusk canal",
        "2031-03-04",
        "A barge with 300 tonnes of gravel sank in the Lusk canal near Wenlow on Monday and blocked it for ships.\n\n"
        "The skipper, Tove Amarante, swam ashore. The lock at Wenlow had been out of order since 27 February. "
        "No fuel has leaked, the canal office said.",
    ),
    (
        "Crane on its way to the sunken barge",
        "2031-03-07",
        "A floating crane will reach the sunken barge in the Lusk canal on Sunday, the canal office said.\n\n"
        "Forty ships were waiting on Thursday. Divers closed a hole in the hull of the barge on Wednesday.",
    ),
    (
        "Lusk canal open again",
        "2031-03-12",
        "Ships are sailing again on the Lusk canal, nine days after a barge sank in it.\n\n"
        "The crane lifted the barge on Tuesday. An inquiry into the sinking begins on 2 April. "
        "A barge last sank in the canal in 1998.",
    ),
    (
        "Wenlow bakery wins prize for its rye bread",
        "2031-03-10",
        "The bakery of Idris Pell in Wenlow won the regional prize for rye bread on Saturday.\n\n"
        "It had come second a year ago. The prize is worth 2,000 crowns.",
    ),
]


@pytest.fixture(scope="module")
def lusk(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("lusk")
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for title, published, text in ARTICLES:
            file.write(json.dumps({"title": title, "published": published, "outlet": "Lusk News", "text": text}) + "\n")
    return Assistant.open(briefbot.build_index(folder, index=tmp_path_factory.mktemp("index") / "index").index)


def check_timeline(assistant: Assistant, reply: Reply) -> None:
    """Check what holds of every timeline: whole sentences, exact offsets, no near-copies, in order, not too many."""
    assert isinstance(reply, Timeline)
    assert 1 <= len(reply.entries) <= 12
    assert [entry.start for entry in reply.entries] == sorted(entry.start for entry in reply.entries)
    for entry in reply.entries:
        for citation in entry.citations:
            document = assistant.document(citation.document_id)
            assert document.text[citation.start : citation.end] == citation.quote == citation.sentence
            assert (citation.start, citation.end) in citation.span.hit.passage.sentences
    for one, other in itertools.combinations(reply.entries, 2):
        assert not say_the_same(trigrams(one.text), trigrams(other.text), 0.0)


def days(reply: Reply) -> dict[str, dt.date]:
    assert isinstance(reply, Timeline)
    return {entry.text[:20]: entry.start for entry in reply.entries}


def ask(assistant: Assistant, question: str) -> Reply:
    return assistant.ask(question, kind="timeline")


@pytest.mark.parametrize(
    "question",
    [
        "timeline of the sinking in the Lusk canal",
        "How did the blockade of the canal develop?",
        "what happened in March 2031",
    ],
)
def test_a_timeline_is_of_whole_sentences_in_order(lusk: Assistant, question: str) -> None:
    check_timeline(lusk, ask(lusk, question))


@pytest.mark.parametrize(
    "question", ["timeline of the ferry strike", "what happened in November 2025?", "dam, day by day"]
)
def test_a_timeline_of_the_examples_is_of_whole_sentences_in_order(
    examples_assistant: Assistant, question: str
) -> None:
    check_timeline(examples_assistant, ask(examples_assistant, question))


def test_each_sentence_has_the_day_that_it_speaks_of(lusk: Assistant) -> None:
    found = days(ask(lusk, "timeline of the barge that sank in the Lusk canal"))
    assert found["A barge with 300 ton"] == dt.date(2031, 3, 3)
    assert found["A floating crane wil"] == dt.date(2031, 3, 9)
    assert found["The crane lifted the"] == dt.date(2031, 3, 11)
    assert found["Ships are sailing ag"] == dt.date(2031, 3, 12)  # its article's day


def test_it_keeps_to_the_topic(lusk: Assistant) -> None:
    reply = ask(lusk, "timeline of the barge that sank in the Lusk canal")
    assert "Wenlow bakery wins prize for its rye bread" not in {citation.title for citation in reply.citations}


def test_a_period_in_the_question_restricts_it(lusk: Assistant) -> None:
    reply = ask(lusk, "what happened to the barge between 5 March 2031 and 11 March 2031?")
    check_timeline(lusk, reply)
    assert isinstance(reply, Timeline)
    assert all(dt.date(2031, 3, 5) <= entry.start <= entry.end <= dt.date(2031, 3, 11) for entry in reply.entries)


def test_a_period_alone_is_told_of_every_subject(lusk: Assistant) -> None:
    reply = ask(lusk, "what happened in March 2031?")
    assert {"Wenlow bakery wins prize for its rye bread", "Lusk canal open again"} <= {
        citation.title for citation in reply.citations
    }


@pytest.mark.parametrize("question", ["timeline of the eruption of Mount Zanthorpe", "what happened in May 1874?"])
def test_what_no_article_dates_is_not_found(lusk: Assistant, question: str) -> None:
    assert isinstance(ask(lusk, question), NotFound)
