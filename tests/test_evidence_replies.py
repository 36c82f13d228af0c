"""What bears on a question of yes or no, or of which of two; the articles are written for this."""

from __future__ import annotations

import pytest

import briefbot
from briefbot import as_dict
from briefbot.composing.claims import claim_of, counts_some
from briefbot.composing.comparing import compared
from briefbot.presentation import Heading, blocks, in_lines
from briefbot.replies import Bearing, NotFound

ARTICLES = {
    "ferry": (
        "2031-03-04",
        "Harbour board buys ferry",
        "The harbour board of Quellin has bought the ferry Anna Tosk for 4 million crowns, its chair Edda Rowan said "
        "on Tuesday. The ferry carries 310 passengers and was built in Lund in 2019.\n\nThe board did not raise fares "
        "for the coming summer, Rowan said. Four of its six members voted for the purchase.",
    ),
    "resignation": (
        "2031-03-06",
        "Rowan leaves harbour board",
        "Edda Rowan has resigned as chair of the harbour board of Quellin, two people on the board said on Thursday. "
        "They gave no reason. The board will meet again next week to talk about the summer timetable.",
    ),
    "denial": (
        "2031-03-07",
        "Board chair stays, lawyer says",
        "A lawyer denied on Friday that Edda Rowan has resigned as chair of the harbour board of Quellin. She is on "
        "leave until the end of the month, the lawyer, Tomas Weir, said, and a letter to the members has been misread.",
    ),
    "bridges": (
        "2031-03-09",
        "Two bridges for the valley",
        "The Salt Bridge at Quellin is 420 metres long and took three years to build. The Mill Bridge at Oster, which "
        "was finished in May, is 610 metres long. Both were paid for by the valley's toll company.",
    ),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> briefbot.Assistant:
    folder = tmp_path_factory.mktemp("evidence")
    articles = folder / "articles"
    articles.mkdir()
    for name, (day, title, text) in ARTICLES.items():
        (articles / f"{name}.md").write_text(f"---\ntitle: {title}\ndate: {day}\n---\n\n{text}\n", encoding="utf-8")
    briefbot.build_index([articles], index=folder / "index")
    return briefbot.Assistant.open(folder / "index")


def borne(assistant: briefbot.Assistant, question: str) -> Bearing:
    reply = assistant.ask(question, kind="evidence")
    assert isinstance(reply, Bearing), reply
    for citation in reply.citations:
        assert assistant.document(citation.document_id).text[citation.start : citation.end] == citation.quote
        assert citation.quote == citation.sentence
    return reply


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Did the harbour board raise the fares for summer?", "did not raise fares"),
        ("Is it true that the Anna Tosk was built in Lund?", "built in Lund"),
        ("how many of the board's members voted for the purchase", "Four of its six"),
    ],
)
def test_the_sentence_that_decides_is_shown_first(assistant: briefbot.Assistant, question: str, words: str) -> None:
    reply = borne(assistant, question)
    assert words in reply.citations[0].quote
    assert len(reply.sides) == 1 and len(reply.citations) <= 3
    assert 0 < reply.confidence < 1


@pytest.mark.model
def test_one_article_states_it_and_another_denies_it(assistant: briefbot.Assistant) -> None:
    stated, denied = borne(assistant, "Has Edda Rowan resigned as chair of the harbour board?").sides
    assert "has resigned" in stated.text and "denied" not in stated.text
    assert "denied on Friday" in denied.text
    assert stated.citations[0].voice != denied.citations[0].voice


@pytest.mark.model
def test_a_comparison_has_a_side_for_each_in_the_order_asked(assistant: briefbot.Assistant) -> None:
    for question in (
        "Which is longer, the Mill Bridge or the Salt Bridge?",
        "Compare the Mill Bridge with the Salt Bridge in length.",
        "What is the difference in length between the Mill Bridge and the Salt Bridge?",
    ):
        mill, salt = borne(assistant, question).sides
        assert "610 metres" in mill.text
        assert "420 metres" in salt.text
        assert (mill.name.removeprefix("the "), salt.name.removeprefix("the ")) == ("Mill Bridge", "Salt Bridge")


@pytest.mark.model
def test_the_sides_of_a_comparison_are_headed_by_their_names(assistant: briefbot.Assistant) -> None:
    reply = borne(assistant, "Which is longer, the Mill Bridge or the Salt Bridge?")
    headings = [block.text for block in in_lines(blocks(reply)) if isinstance(block, Heading)]
    assert headings == ["The Mill Bridge", "The Salt Bridge"]
    record = as_dict(reply)["sides"]
    assert isinstance(record, list) and [side["name"] for side in record] == ["the Mill Bridge", "the Salt Bridge"]


