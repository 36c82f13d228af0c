"""LangChain's own tests of a retriever, and what they do not ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_briefbot import BriefbotRetriever
from langchain_core.documents import Document
from langchain_tests.integration_tests import RetrieversIntegrationTests

from briefbot import Assistant, Filter, QuestionError

PACKAGE = Path(__file__).resolve().parents[1]
QUESTION = "How many people took part in the ferry strike?"


class TestRetriever(RetrieversIntegrationTests):
    """The standard tests."""

    @pytest.fixture(autouse=True)
    def _index(self, index: Path) -> Iterator[None]:
        type(self)._folder = index
        yield

    @property
    def retriever_constructor(self) -> type[BriefbotRetriever]:
        return BriefbotRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"index": self._folder}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION


@pytest.fixture(scope="module")
def bot(index: Path) -> Assistant:
    return Assistant.open(index)


def test_each_document_is_the_very_text_of_its_article(bot: Assistant) -> None:
    found = BriefbotRetriever(assistant=bot).invoke(QUESTION)
    assert len(found) == 8
    for one in found:
        article = bot.document(one.metadata["document_id"])
        assert article.text[one.metadata["start"] : one.metadata["end"]] == one.page_content
        assert article.sha256 == one.metadata["sha256"]
        assert None not in one.metadata.values()
    assert len({one.id for one in found}) == len(found)


def test_k_and_within_are_taken_with_a_call_whether_awaited_or_not(bot: Assistant) -> None:
    retriever = BriefbotRetriever(assistant=bot)
    within = Filter(outlets=("Harbour Wire",))
    found = retriever.invoke(QUESTION, k=2, within=within)
    awaited: list[Document] = asyncio.run(retriever.ainvoke(QUESTION, k=2, within=within))
    assert found == awaited
    assert [one.metadata["outlet"] for one in found] == ["Harbour Wire"] * 2
    assert BriefbotRetriever(assistant=bot, k=2, within=within).invoke(QUESTION) == found


def test_a_question_that_cannot_be_asked_is_an_error_with_the_cure(bot: Assistant) -> None:
    with pytest.raises(QuestionError, match="The question is empty"):
        BriefbotRetriever(assistant=bot).invoke("?")
    with pytest.raises(QuestionError, match="from 1 to 50"):
        BriefbotRetriever(assistant=bot, k=0).invoke(QUESTION)


def test_the_example_runs(run: Callable[[Path], str]) -> None:
    assert "429" in run(PACKAGE / "example.py")


def test_the_programs_of_the_page_run(run: Callable[[Path], str]) -> None:
    run(PACKAGE / "README.md")
