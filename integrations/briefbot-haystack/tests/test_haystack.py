"""The retriever and the reader in Haystack's pipelines; its standard tests are for document stores alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from haystack import Document, Pipeline
from haystack.dataclasses import ExtractedAnswer
from haystack_integrations.components.readers.briefbot import BriefbotReader
from haystack_integrations.components.retrievers.briefbot import BriefbotRetriever
from haystack_integrations.components.retrievers.briefbot.filters import filter_from

from briefbot import Assistant, Filter, QuestionError

PACKAGE = Path(__file__).resolve().parents[1]
QUESTION = "How many people took part in the ferry strike?"
NOWHERE = "Which chemical element has the highest boiling point?"
WIRE = {"field": "meta.outlet", "operator": "==", "value": "Harbour Wire"}
OCTOBER = {"field": "meta.published", "operator": ">=", "value": "2025-10-01"}


@pytest.fixture(scope="module")
def bot(index: Path) -> Assistant:
    return Assistant.open(index)


@pytest.fixture(scope="module")
def pipeline(index: Path) -> Pipeline:
    made = Pipeline()
    made.add_component("retriever", BriefbotRetriever(str(index), top_k=5))
    made.add_component("reader", BriefbotReader(str(index)))
    made.connect("retriever.documents", "reader.documents")
    return made


def asked(pipeline: Pipeline, question: str) -> dict[str, Any]:
    found = pipeline.run({"retriever": {"query": question}, "reader": {"query": question}}, {"retriever"})
    return {**found["reader"], **found["retriever"]}


def test_answers_and_documents_are_the_very_text_of_their_articles(pipeline: Pipeline, bot: Assistant) -> None:
    found = asked(pipeline, QUESTION)
    assert len(found["documents"]) == 5
    for document in found["documents"]:
        article = bot.document(document.meta["document_id"])
        assert article.text[document.meta["start"] : document.meta["end"]] == document.content
    assert found["answers"][0].data == "429"
    for answer in found["answers"]:
        article = bot.document(answer.meta["document_id"])
        assert article.text[answer.meta["start"] : answer.meta["end"]] == answer.data
        assert answer.document.content[answer.document_offset.start : answer.document_offset.end] == answer.data
        assert answer.context[answer.context_offset.start : answer.context_offset.end] == answer.data
        assert 0 < answer.score <= 1
        assert ExtractedAnswer.from_dict(answer.to_dict()) == answer
    assert found["reply"]["answered"] is True


def test_a_decline_is_one_answer_without_data(pipeline: Pipeline) -> None:
    found = asked(pipeline, NOWHERE)
    assert [(answer.data, answer.score) for answer in found["answers"]] == [(None, 0.0)]
    assert found["reply"]["answered"] is False


def test_documents_leave_only_their_articles(index: Path, bot: Assistant) -> None:
    reader = BriefbotReader(str(index))
    other = next(one for one in bot.documents() if "strike" not in one.text)
    found = reader.run(QUESTION, [Document(content="", meta={"document_id": other.id})])
    assert all(answer.meta.get("document_id") in (None, other.id) for answer in found["answers"])
    assert reader.run(QUESTION, [])["answers"][0].data is None  # nothing was found, so there is nothing to read


def test_a_pipeline_is_written_down_and_read_back(pipeline: Pipeline) -> None:
    again = Pipeline.loads(pipeline.dumps())
    assert again.to_dict() == pipeline.to_dict()
    assert asked(again, QUESTION)["answers"][0].data == "429"


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (None, Filter()),
        (WIRE, Filter(outlets=("Harbour Wire",))),
        (
            {"operator": "AND", "conditions": [{**WIRE, "operator": "in", "value": ["A", "B"]}, OCTOBER]},
            Filter(outlets=("A", "B"), since=dt.date(2025, 10, 1)),
        ),
        (
            {"operator": "AND", "conditions": [OCTOBER, {**OCTOBER, "operator": "<=", "value": dt.date(2025, 11, 1)}]},
            Filter(since=dt.date(2025, 10, 1), until=dt.date(2025, 11, 1)),
        ),
        ({**OCTOBER, "operator": "=="}, Filter(since=dt.date(2025, 10, 1), until=dt.date(2025, 10, 1))),
        ({"field": "document_id", "operator": "in", "value": ["a1"]}, Filter(documents=("a1",))),
    ],
)
def test_filters_say_what_haystack_says(filters: dict[str, Any] | None, wanted: Filter) -> None:
    assert filter_from(filters) == wanted


@pytest.mark.parametrize(
    "filters",
    [
        {"operator": "OR", "conditions": [WIRE, OCTOBER]},
        {"operator": "NOT", "conditions": [WIRE]},
        {**WIRE, "operator": "!="},
        {**OCTOBER, "operator": ">"},
        {"field": "meta.author", "operator": "==", "value": "x"},
        {**OCTOBER, "value": "soon"},
        {"operator": "AND", "conditions": [WIRE, WIRE]},
    ],
)
def test_what_a_filter_cannot_say_is_refused_before_anything_is_asked(filters: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        BriefbotRetriever(filters=filters)


def test_filters_of_a_call_take_the_place_of_those_of_the_component(index: Path) -> None:
    retriever = BriefbotRetriever(str(index), filters=WIRE, top_k=3)
    assert {one.meta["outlet"] for one in retriever.run(QUESTION)["documents"]} == {"Harbour Wire"}
    courier = {**WIRE, "value": "Port Ellery Courier"}
    (found,) = retriever.run(QUESTION, filters=courier, top_k=1)["documents"]
    assert found.meta["outlet"] == "Port Ellery Courier"


def test_the_example_runs(run: Callable[[Path], str]) -> None:
    assert "429" in run(PACKAGE / "example.py")


def test_the_programs_of_the_page_run(run: Callable[[Path], str]) -> None:
    run(PACKAGE / "README.md")
