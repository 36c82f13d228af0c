"""Lists: where an enumeration begins and ends, what its items are, and which places give one item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from briefbot import Assistant, Filter, Reply, build_index
from briefbot.answerer import Candidate, Choice
from briefbot.codec import as_dict
from briefbot.composing.enumerations import continued_at, enumeration_at, lines_at
from briefbot.composing.gathering import Found, gathered
from briefbot.composing.listings import compose_list_or_fact
from briefbot.composing.quotes import compose_quote
from briefbot.composing.things_asked import things_asked
from briefbot.passages import split_sentences
from briefbot.reader import Reader
from briefbot.replies import Listed
from briefbot.types import Document, Hit, Passage, Span


def items(text: str, pointed: str) -> list[str]:
    start = text.index(pointed)
    found = enumeration_at(text, start, start + len(pointed))
    return [text[first:last] for first, last in found.items] if found else []


@pytest.mark.parametrize(
    ("text", "pointed", "wanted"),
    [
        ("Teams from Orle, Vant and Sorrin entered.", "Orle, Vant and Sorrin", ["Orle", "Vant", "Sorrin"]),
        ("Teams from Orle, Vant and Sorrin entered.", "Vant", ["Orle", "Vant", "Sorrin"]),
        ("Teams from Orle, Vant, and Sorrin entered.", "Orle", ["Orle", "Vant", "Sorrin"]),
        ("Teams from Orle, Vant and Sorrin entered.", "Sorrin", ["Orle", "Vant", "Sorrin"]),
        (
            "It was signed by Ada Quill of Orle, Bo Lund of Vant and Cy Marl of Sorrin.",
            "Ada Quill of Orle, Bo Lund of Vant and Cy Marl",
            ["Ada Quill", "Bo Lund", "Cy Marl"],
        ),
        (
            "The painter Ada Quill (41), the singer Bo Lund (38) and the late Cy Marl were named.",
            "Bo Lund",
            ["Ada Quill", "Bo Lund", "Cy Marl"],
        ),
        (
            "Shops sell food such as honey, dried plums and goat cheese.",
            "dried plums",
            ["honey", "dried plums", "goat cheese"],
        ),
        (
            "Clinics opened in Orle, Westmark; Vant, Eastmark; and Sorrin, Southmark.",
            "Orle, Westmark; Vant, Eastmark; and Sorrin, Southmark",
            ["Orle, Westmark", "Vant, Eastmark", "Sorrin, Southmark"],
        ),
        (
            "She played “Low Tide,” “Amber” and “Heavy Rain” at the end.",
            "Amber",
            ["Low Tide", "Amber", "Heavy Rain"],
        ),
        ("They won in 1987, 1991 and 2004.", "1991", ["1987", "1991", "2004"]),
        ("The titles (2005, 2006) were hers.", "2005, 2006", ["2005", "2006"]),
        ("It may cause fever, loss of smell and a cough.", "fever", ["fever", "loss of smell", "cough"]),
        ("The plan names Orle as well as Vant.", "Orle", ["Orle", "Vant"]),
        (
            "Sens. Ada Quill, D-Orle, Bo Lund, R-Vant, and Cy Marl spoke.",
            "Bo Lund",
            ["Sens. Ada Quill", "Bo Lund", "Cy Marl"],
        ),
    ],
)
def test_an_enumeration_is_found_from_any_place_in_it(text: str, pointed: str, wanted: list[str]) -> None:
    assert items(text, pointed) == wanted


@pytest.mark.parametrize(
    ("text", "pointed"),
    [
        ("Ada Quill led the inquiry and Bo Lund left.", "Ada Quill"),
        ("It was built by Ada Quill, the mayor of Orle.", "Ada Quill"),
        ("The Fish and Water Agency closed it.", "Fish and Water Agency"),
        ("It costs 1,200 crowns a year.", "1,200 crowns"),
        ("She was born in Orle, Westmark.", "Orle, Westmark"),
        ("When it rained, Ada Quill went home.", "Ada Quill"),
    ],
)
def test_what_only_stands_beside_a_conjunction_or_comma_is_no_list(text: str, pointed: str) -> None:
    assert items(text, pointed) == []


def test_no_item_holds_its_separator_and_all_are_in_order() -> None:
    text = "Nations including Orle, Vant, Sorrin, the Isle of Ketter and Nume signed."
    start = text.index("Sorrin")
    found = enumeration_at(text, start, start + 6)
    assert found is not None
    assert [text[first:last] for first, last in found.items] == ["Orle", "Vant", "Sorrin", "Isle of Ketter", "Nume"]
    assert not found.closed, "it gives examples"


def test_the_lines_of_a_list_are_items() -> None:
    food = "food: enough for two whole days, and more of it if the ferry should not run"
    text = f"Bring:\n\n- warm socks\n- a torch\n- {food}\n"
    start = text.index("torch")
    lines = [text[first:last] for first, last in lines_at(text, start, start + 5)]
    assert lines == ["warm socks", "a torch", "food"]
    assert lines_at("No list here.", 3, 7) == ()


def span_in(text: str, quote: str, source: str = "a.txt", margin: float = 3.0) -> Span:
    passage = Passage(Document(text, "T", source), ((0, len(text)),))
    start = text.index(quote)
    return Span(Hit(passage, 1.0, 1.0, 1.0), start, start + len(quote), margin, 0.0)


def choice_of(*scored: tuple[float, Span], confidence: float = 0.8) -> Choice:
    return Choice(tuple(Candidate((span,), score) for score, span in scored), confidence)


def doubted(span: Span) -> Span:
    return replace(span, score=-2.0)


def listed(question: str, choice: Choice, alone: Mapping[Span, float] | None = None) -> Found:
    return gathered(question, choice, alone or {})


def test_what_another_article_says_nearly_as_surely_is_a_further_item() -> None:
    first = span_in("The school in Orle closed.", "Orle")
    other = span_in("The school in Vant closed, too.", "Vant", "b.txt")
    unlikely = span_in("Nobody has seen Sorrin.", "Sorrin", "c.txt")
    found = listed("Which towns lost their school?", choice_of((2.0, first), (1.5, other), (-3.0, unlikely)))
    assert [item.text for item in found.items] == ["Orle", "Vant"]
    assert not found.complete
    assert found.gap == pytest.approx(-0.5)


def test_one_thing_under_two_names_is_one_item() -> None:
    full = span_in("It was Quentin Marl.", "Quentin Marl")
    short = span_in("Marl left.", "Marl", "b.txt")
    assert [item.text for item in listed("Who left?", choice_of((2.0, full), (1.9, short))).items] == ["Quentin Marl"]


def test_an_item_is_cited_wherever_an_article_enumerates_it() -> None:
    first = span_in("Members are Orle, Vant and Sorrin.", "Orle, Vant and Sorrin")
    other = span_in("Both Vant and Orle belong to it.", "Vant and Orle", "b.txt")
    found = listed("Which towns are members?", choice_of((2.0, first), (0.0, other)))
    assert [[citation.source for citation in item.citations] for item in found.items] == [
        ["a.txt", "b.txt"],
        ["a.txt", "b.txt"],
        ["a.txt"],
    ]
    assert all(citation.quote == item.text for item in found.items for citation in item.citations)


@pytest.mark.parametrize(
    ("text", "question", "complete"),
    [
        ("The three members are Orle, Vant and Sorrin.", "Which towns are members?", True),
        ("It asked three towns \u2013 Orle, Vant and Sorrin \u2013 for help.", "Which towns did it ask?", True),
        ("Its members include Orle, Vant and Sorrin.", "Which towns are members?", False),
        ("Help came from Orle, Vant and Sorrin.", "Which towns sent help?", False),
        ("The members are Orle, Vant and Sorrin.", "Which four towns are members?", False),
        ("The members are Orle, Vant and Sorrin.", "Which three towns are members?", True),
    ],
)
def test_it_is_complete_only_where_the_sentence_says_so(text: str, question: str, complete: bool) -> None:
    assert listed(question, choice_of((2.0, span_in(text, "Vant")))).complete is complete


def test_a_list_is_preferred_to_a_single_span_that_ranks_a_little_better() -> None:
    single = span_in("Some towns joined in spring.", "towns")
    several = span_in("Orle, Vant and Sorrin joined.", "Orle", "b.txt")
    found = listed("Which towns joined?", choice_of((1.2, single), (1.0, several)))
    assert [item.text for item in found.items] == ["Orle", "Vant", "Sorrin"]


def test_things_that_stand_one_a_sentence_are_gathered_by_their_sentences_alone() -> None:
    text = "Two mills burnt. Flames took the Tarn Mill on Monday. Then Orle Mill went. Vant Mill is safe."
    together, first, second, safe = (
        span_in(text, each) for each in ("Two mills", "Tarn Mill", "Orle Mill", "Vant Mill")
    )
    first, second, safe = (doubted(span) for span in (first, second, safe))  # their passage tells of others
    choice = choice_of((4.0, together), (2.0, first), (1.5, second), (1.4, safe))
    found = listed("Which mills burnt?", choice, {first: 3.0, second: 2.0, safe: -7.0})
    assert [item.text for item in found.items] == ["Tarn Mill", "Orle Mill"]
    assert together in found.passed_over and not found.complete
    assert [item.text for item in listed("Which mills burnt?", choice).items] == ["Tarn Mill"]


def test_a_sentence_that_is_sure_gives_an_item_that_its_passage_ranks_low() -> None:
    text = "The sponsor is Orle Lines. This year Vant Bank is a sponsor too. Bo Lund steers."
    first, second, other = span_in(text, "Orle Lines"), span_in(text, "Vant Bank"), span_in(text, "Bo Lund")
    second, other = doubted(second), doubted(other)
    choice = choice_of((8.0, first), (3.0, second), (2.9, other))
    found = listed("Who are the sponsors?", choice, {first: 9.0, second: 11.0, other: 1.0})
    assert [item.text for item in found.items] == ["Orle Lines", "Vant Bank"]


def test_as_many_names_as_an_article_speaks_of_are_its_things() -> None:
    text = "Two climbers died. They were named as Ada Quill, 34, a teacher from Orle, and Bo Lund, 29. Cy Marl spoke."
    both, one, other = span_in(text, "Two climbers"), span_in(text, "Ada Quill"), span_in(text, "Cy Marl")
    found = listed("Who died on the mountain?", choice_of((3.0, both), (1.0, one), (0.9, other)))
    assert [item.text for item in found.items] == ["Ada Quill", "Bo Lund"]


@pytest.mark.parametrize(
    ("question", "text", "of_all"),
    [
        ("Which schools closed?", "three schools", True),
        ("Which schools closed?", "schools", True),
        ("Which schools closed?", "the music school", False),
        ("Which schools closed?", "Orle Primary", False),
        ("Who died?", "a third person", True),
        ("Who died?", "Two climbers", True),
        ("Who died?", "Bo Lund", False),
        ("Which three towns joined?", "three towns", True),
        ("How old were the climbers?", "34", False),
    ],
)
def test_what_only_speaks_of_the_things_together_is_none_of_them(question: str, text: str, of_all: bool) -> None:
    assert things_asked(question).speaks_of_all(text) is of_all


@pytest.mark.parametrize(
    ("text", "pointed", "wanted"),
    [
        ("The largest is Vant Lines. The Orle Brewery adds 250,000. It rained.", "Vant Lines", ["Orle Brewery"]),
        ("Vant Lines pays. Then there is the Orle Bank, an old firm.", "Vant Lines", ["Orle Bank"]),
        ("Vant loses its school, and so does Sorrin, the town said.", "Vant", ["Sorrin"]),
        ("Vant closed. So did Sorrin. As did Orle.", "Vant", ["Sorrin", "Orle"]),
        ("The Vant House joined. A third museum, the Orle Gallery, joined on Monday.", "Vant House", ["Orle Gallery"]),
        ("Vant closed. Orle followed on Tuesday. Sorrin followed in May.", "Vant", ["Orle", "Sorrin"]),
        ("Ada Quill spoke. Bo Lund added that it was over.", "Ada Quill", []),
        ("Ada Quill spoke. Bo Lund added: “It is over.”", "Ada Quill", []),
        ("Ada Quill left. She followed her son. Bo Lund joined the board.", "Ada Quill", []),
        ("Vant closed. It rained. Orle followed on Tuesday.", "Vant", []),
    ],
)
def test_what_the_next_sentences_add_is_found(text: str, pointed: str, wanted: list[str]) -> None:
    sentences = split_sentences(text)
    end = text.index(pointed) + len(pointed)
    assert [text[first:last] for first, last in continued_at(text, sentences, end)] == wanted


def test_a_phrase_about_another_thing_that_the_question_names_is_none_of_them() -> None:
    asked = things_asked("Which stations will trains not stop at?")
    assert asked.repeats("Trains on the coast line")
    assert not asked.repeats("stations on the coast line")
    assert not asked.repeats("Vant on the coast line")


def test_where_the_things_are_is_none_of_them() -> None:
    asked = things_asked("Which schools closed?")
    assert asked.is_behind("Mould has closed three schools in the ")
    assert not asked.is_behind("The last of the schools was ")
    assert not asked.is_behind("She went to ")


def test_one_thing_under_two_names_is_cited_with_both() -> None:
    full, short = span_in("It was Quentin Marl.", "Quentin Marl"), span_in("Marl left.", "Marl", "b.txt")
    (item,) = listed("Who left?", choice_of((2.0, full), (1.9, short))).items
    assert [citation.source for citation in item.citations] == ["a.txt", "b.txt"]


def test_what_the_question_says_itself_is_no_item() -> None:
    span = span_in("Orle, Vant and Sorrin share the lake.", "Vant and Sorrin")
    found = listed("With whom does Orle share the lake?", choice_of((2.0, span)))
    assert [item.text for item in found.items] == ["Vant", "Sorrin"]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("listings")
    (folder / "ferry.txt").write_text(
        "New ferry pact\n\nThe ferry pact was signed on Monday by Orle, Vantry and Sorrin Bay. "
        "Mayor Ada Quill led the talks, which lasted nine days.\n"
    )
    (folder / "mill.txt").write_text("Old mill burns\n\nThe old mill in Kettering Vale burnt down on Friday night.\n")
    return Assistant.open(build_index([str(folder)], index=str(folder / "index")).index)


@pytest.mark.model
def test_a_reply_has_each_thing_with_its_place(assistant: Assistant) -> None:
    reply = assistant.ask("Which towns signed the ferry pact?", kind="listing")
    assert isinstance(reply, Listed)
    assert [item.text for item in reply.items] == ["Orle", "Vantry", "Sorrin Bay"]
    for item in reply.items:
        for citation in item.citations:
            assert assistant.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    assert reply.confidence is not None
    assert 0 < reply.confidence < 1


@pytest.mark.model
def test_a_fact_that_names_them_all_in_one_span_is_not_taken_apart(tmp_path: Path) -> None:
    said = "The poetry prize of Corran School went to Ada Quill and Bo Sand on Friday. The hall was full."
    (tmp_path / "a.txt").write_text(f"Prize day at Corran School\n\n{said}\n")
    bot = Assistant.open(build_index(tmp_path / "a.txt", index=tmp_path / "index").index)
    tried = bot.ask("Which pupils won the poetry prize of Corran School?")
    assert (tried.kind, tried.text) == ("quote", "Ada Quill and Bo Sand")
    asked = bot.ask("List the pupils who won the poetry prize of Corran School")
    assert (asked.kind, asked.text) == ("listing", "Ada Quill; Bo Sand")


def answers(reply: Reply) -> dict[str, object]:
    return {key: value for key, value in as_dict(reply).items() if key not in ("seconds", "took")}


@pytest.mark.model
@pytest.mark.parametrize(
    "question", ["Who led the talks?", "Which singers performed at the opera in Zarnow?", "Which mill burnt down?"]
)
def test_where_no_list_is_found_a_question_that_may_ask_for_one_gets_exactly_the_fact(
    assistant: Assistant, question: str
) -> None:
    with assistant._store.snapshot() as snapshot:
        context = assistant._context(snapshot, question, Filter(), ())
        meant = replace(context, asked=replace(context.asked, taken_for="listing"))
        assert answers(compose_list_or_fact(meant)) == answers(compose_quote(context))


@pytest.mark.model
def test_who_gets_all_whom_articles_name_where_the_fact_speaks_of_them_together(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(
        "Two sailors drown off Vant\n\nTwo sailors drowned off Vant on Sunday, the coast guard said. "
        "They were named as Ada Quill, 34, and Bo Lund, 29. The sea had been calm.\n"
    )
    assistant = Assistant.open(build_index([str(tmp_path)], index=str(tmp_path / "index")).index)
    reply = assistant.ask("Who drowned off Vant?")
    assert isinstance(reply, Listed)
    assert [item.text for item in reply.items] == ["Ada Quill", "Bo Lund"]


@pytest.mark.model
def test_a_list_is_of_one_search_and_one_reading(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    widely = Reader.read_widely

    def counted(self: Reader, question: str, hits: Sequence[Hit], **how: int) -> tuple[list[Span], list[Span]]:
        read.append(sum(len(hit.passage.sentences) for hit in hits))
        return widely(self, question, hits, **how)

    monkeypatch.setattr(Reader, "read_widely", counted)
    for question in ("Which towns signed the ferry pact?", "Which singers performed at the opera in Zarnow?"):
        read.clear()
        assistant.ask(question, kind="listing")
        passages, *sentences = read
        assert sum(sentences) <= passages, "beside the passages, sentences of theirs alone"


@pytest.mark.model
def test_where_the_articles_do_not_say_it_declines(assistant: Assistant) -> None:
    reply = assistant.ask("Which singers performed at the opera in Zarnow?", kind="listing")
    assert not reply.answered
    assert reply.kind in ("unsure", "not_found")


@pytest.mark.model
def test_the_index_of_no_article_declines(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text("Short\n\nA word.\n")
    bot = Assistant.open(build_index([str(articles)], index=str(tmp_path / "index")).index)
    assert not bot.ask("Which countries signed the treaty?", kind="listing").answered
