"""What the browser keeps of an answer gives that answer back, and nothing that was made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from briefbot_ui import conversation, feedback, markup, records
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot import Assistant, Document, Filter, QuestionError

QUESTIONS = [
    "Who is the chief executive of Sellick Ferries?",
    "How many people were hurt in the cannery explosion?",
    "Which chemical element has the highest boiling point?",
]

UNSURE = "Which runner finished first among the women in the Two Piers Marathon?"


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_record_gives_back_its_answer_without_holding_any_text(examples_assistant: Assistant, question: str) -> None:
    answer = examples_assistant.ask(question, within=Filter(outlets=("Harbour Wire", "Port Ellery Courier")))
    record = records.record_of(answer)
    again = records.answer_of(record, examples_assistant.document)
    assert again == answer
    assert again.seconds == answer.seconds
    assert records.question_of(record) == question
    for citation in answer.citations:
        assert citation.sentence not in record


def test_a_record_of_a_follow_up_tells_what_it_was_asked_after(examples_assistant: Assistant) -> None:
    first = examples_assistant.ask(QUESTIONS[1])
    answer = examples_assistant.ask("When did that happen?", history=[first])
    record = records.record_of(answer)
    assert records.answer_of(record, examples_assistant.document).after == (QUESTIONS[1],)
    older = {key: value for key, value in json.loads(record).items() if key != "after"}
    assert records.answer_of(json.dumps(older), examples_assistant.document).after == ()


def test_a_record_keeps_the_documents_that_a_question_was_put_to(examples_assistant: Assistant) -> None:
    within = Filter(documents=tuple(document.id for document in examples_assistant.documents())[:9])
    record = json.loads(records.record_of(examples_assistant.ask(QUESTIONS[1], within=within)))
    assert records.answer_of(json.dumps(record), examples_assistant.document).within == within
    del record["within"]["documents"]  # as versions wrote it that knew no such restriction
    assert records.answer_of(json.dumps(record), examples_assistant.document).within == Filter()
    assert records.filter_of({"documents": ["0" * 16] * 10_000}).documents == ("0" * 16,) * 10_000


def test_a_record_of_an_unsure_answer_keeps_the_place_and_not_another_one(examples_assistant: Assistant) -> None:
    answer = examples_assistant.ask(UNSURE)
    place = answer.likeliest
    assert place is not None
    record = records.record_of(answer)
    assert records.answer_of(record, examples_assistant.document) == answer
    assert not records.answer_of(record.replace('"unsure":true', '"unsure":false'), examples_assistant.document).unsure
    older = {key: value for key, value in json.loads(record).items() if key != "unsure"}
    assert records.answer_of(json.dumps(older), examples_assistant.document).unsure, "it claims no more than is known"
    for spoilt in ({"unsure": 1}, {"ranked": 0}):
        with pytest.raises(ValueError, match="unsure"):
            records.answer_of(json.dumps(json.loads(record) | spoilt), examples_assistant.document)

    def document(document_id: str) -> Document:
        if document_id == place.document.id:
            raise KeyError(document_id)
        return examples_assistant.document(document_id)

    with pytest.raises(KeyError, match="gone"):
        records.answer_of(record, document)


def test_what_is_said_of_the_likeliest_place_is_kept_with_the_place(
    examples_assistant: Assistant, tmp_path: Path
) -> None:
    answer = examples_assistant.ask(UNSURE)
    place = answer.likeliest
    assert place is not None
    (line,) = feedback.keep(tmp_path, answer, right=True).read_text(encoding="utf-8").splitlines()
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

    record = records.record_of(answer)
    gone |= read - cited
    again = records.answer_of(record, document)
    assert (again.text, again.citations, again.others) == (answer.text, answer.citations, answer.others)
    assert {hit.passage.document.id for hit in again.hits} == read & cited
    assert {span.document.id for span in again.spans} <= cited
    gone = {next(iter(cited))}
    with pytest.raises(KeyError):
        records.answer_of(record, document)
    declined = records.record_of(examples_assistant.ask(QUESTIONS[2]))
    gone = {hit.passage.document.id for hit in examples_assistant.ask(QUESTIONS[2]).hits}
    with pytest.raises(KeyError):
        records.answer_of(declined, document)


def test_a_turn_that_cannot_be_read_back_goes_on_being_kept(examples_assistant: Assistant) -> None:
    record = json.dumps({**json.loads(_record(examples_assistant)), "passages": [["0" * 16, [[0, 1]]]]})
    kept = conversation.restored(examples_assistant, {"records": [record]})
    (turn,) = kept.turns
    assert "no longer in the index" in turn.html
    assert f'data-record="{markup.text(record)}"' in turn.html


SPOILT = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**12), st.floats(), st.text(max_size=5), st.just([]), st.just([[]]),
    st.just({}), st.just([[0, 0, 0, 0, 0]]), st.just([-1]),
)  # fmt: skip


@settings(deadline=None)
@given(data=st.data())
def test_a_record_that_was_changed_is_refused_or_still_quotes_the_articles(
    examples_assistant: Assistant, data: st.DataObject
) -> None:
    value: Any = json.loads(_record(examples_assistant))
    at: Any = value
    key: Any = data.draw(st.sampled_from(sorted(value)))
    while isinstance(at[key], list | dict) and at[key] and data.draw(st.booleans()):
        at, inner = at[key], list(range(len(at[key]))) if isinstance(at[key], list) else sorted(at[key])
        key = data.draw(st.sampled_from(inner))
    at[key] = data.draw(SPOILT)
    try:
        answer = records.answer_of(json.dumps(value), examples_assistant.document)
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
        _made.append(records.record_of(assistant.ask(QUESTIONS[1])))
    return _made[0]


@pytest.mark.parametrize("record", [None, 7, "", "{", "[]", "{}", '{"version":1}', "[" * 100_000])
def test_what_is_no_record_is_refused(record: object) -> None:
    with pytest.raises(ValueError):
        records.answer_of(record, lambda _id: pytest.fail("nothing is looked up"))
    assert records.question_of(record) == ""


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
        records.filter_of(value)
