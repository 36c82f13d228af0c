"""What the browser keeps of an answer gives that answer back, and nothing that was made up."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from briefbot_ui import actions, conversation
from briefbot_ui.conversation import Conversation
from briefbot_ui.question_queue import QuestionQueue
from briefbot_ui.templates import text
from builder import as_format
from hypothesis import given, settings
from hypothesis import strategies as st
from made import not_found, one_of_each, quoted, span_in

from briefbot import (
    Assistant,
    Document,
    Filter,
    QuestionError,
    Reply,
    as_dict,
    as_record,
    filter_of,
    from_record,
    keep_rating,
    question_of_record,
)
from briefbot.presentation import blocks
from briefbot.replies import KINDS

QUESTIONS = [
    "Who is the chief executive of Sellick Ferries?",
    "How many people were hurt in the cannery explosion?",
    "Which chemical element has the highest boiling point?",
]

OLDER = json.loads((Path(__file__).parent / "data" / "kept_turns_version_1.json").read_text(encoding="utf-8"))
UNSURE = "Which runner finished first among the women in the Two Piers Marathon?"


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_record_gives_back_its_answer_without_holding_any_text(examples_assistant: Assistant, question: str) -> None:
    answer = examples_assistant.ask(question, within=Filter(outlets=("Harbour Wire", "Port Ellery Courier")))
    record = as_record(answer)
    again = from_record(record, examples_assistant.document)
    assert again == answer
    assert again.seconds == answer.seconds
    assert question_of_record(record) == question
    for citation in answer.citations:
        assert citation.sentence not in record


SPOILT = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**12), st.floats(), st.text(max_size=5), st.just([]), st.just([[]]),
    st.just({}), st.just([[0, 0, 0, 0, 0]]), st.just([-1]),
)  # fmt: skip


def spoil(value: Any, data: st.DataObject) -> None:
    """Put something else in one place of a record."""
    at: Any = value
    key: Any = data.draw(st.sampled_from(sorted(value)))
    while isinstance(at[key], list | dict) and at[key] and data.draw(st.booleans()):
        at, inner = at[key], list(range(len(at[key]))) if isinstance(at[key], list) else sorted(at[key])
        key = data.draw(st.sampled_from(inner))
    at[key] = data.draw(SPOILT)


def texts_of(reply: Reply) -> Callable[[str], Document]:
    """The documents that a reply holds, by their ids."""
    cited = [*reply.citations, *(citation for other in reply.others for citation in other.citations)]
    spans = [*reply.spans, *(citation.span for citation in cited)]
    documents = [*(span.document for span in spans), *(hit.passage.document for hit in reply.hits)]
    return {document.id: document for document in documents}.__getitem__


@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_of_any_kind_is_given_back_by_its_record(kind: str) -> None:
    reply = one_of_each()[kind]
    assert reply.kind == kind
    again = from_record(as_record(reply), texts_of(reply))
    assert (again, again.seconds) == (reply, reply.seconds)
    assert as_dict(again) == as_dict(reply)


def test_a_hit_is_its_passage_with_the_digest_of_its_text_and_its_scores(examples_assistant: Assistant) -> None:
    (hit,) = examples_assistant.search(QUESTIONS[0], 1)
    written = as_dict(hit)
    scores = {"score": hit.score, "dense": hit.dense, "bm25": hit.bm25}
    assert {name: written.pop(name) for name in scores} == pytest.approx(scores, abs=1e-4)
    assert written.pop("sha256") == hit.passage.document.sha256
    assert written == as_dict(hit.passage)


@settings(deadline=None)
@given(kind=st.sampled_from(sorted(KINDS)), data=st.data())
def test_a_changed_record_of_any_kind_is_refused_or_shown(kind: str, data: st.DataObject) -> None:
    reply = one_of_each()[kind]
    value = json.loads(as_record(reply))
    spoil(value, data)
    try:
        again = from_record(json.dumps(value), texts_of(reply))
    except (ValueError, KeyError):
        return
    assert blocks(again)
    assert json.dumps(as_dict(again))


def test_a_side_without_a_citation_is_refused() -> None:
    reply = one_of_each()["quote"]
    value = json.loads(as_record(reply))
    value["reply"]["others"] = [{"citations": []}]
    with pytest.raises(ValueError):
        from_record(json.dumps(value), texts_of(reply))


def test_a_kind_whose_field_would_take_a_property_for_its_default_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="missing stands in for a property"):

        class Wrong(Reply):
            missing: tuple[str, ...]


def test_a_record_of_a_follow_up_tells_what_it_was_asked_after(examples_assistant: Assistant) -> None:
    first = examples_assistant.ask(QUESTIONS[1])
    answer = examples_assistant.ask("When did that happen?", history=[first])
    assert from_record(as_record(answer), examples_assistant.document).after == (QUESTIONS[1],)


def test_a_record_keeps_the_documents_that_a_question_was_put_to(examples_assistant: Assistant) -> None:
    within = Filter(documents=tuple(document.id for document in examples_assistant.documents())[:9])
    record = as_record(examples_assistant.ask(QUESTIONS[1], within=within))
    assert from_record(record, examples_assistant.document).within == within
    assert filter_of({"documents": ["0" * 16] * 10_000}).documents == ("0" * 16,) * 10_000


def test_a_record_of_an_unsure_answer_keeps_the_place_and_not_another_one(examples_assistant: Assistant) -> None:
    answer = examples_assistant.ask(UNSURE)
    place = answer.likeliest
    assert place is not None
    record = as_record(answer)
    assert from_record(record, examples_assistant.document) == answer
    value = json.loads(record)
    for spoilt in ({"best": 10_000}, {"best": True}, {"kind": "surely"}, {"confidence": 1.2}, {"confidence": None}):
        with pytest.raises(ValueError):
            from_record(json.dumps({**value, "reply": value["reply"] | spoilt}), examples_assistant.document)

    def document(document_id: str) -> Document:
        if document_id == place.document.id:
            raise KeyError(document_id)
        return examples_assistant.document(document_id)

    with pytest.raises(KeyError):
        from_record(record, document)


def by_name(value: Any) -> Any:
    """JSON in which sources are files without the folder that they lay in, without the blocks of places, which came."""
    if isinstance(value, dict):
        known = {key: item for key, item in value.items() if key != "block"}
        return {key: Path(item).name if key == "source" else by_name(item) for key, item in known.items()}
    return [by_name(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def as_kept(examples_assistant: Assistant) -> Callable[[str], Document]:
    """Return the examples as they were when OLDER was kept, where a stated title was no part of the text."""
    found: dict[str, Document] = {}
    for document in examples_assistant.documents():
        same = replace(document, blocks=())  # which set a dateline apart from its sentence
        older = replace(same, text=document.text.removeprefix(f"{document.title}\n\n"))
        found |= {older.id: older, same.id: same}
    return found.__getitem__


def test_a_conversation_kept_by_the_first_version_opens_as_it_was_and_its_json_has_a_kind_more(
    as_kept: Callable[[str], Document],
) -> None:
    kinds = []
    for turn in OLDER:
        reply = from_record(turn["record"], as_kept)
        shown = as_dict(reply)
        kinds.append(shown.pop("kind"))
        assert (shown.pop("read_as"), shown.pop("as_written"), shown.pop("taken_for")) == (
            [],
            False,
            "",
        )  # which came later
        assert (shown.pop("as_of"), shown.pop("undated")) == (None, 0)
        sides: Any = [shown, *shown["others"]]  # type: ignore[misc]
        for citation in (citation for side in sides for citation in side["citations"]):
            del citation["date"]
        assert by_name(shown) == by_name(turn["json"])
        assert question_of_record(turn["record"]) == reply.question
        assert from_record(as_record(reply), as_kept) == reply
    assert kinds == ["quote", "quote", "quote", "unsure", "not_found"]


def test_a_conversation_kept_before_titles_were_in_texts_opens_at_the_same_words(
    examples_assistant: Assistant, as_kept: Callable[[str], Document]
) -> None:
    headed = {document.title: document for document in examples_assistant.documents()}
    opened = set()

    def as_now(document_id: str) -> Document:
        then = as_kept(document_id)
        now = headed[then.title]
        if now.id == document_id:
            return now
        opened.add(now.title)
        return replace(now, former=((document_id, len(now.text) - len(then.text)),))

    for turn in OLDER:
        now, then = from_record(turn["record"], as_now), from_record(turn["record"], as_kept)
        assert [citation.quote for citation in now.citations] == [citation.quote for citation in then.citations]
        assert [span.text for span in now.spans] == [span.text for span in then.spans]
        assert [passage.text for passage in now.nearest] == [passage.text for passage in then.nearest]
    assert opened, "some of the articles have their title in the text now"


def test_a_reply_as_of_a_day_is_kept_with_that_day_and_older_records_have_none() -> None:
    within, day = Filter(as_of=dt.date(2026, 2, 3)), dt.date(2026, 2, 1)
    made = not_found(span_in("It sank.", "It").hit, within=within)
    evidence = replace(made.evidence, undated=1)
    reply = replace(made, asked=replace(made.asked, reference=day), evidence=evidence)
    record = as_record(reply)
    again = from_record(record, texts_of(reply))
    assert (again.asked, again.undated) == (reply.asked, 1)
    assert (as_dict(again)["as_of"], as_dict(again)["undated"]) == ("2026-02-03", 1)
    value = json.loads(record)
    del value["reply"]["asked"]["reference"], value["reply"]["asked"]["within"]["as_of"]
    del value["reply"]["evidence"]["undated"]
    older = from_record(json.dumps(value), texts_of(reply))
    assert (older.as_of, older.asked.reference, older.undated) == (None, None, 0)
    assert as_dict(older)["as_of"] is None
    for spoilt in ("yesterday", 3, ["2026-02-03"]):
        value["reply"]["asked"]["within"]["as_of"] = spoilt
        with pytest.raises(ValueError):
            from_record(json.dumps(value), texts_of(reply))


def test_json_has_the_day_that_a_quote_speaks_of() -> None:
    span = span_in("It sank on Tuesday.", "It", published=dt.date(2033, 3, 10))
    unknown = span_in("It sank on Tuesday.", "It")
    days = [as_dict(quoted(one))["citations"][0]["date"] for one in (span, unknown)]  # type: ignore[index]
    assert days == ["2033-03-08", None]


def test_the_oldest_records_claim_no_more_than_is_known(as_kept: Callable[[str], Document]) -> None:
    follow_up, unsure = (json.loads(OLDER[at]["record"]) for at in (2, 3))
    del follow_up["after"]
    assert from_record(json.dumps(follow_up), as_kept).after == ()
    for spoilt in ({"unsure": 1}, {"ranked": 0}):
        with pytest.raises(ValueError, match="unsure"):
            from_record(json.dumps(unsure | spoilt), as_kept)
    assert not from_record(json.dumps(unsure | {"unsure": False}), as_kept).unsure
    del unsure["unsure"]
    assert from_record(json.dumps(unsure), as_kept).unsure


def test_what_is_said_of_the_likeliest_place_is_kept_with_the_place(
    examples_assistant: Assistant, tmp_path: Path
) -> None:
    answer = examples_assistant.ask(UNSURE)
    place = answer.likeliest
    assert place is not None
    keep_rating(answer, right=True, index=tmp_path)
    (line,) = (tmp_path / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    kept = json.loads(line)["likeliest"]
    article = examples_assistant.document(place.document.id)
    assert article.text[kept["start"] : kept["end"]] == place.text
    assert (kept["sha256"], kept["source"]) == (article.sha256, article.source)


def test_an_answer_outlives_an_article_that_was_read_and_not_cited(examples_assistant: Assistant) -> None:
    answer = examples_assistant.ask(QUESTIONS[0])
    cited = {citation.document_id for citation in answer.citations}
    cited |= {citation.document_id for other in answer.others for citation in other.citations}
    read = {hit.passage.document.id for hit in answer.hits}
    assert cited < read
    gone: set[str] = set()

    def document(document_id: str) -> Document:
        if document_id in gone:
            raise KeyError(document_id)
        return examples_assistant.document(document_id)

    record = as_record(answer)
    gone |= read - cited
    again = from_record(record, document)
    assert (again.text, again.citations, again.others) == (answer.text, answer.citations, answer.others)
    assert {hit.passage.document.id for hit in again.hits} == read & cited
    assert {span.document.id for span in again.spans} <= cited
    gone = {next(iter(cited))}
    with pytest.raises(KeyError):
        from_record(record, document)
    declined = as_record(examples_assistant.ask(QUESTIONS[2]))
    gone = {hit.passage.document.id for hit in examples_assistant.ask(QUESTIONS[2]).hits}
    with pytest.raises(KeyError):
        from_record(declined, document)


def restored(assistant: Assistant, record: str) -> list[dict[str, str]]:
    """The turns of a conversation that a browser kept, with one record."""
    shown = Conversation(assistant, QuestionQueue()).restore(actions.Restore(records=(record,)))
    return cast(list[dict[str, str]], shown["turns"])


def test_a_turn_that_cannot_be_read_back_goes_on_being_kept(examples_assistant: Assistant) -> None:
    value = json.loads(_record(examples_assistant))
    record = json.dumps({**value, "passages": [["0" * 16, ranges] for _, ranges in value["passages"]]})
    (turn,) = restored(examples_assistant, record)
    assert "no longer in the index" in turn["html"]
    assert turn["record"] == record


def test_a_turn_over_an_older_index_says_so_and_not_that_its_articles_are_gone(
    examples_index: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(examples_index, tmp_path / "index")
    assistant = Assistant.open(index=tmp_path / "index")
    record = _record(assistant)
    as_format(tmp_path / "index", 3)
    (turn,) = restored(assistant, record)
    assert text(conversation.OUTDATED) in turn["html"]
    assert "no longer in the index" not in turn["html"]
    assert turn["record"] == record, "it goes on being kept"
    assert "Update the index with" in caplog.text
    rated = Conversation(assistant, QuestionQueue()).rate(actions.Rate(record=record, right=True))
    assert rated["message"].endswith(conversation.OUTDATED)


@settings(deadline=None)
@given(data=st.data())
def test_a_record_that_was_changed_is_refused_or_still_quotes_the_articles(
    examples_assistant: Assistant, data: st.DataObject
) -> None:
    value: Any = json.loads(_record(examples_assistant))
    spoil(value, data)
    try:
        answer = from_record(json.dumps(value), examples_assistant.document)
    except (ValueError, KeyError, QuestionError):
        return
    for side in (answer.citations, *(other.citations for other in answer.others)):
        for citation in side:
            text = examples_assistant.document(citation.document_id).text
            assert text[citation.start : citation.end] == citation.quote
            assert citation.sentence_start <= citation.start < citation.end <= citation.sentence_end


_made: list[str] = []


def _record(assistant: Assistant) -> str:
    if not _made:
        _made.append(as_record(assistant.ask(QUESTIONS[1])))
    return _made[0]


@pytest.mark.parametrize("record", [None, 7, "", "{", "[]", "{}", '{"version":1}', "[" * 100_000])
def test_what_is_no_record_is_refused(record: object) -> None:
    with pytest.raises(ValueError):
        from_record(record, lambda _id: pytest.fail("nothing is looked up"))
    assert question_of_record(record) == ""


@pytest.mark.parametrize(
    "value",
    [
        [],
        "x",
        {"outlets": "x"},
        {"outlets": [1]},
        {"since": "x"},
        {"sources": ["x" * 2000]},
        {"since": 7},
        {"documents": "x"},
        {"documents": [["x"]]},
        {"documents": ["x"] * 10_001},
    ],
)
def test_what_is_no_restriction_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        filter_of(value)
