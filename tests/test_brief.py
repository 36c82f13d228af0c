"""Briefs: whole sentences, verbatim, each cited, without repetition, of the articles that are about the topic."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest

import briefbot
from briefbot import Assistant, Brief, Filter, NotFound, QuestionError, Reply, cli
from briefbot.composing.sentences import Sentence, say_the_same, sentences_of
from briefbot.composing.topics import topic_of
from briefbot.types import Document, Passage
from briefbot.words import trigrams

pytestmark = pytest.mark.model

ARTICLES = {
    "dispatch": """Elm blight found in Orrin Park

Hollin Dispatch
2031-05-06

Elm blight has been found in Orrin Park, and 34 trees on its northern side are to be felled, the city of Hollin said on
Tuesday.

It is the first case in the city since 2019. The blight is spread by a beetle that lives under the bark. Gardener
Odile Farrant noticed yellow leaves in a crown near the boathouse on 28 April.

“I have known these trees for thirty years,” she said. Does the city have money for new ones? Nobody could say.

Felling will begin on 19 May and is expected to cost 61,000 crowns, according to the parks department.

Sign up for our newsletter and never miss a story.
""",
    "echo": """Orrin Park to lose its elms

The Vale Echo
2031-05-07

Elm blight has been found in Orrin Park, and 34 trees on its northern side are to be felled, the city of Hollin said on
Tuesday.

The Friends of Orrin Park, a group of 210 members, asked the city on Wednesday to wait for a second laboratory test.
They had learned of the plan from the newspaper. Lime trees could take the place of the elms in the autumn, the city
gardener Odile Farrant told the group.
""",
    "later": """Felling in Orrin Park stopped by court

Hollin Dispatch
2031-05-20

A court in Hollin stopped the felling of the elms in Orrin Park on Tuesday after eleven trees had come down, because
the city had not asked the heritage office.

The second laboratory test, published on Monday, found the blight in nine of 34 trees. The city will appeal, Deputy
Mayor Casimir Thule said. A hearing is set for 3 June.
""",
    "other": """Tram line 4 is out of service

Hollin Dispatch
2031-05-19

Tram line 4 in Hollin will not run between the harbour and Quarry Street until Friday, because a water main broke
below the rails.

Buses take passengers from stop to stop every ten minutes, the transport company said. Repairs to the water main cost
about 80,000 crowns.
""",
    "council": """Council of Hollin votes for longer library hours

The Vale Echo
2031-04-02

The council of Hollin voted by 22 to 9 on Wednesday to keep the city library open until 10 p.m. from September on.

