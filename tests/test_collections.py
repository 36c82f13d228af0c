"""Questions about the collection: what they ask for, counts that are exact, and lines that read well."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from briefbot import Assistant, Document, Filter, Holdings, Reply, as_dict, as_record, build_index, from_record
from briefbot.composing.cited import phrase_pattern
from briefbot.composing.collection_asked import collection_asked
from briefbot.composing.coverage import central_articles
from briefbot.phrases import Meant, collection_words
from briefbot.presentation import blocks
from briefbot.words import folded

OUTLETS = ("Tarn Post", "dailybell.co.uk", "The Quay & Mill Review")
REFERENCE = dt.date(2031, 5, 20)


@pytest.mark.parametrize(
    ("question", "subject", "phrases"),
    [
        ("how many articles have you got", "articles", ()),
        ("Which articles mention Ada Quill?", "mentions", ("Ada Quill",)),
        ("is the weir mentioned anywhere in my articles", "mentions", ("the weir",)),
        ("List the stories in which otters are named.", "mentions", ("otters",)),
        ("which pieces have the word “sluice” in them", "mentions", ("sluice",)),
        ("anything on otters, please", "mentions", ("otters",)),
        ("articles that mention both Tarn and Ostrel", "mentions", ("Tarn", "Ostrel")),
        ("newest article about the weir", "newest", ("the weir",)),
        ("the oldest story you have", "oldest", ()),
        ("which papers wrote about otters?", "outlets", ("otters",)),
        ("show the sources", "outlets", ()),
        ("what dates do these articles span", "period", ()),
        ("what are my articles about", "topics", ()),
        ("which articles mention Tarn Post", "mentions", ("Tarn Post",)),
        ("articles that mention Budget 2030", "mentions", ("Budget 2030",)),
        ("where did you get that from?", "cited", ()),
        ("otters in the millpond", "mentions", ("otters in the millpond",)),
    ],
)
def test_what_is_asked_of_a_collection(question: str, subject: str, phrases: tuple[str, ...]) -> None:
    asked = collection_asked(question, REFERENCE, OUTLETS)
    assert (asked.subject, asked.phrases) == (subject, phrases)


@pytest.mark.parametrize(
    ("question", "outlets", "since", "until"),
    [
        ("how many articles from the tarn post", ("Tarn Post",), None, None),
        ("Daily Bell stories since 3 May", ("dailybell.co.uk",), "2031-05-03", None),
        ("articles by the Quay and Mill Review in April", ("The Quay & Mill Review",), "2031-04-01", "2031-04-30"),
        ("which articles came out after 3 May 2031", (), "2031-05-04", None),
        ("articles older than 2030", (), None, "2029-12-31"),
        ("articles from 2 March to 9 March 2031", (), "2031-03-02", "2031-03-09"),
        ("articles from Nowhere Gazette", ("Nowhere Gazette",), None, None),
        ("which articles mention June", (), None, None),
    ],
)
def test_what_a_question_restricts(
    question: str, outlets: tuple[str, ...], since: str | None, until: str | None
) -> None:
    days = [dt.date.fromisoformat(day) if day else None for day in (since, until)]
    assert collection_asked(question, REFERENCE, OUTLETS).restricted == Filter(outlets, since=days[0], until=days[1])


def test_how_many_of_the_newest_and_which_are_not_meant() -> None:
    assert collection_asked("the three newest articles", REFERENCE, ()).most == 3
    assert collection_asked("newest articles", REFERENCE, ()).most == 5
    assert collection_asked("newest article", REFERENCE, ()).most is None
    denied = collection_asked("which articles do not mention otters", REFERENCE, ())
    assert (denied.phrases, denied.is_denied) == (("otters",), True)
    assert collection_asked("articles without the word otter", REFERENCE, ()).is_denied


MAY = Filter(("Tarn Post",), since=dt.date(2031, 5, 1), until=dt.date(2031, 5, 31))


@pytest.mark.parametrize(
    ("subject", "total", "meant", "line"),
    [
        ("articles", 34, Meant(), "34 articles."),
        ("articles", 0, Meant(restricted=MAY), "No article from Tarn Post published in May 2031."),
        ("articles", 1, Meant(author="Ada Quill"), "1 article by Ada Quill."),
        ("mentions", 12, Meant(("dam",), Filter(("Tarn Post",))), "12 articles from Tarn Post mention “dam”."),
        ("mentions", 0, Meant(("dam",)), "No article mentions “dam”."),
        ("mentions", 2, Meant(("dam", "weir")), "2 articles mention “dam” and “weir”."),
        ("mentions", 2, Meant(("dam",), lacking=True), "2 articles do not mention “dam”."),
        ("mentions", 0, Meant(("dam",), lacking=True), "Every article mentions “dam”."),
        ("newest", 1, Meant(("dam",)), "The newest article that mentions “dam” is of 3 to 9 May 2031."),
        ("oldest", 2, Meant(), "The 2 oldest articles are of 3 to 9 May 2031."),
        ("newest", 0, Meant(("dam",)), "No article mentions “dam”."),
        ("outlets", 1, Meant(("dam",)), "1 outlet with articles that mention “dam”: Tarn Post (3)."),
        ("outlets", 0, Meant(("dam",)), "No article mentions “dam”."),
        ("period", 5, Meant(), "The articles are of 3 to 9 May 2031."),
        ("topics", 5, Meant(), "What your 5 articles are about:"),
        ("cited", 1, Meant(), "That is from 1 article: Tarn Post (3), 3 to 9 May 2031."),
    ],
)
def test_every_line_reads_well(subject: str, total: int, meant: Meant, line: str) -> None:
    outlets = (("Tarn Post", 3),) if total else ()
    period = (dt.date(2031, 5, 3), dt.date(2031, 5, 9)) if total else None
    assert collection_words(subject, total, meant, outlets, period) == line


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("dam", "The DAM held.", True),
        ("dam", "The dams held.", False),
        ("cafe", "A new Café opened.", True),
        ("café", "A new cafe opened.", True),
        ("Mill Lane", "in Mill\nLane", True),
        ("pine-sol", "Pine‑Sol", True),
        ("Quill's", "Quill’s boat", True),
        ("a.b", "axb", False),
    ],
)
def test_a_phrase_is_whole_words_in_any_case_and_accent(phrase: str, text: str, found: bool) -> None:
    assert bool(phrase_pattern(phrase).search(folded(text))) is found


def test_groups_of_near_articles_come_largest_first() -> None:
    one, two = np.eye(2, dtype=np.float32)
    vectors = np.stack([two, one, one, two, one])
    assert central_articles([10, 11, 12, 13, 14], vectors, 20) == [11, 10]
    assert central_articles([10, 11, 12, 13, 14], vectors, 1) == [11]
    assert central_articles([], np.zeros((0, 0), np.float32), 20) == []


def holding(asked: Callable[..., Reply], question: str, **more: object) -> Holdings:
    reply = asked(question, kind="collection", **more)
    assert isinstance(reply, Holdings)
    for citation in reply.citations:
        assert citation.span.document.text[citation.start : citation.end] == citation.quote != ""
    assert len(reply.citations) <= 20
    assert len({citation.document_id for citation in reply.citations}) == len(reply.citations)
    return reply


@pytest.mark.model
def test_counts_are_those_of_going_through_every_text(examples_assistant: Assistant) -> None:
    documents = list(examples_assistant.documents())
    words = {word for document in documents[:4] for word in re.findall(r"[^\W\d_]{5,}", document.text)}
    for word in sorted(words)[::40]:
        wanted = re.compile(rf"(?<!\w){re.escape(folded(word))}(?!\w)")
        having = {each.id for each in documents if wanted.search(folded(f"{each.title}\n{each.text}"))}
        reply = holding(examples_assistant.ask, f"How many articles mention “{word}”?")
        assert (reply.total, {citation.document_id for citation in reply.citations}) == (len(having), having), word
        assert all(wanted.search(folded(citation.quote)) for citation in reply.citations), word
    for outlet, count in examples_assistant.outlets():
        assert holding(examples_assistant.ask, f"how many articles are from {outlet.upper()}").total == count
    assert holding(examples_assistant.ask, "How many articles?").text == f"{len(documents)} articles."


@pytest.mark.model
def test_a_question_is_put_to_the_articles_that_are_left(examples_assistant: Assistant) -> None:
    whole = holding(examples_assistant.ask, "list all articles in November 2025")
    days = [citation.published for citation in whole.citations]
    assert days == sorted(days, key=lambda day: day or dt.date.min, reverse=True)
    assert {day.month for day in days if day} == {11}
    assert whole.period == (min(filter(None, days)), max(filter(None, days)))
    within = Filter(outlets=("Radio Carrow",))
    part = holding(examples_assistant.ask, "list all articles in November 2025", within=within)
    assert part.total == sum(citation.outlet == "Radio Carrow" for citation in whole.citations) > 0
    assert part.outlets == (("Radio Carrow", part.total),)
    assert holding(examples_assistant.ask, "articles from Nowhere Gazette").text == ("No article from Nowhere Gazette.")


@pytest.mark.model
def test_a_follow_up_keeps_what_was_restricted(examples_assistant: Assistant) -> None:
    first = holding(examples_assistant.ask, "How many articles are from the Port Ellery Courier?")
    then = holding(examples_assistant.ask, "which ones", history=[first])
    assert (then.total, then.restricted) == (first.total, first.restricted)
    newest = holding(examples_assistant.ask, "which is the newest", history=[first])
    assert newest.citations[0].outlet == "Port Ellery Courier"
    fact = examples_assistant.ask("How many people took part in the ferry strike?")
    source = holding(examples_assistant.ask, "where did you get that from", history=[fact])
    assert [each.document_id for each in source.citations] == [each.document_id for each in fact.citations]


@pytest.mark.model
def test_what_the_articles_are_about_is_in_their_words(examples_assistant: Assistant) -> None:
    reply = holding(examples_assistant.ask, "what are these articles about?")
    assert reply.text == "What your 18 articles are about:"
    assert 3 <= len(reply.citations) <= 18
    again = from_record(as_record(reply), examples_assistant.document)
    assert again == reply and as_dict(again) == as_dict(reply)
    assert blocks(reply)


@pytest.mark.model
def test_a_phrase_outside_of_passages_or_in_an_article_without_one_is_found(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    article = tmp_path / "news" / "weir.txt"
    article.write_text(
        "The weir is mended\n\nBy Ada Quill\n\nThe weir at Tarn holds again.\n\nRead more: The otter returns\n"
    )
    bot = Assistant.open(build_index(tmp_path / "news", index=tmp_path / "index").index)
    reply = holding(bot.ask, "which articles mention otter")
    assert (reply.total, reply.citations[0].quote) == (1, "Read more: The otter returns")
    assert holding(bot.ask, "which articles mention otters").text == "No article mentions “otters”."
    assert isinstance(next(bot.documents()), Document)