@pytest.mark.model
def test_what_two_outlets_say_stands_in_articles_of_each(examples_assistant: briefbot.Assistant) -> None:
    question = "Compare what Harbour Wire and the Port Ellery Courier say about the cannery explosion"
    reply = examples_assistant.ask(question)
    assert isinstance(reply, Bearing)
    assert [side.name for side in reply.sides] == ["Harbour Wire", "the Port Ellery Courier"]
    for side in reply.sides:
        assert {citation.outlet for citation in side.citations} == {side.name.removeprefix("the ")}
    alone = examples_assistant.ask(question, within=briefbot.Filter(outlets=("Harbour Wire",)))
    assert {citation.outlet for citation in alone.citations} <= {"Harbour Wire"}


@pytest.mark.model
def test_no_sentence_stands_on_both_sides(assistant: briefbot.Assistant) -> None:
    for question in (
        "Compare the Mill Bridge and the Salt Bridge.",
        "Did the board chair and the lawyer say the same?",
    ):
        places = [(citation.document_id, citation.start) for citation in borne(assistant, question).citations]
        assert len(set(places)) == len(places)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What speaks for and against the toll?", ("for", "against")),
        ("what are the pros and cons of the toll", ("pros", "cons")),
        ("Compare Rowan's plan with that of Weir", ("Rowan's plan", "that of Weir")),
    ],
)
def test_what_is_compared_has_the_name_that_the_question_gives_it(question: str, names: tuple[str, str]) -> None:
    things = compared(question)
    assert things is not None and tuple(thing.name for thing in things) == names
    assert all(name in question for name in names)


@pytest.mark.model
def test_what_is_in_no_article_is_not_found(assistant: briefbot.Assistant) -> None:
    reply = assistant.ask("Did Gustav Ollerenshaw resign?", kind="evidence")
    assert isinstance(reply, NotFound)
    assert "Gustav Ollerenshaw" in reply.missing
    assert not reply.answered and reply.nearest


@pytest.mark.model
def test_what_no_sentence_decides_is_not_given_as_if_one_did(assistant: briefbot.Assistant) -> None:
    reply = assistant.ask("Were dinosaurs warm-blooded?", kind="evidence")
    assert not reply.answered


@pytest.mark.model
def test_a_follow_up_is_about_what_was_asked_before(assistant: briefbot.Assistant) -> None:
    first = assistant.ask("What did the harbour board buy?")
    reply = assistant.ask("Did they raise fares?", history=[first], kind="evidence")
    assert reply.answered and any("did not raise fares" in citation.quote for citation in reply.citations)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Did Edda Rowan resign?", "Edda Rowan resign"),
        ("Is it true that the bridge was sold in 2030?", "the bridge was sold in 2030"),
        ("has the mill reopened yet", "the mill reopened yet"),
        ("Can you confirm that three men were held?", "three men were held"),
        ("He was sacked, wasn't he?", "He was sacked"),
        ("Isn't the bridge closed?", "the bridge closed"),
        ("Does Rowan say that fares rise?", "Rowan say that fares rise"),
        ("The mill burnt down. Was anyone hurt?", "The mill burnt down. anyone hurt"),
        ("How many of the members voted for it?", "the members voted for it"),
        ("Did?", "Did?"),
    ],
)
def test_a_question_becomes_its_claim(question: str, claim: str) -> None:
    assert claim_of(question) == claim


@pytest.mark.unit
@pytest.mark.parametrize(
    ("question", "one", "two"),
    [
        ("Which is older, the mill or the church?", "the mill", "the church"),
        ("Compare the plan of Rowan with the plan of Weir.", "the plan of Rowan", "the plan of Weir"),
        ("Rowan vs Weir: who got more votes?", "Rowan", "Weir"),
        ("Is the new ferry bigger than the old one?", "the new ferry", "the old one"),
        ("Do Rowan and Weir agree on the price?", "Rowan", "Weir"),
        ("What is the difference between a mill and a kiln?", "a mill", "a kiln"),
        ("How does the fare differ from last year's?", "the fare", "last year's"),
        ("Was the second storm as strong as the first?", "the second storm", "the first"),
        ("How did turnout compare with 2021?", "turnout", "2021"),
    ],
)
def test_the_two_things_compared_are_found_in_order(question: str, one: str, two: str) -> None:
    sides = compared(question)
    assert sides is not None
    assert sides[0].text.startswith(one)
    assert sides[1].text.startswith(two)
    assert not sides[0].own & sides[1].own


@pytest.mark.unit
@pytest.mark.parametrize(
    "question",
    [
        "Did more than 40 people come?",
        "Was the ferry later than planned?",
        "Did Rowan resign?",
        "Is the bridge open or closed?",
        "Will the board meet on Monday and Tuesday?",
    ],
)
def test_what_sets_nothing_against_another_is_no_comparison(question: str) -> None:
    assert compared(question) is None


@pytest.mark.unit
def test_questions_of_how_many_are_told() -> None:
    assert counts_some("how many of them agreed?") and not counts_some("Did many of them agree?")