Four librarians will be hired for it. The library has 48,000 readers, a third of them students.
""",
}


@pytest.fixture(scope="module")
def hollin(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("hollin")
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for article in ARTICLES.values():
            title, _, outlet, published, _, *lines = article.split("\n")
            record = {"title": title, "outlet": outlet, "published": published, "text": "\n".join(lines)}
            file.write(json.dumps(record) + "\n")
    return Assistant.open(briefbot.build_index(folder, index=tmp_path_factory.mktemp("index") / "index").index)


def check_brief(assistant: Assistant, reply: Reply, most: int = 8) -> None:
    """Check what holds of every brief: whole sentences, exact offsets, no near-copies, not too many."""
    assert isinstance(reply, Brief)
    assert 1 <= len(reply.items) <= most
    for item in reply.items:
        assert len({citation.document_id for citation in item.citations}) == len(item.citations)
        for citation in item.citations:
            document = assistant.document(citation.document_id)
            assert document.text[citation.start : citation.end] == citation.quote == citation.sentence
            assert (citation.start, citation.end) in citation.span.hit.passage.sentences
    for one, other in itertools.combinations(reply.items, 2):
        assert not say_the_same(trigrams(one.text), trigrams(other.text), 0.0)


TOPICS = ["the elms of Orrin Park", "elm blight", "tram line 4", "library hours", "Odile Farrant", "the city of Hollin"]


@pytest.mark.parametrize("length", ["short", "medium", "long"])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_brief_is_of_whole_verbatim_sentences(hollin: Assistant, topic: str, length: str) -> None:
    check_brief(hollin, hollin.brief(topic, length=length), {"short": 3, "medium": 5, "long": 8}[length])


@pytest.mark.parametrize(
    "question",
    [
        "brief me on the ferry strike",
        "What is known about the dam?",
        "tell me about the lighthouse",
        "the latest on Norvane",
    ],
)
def test_a_brief_of_the_examples_is_of_whole_verbatim_sentences(examples_assistant: Assistant, question: str) -> None:
    check_brief(examples_assistant, examples_assistant.ask(question, kind="brief"), 5)


def test_a_brief_on_a_person_is_what_any_article_says_of_that_person(examples_assistant: Assistant) -> None:
    reply = examples_assistant.ask("Who is Marisol Núñez?", kind="brief")
    assert "Marisol Núñez" in reply.citations[0].quote
    assert len({citation.document_id for citation in reply.citations}) >= 3
    assert "38.2 percent" not in reply.text  # of an article about somebody with a name like hers


def test_the_words_that_ask_make_no_other_brief(hollin: Assistant) -> None:
    plain = hollin.brief("the elms of Orrin Park")
    for asking in ("brief me on the elms of Orrin Park", "Tell me about the elms of Orrin Park, please"):
        assert hollin.brief(asking).text == plain.text
    assert hollin.ask("Brief me on the elms of Orrin Park").text == plain.text


def test_it_keeps_to_the_articles_about_the_topic(hollin: Assistant) -> None:
    titles = {citation.title for citation in hollin.brief("the elms of Orrin Park", length="long").citations}
    assert "Tram line 4 is out of service" not in titles
    assert "Council of Hollin votes for longer library hours" not in titles
    assert "Felling in Orrin Park stopped by court" in titles


def test_the_newest_state_comes_first_and_then_the_order_of_the_story(hollin: Assistant) -> None:
    first, *rest = hollin.brief("the elms of Orrin Park", length="long").citations
    assert first.quote.startswith("A court in Hollin stopped the felling")
    days = [citation.published for citation in rest]
    assert days == sorted(days, key=lambda day: day or dt.date.min)


def test_what_two_articles_say_alike_is_said_once_with_both(hollin: Assistant) -> None:
    reply = hollin.brief("elm blight found in Orrin Park", length="long")
    assert isinstance(reply, Brief)
    [found] = [item for item in reply.items if item.text.startswith("Elm blight has been found")]
    assert {citation.outlet for citation in found.citations} == {"Hollin Dispatch", "The Vale Echo"}
    assert len({citation.voice for citation in found.citations}) == 1


def test_no_line_of_the_page_no_question_and_no_headline_is_quoted(hollin: Assistant) -> None:
    quotes = [citation.quote for citation in hollin.brief("elm blight in Orrin Park", length="long").citations]
    assert not [quote for quote in quotes if "newsletter" in quote or quote.endswith("?")]
    assert not [quote for quote in quotes if quote in ("Elm blight found in Orrin Park", "Orrin Park to lose its elms")]


def test_of_a_name_it_says_sentences_with_the_name_first(hollin: Assistant) -> None:
    assert "Farrant" in hollin.brief("Odile Farrant", length="short").text


@pytest.mark.parametrize("topic", ["Peregrine Asterby", "the volcano of Zanthorpe", "quantum cryptography"])
def test_what_no_article_is_about_is_not_found(hollin: Assistant, topic: str) -> None:
    reply = hollin.brief(topic)
    assert isinstance(reply, NotFound) and not reply.citations and reply.hits


def test_without_a_topic_it_briefs_the_articles_that_are_chosen(hollin: Assistant) -> None:
    chosen = [document for document in hollin.documents() if "Tram" in document.title]
    within = Filter(documents=tuple(document.id for document in chosen))
    for reply in (hollin.brief(within=within), hollin.ask("Summarise this article.", within=within, kind="brief")):
        check_brief(hollin, reply)
        assert {citation.document_id for citation in reply.citations} == {chosen[0].id}
        assert reply.citations[0].quote.startswith("Tram line 4 in Hollin will not run")


def test_as_of_a_day_nothing_later_is_said(hollin: Assistant) -> None:
    reply = hollin.brief("the elms of Orrin Park", as_of=dt.date(2031, 5, 8), length="long")
    check_brief(hollin, reply)
    assert max(citation.published or dt.date.max for citation in reply.citations) <= dt.date(2031, 5, 8)


def test_an_outlet_restricts_it(hollin: Assistant) -> None:
    reply = hollin.brief("the elms of Orrin Park", within=Filter(outlets=("The Vale Echo",)))
    assert {citation.outlet for item in reply.items for citation in item.citations} == {"The Vale Echo"}  # type: ignore[attr-defined]


def test_nothing_within_is_not_found(hollin: Assistant) -> None:
    assert isinstance(hollin.brief(within=Filter(since=dt.date(2040, 1, 1))), NotFound)
    assert isinstance(hollin.brief("elms", within=Filter(since=dt.date(2040, 1, 1))), NotFound)


def test_a_follow_up_briefs_what_it_goes_on_from(hollin: Assistant) -> None:
    before = hollin.ask("Who voted for longer library hours?")
    reply = hollin.ask("tell me more about it", history=[before], kind="brief")
    check_brief(hollin, reply)
    assert reply.after
    assert {citation.title for citation in reply.citations} == {"Council of Hollin votes for longer library hours"}


def test_wrong_use_is_refused_by_name(hollin: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(QuestionError, match="length 'endless'"):
        hollin.brief("elms", length="endless")
    monkeypatch.setattr("briefbot.assistant.MOST_WITHOUT_TOPIC", 2)
    with pytest.raises(QuestionError, match="at most 2 articles, and these are 5"):
        hollin.brief()
    with pytest.raises(QuestionError):
        hollin.brief("?!")


def test_the_command_prints_it(hollin: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--index", str(hollin.index)]
    assert cli.main(["brief", "elms of Orrin Park", "--length", "short", *where]) == 0
    assert "A court in Hollin stopped the felling" in capsys.readouterr().out
    assert cli.main(["brief", "elms of Orrin Park", "--json", "--to", "2031-05-08", *where]) == 0
    out = capsys.readouterr().out
    assert '"kind": "brief"' in out and "A court" not in out


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Brief me on the harbour fire.", "harbour fire"),
        ("could you please give me a short summary of the Lark Street trial?", "Lark Street trial"),
        ("What's the latest on the toll bridge", "toll bridge"),
        ("who is Ines Calloway?", "Ines Calloway"),
        ("what happened at the regatta in Lusk", "regatta in Lusk"),
        ("Timeline of the Arden spill", "Arden spill"),
        ("How did the row over the stadium develop?", "row over the stadium"),
        ("the mill closure: key points please", "mill closure"),
        ("Summarise this article", ""),
        ("key points", ""),
        ("Please summarise these.", ""),
        ("tell me more", ""),
        ("Explosion in Brook Lane", "Explosion in Brook Lane"),
        ("tell me what you know about Ines Calloway", "Ines Calloway"),
        ("what should I know about the port strike?", "port strike"),
        ("everything about the port strike", "port strike"),
        ("Explain the port strike to me", "port strike"),
        ("walk me through the port strike", "port strike"),
        ("the story so far on the port strike", "port strike"),
        ("a timeline of how the strike at Lusk developed", "strike at Lusk"),
        ("timeline of events in the port strike", "port strike"),
        ("How did the dam alarm start and what happened after?", "dam alarm start"),
        ("how to vote in Lusk", "how to vote in Lusk"),
    ],
)
def test_the_asking_words_are_taken_off(question: str, topic: str) -> None:
    assert topic_of(question) == topic


def test_hostile_questions_are_stripped_quickly() -> None:
    for text in ("a" * 1000, "the " * 250, "please " * 140, "what " * 200, ", " * 500, "articles" * 120):
        topic_of(text)


def sentence_of(text: str) -> Sentence:
    document = Document(text, "A title", "a.txt")
    return next(sentences_of([Passage(document, ((0, len(text)),))]))


@pytest.mark.parametrize(
    "text", ["He said it would rain.", "But they did not come to Lusk.", "That is why the mill shut."]
)
def test_what_points_back_is_known(text: str) -> None:
    assert sentence_of(text).points_back


@pytest.mark.parametrize(
    "text", ["The mill shut in May.", "Heron eggs were found.", "There were 40 boats at the pier."]
)
def test_what_stands_by_itself_is_known(text: str) -> None:
    assert not sentence_of(text).points_back


@pytest.mark.parametrize(
    "text",
    [
        "Click here to read more about the mill.",
        "and so the mill had to shut down.",
        "Who shut the mill in May?",
        "Correction, 12 May: An earlier version of this article named another owner of the mill.",
    ],
)
def test_what_is_no_sentence_of_the_story_is_not_quoted(text: str) -> None:
    assert not sentence_of(text).is_quotable
