"""The retriever and the query engine at work; LlamaIndex has no public tests of these."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, NodeRelationship
from llama_index.retrievers.briefbot import BriefbotQueryEngine, BriefbotRetriever

from briefbot import Assistant, Filter, QuestionError

PACKAGE = Path(__file__).resolve().parents[1]
QUESTION = "How many people took part in the ferry strike?"
NOWHERE = "Which chemical element has the highest boiling point?"


@pytest.fixture(scope="module")
def bot(index: Path) -> Assistant:
    return Assistant.open(index)


def test_each_node_is_the_very_text_of_its_article(bot: Assistant) -> None:
    retriever = BriefbotRetriever(assistant=bot, similarity_top_k=3, within=Filter(outlets=("Harbour Wire",)))
    assert isinstance(retriever, BaseRetriever)
    found = retriever.retrieve(QUESTION)
    assert len(found) == 3
    assert len({one.node_id for one in found}) == 3
    for one in found:
        article = bot.document(one.node.relationships[NodeRelationship.SOURCE].node_id)
        assert article.text[one.node.start_char_idx : one.node.end_char_idx] == one.node.get_content()
        assert one.metadata["outlet"] == "Harbour Wire"
    assert [one.node_id for one in asyncio.run(retriever.aretrieve(QUESTION))] == [one.node_id for one in found]


def test_a_language_model_is_shown_the_title_and_the_day_and_no_digest(bot: Assistant) -> None:
    (found,) = BriefbotRetriever(assistant=bot, similarity_top_k=1).retrieve(QUESTION)
    shown = found.node.get_content(MetadataMode.LLM)
    assert found.metadata["title"] in shown
    assert found.metadata["published"] in shown
    assert found.metadata["sha256"] not in shown
    assert found.node.get_content(MetadataMode.EMBED) == found.node.get_content(MetadataMode.NONE)


def test_the_retriever_serves_an_engine_with_a_language_model(bot: Assistant) -> None:
    engine = RetrieverQueryEngine.from_args(BriefbotRetriever(assistant=bot, similarity_top_k=2), llm=MockLLM())
    response = engine.query(QUESTION)
    assert len(response.source_nodes) == 2
    assert response.source_nodes[0].node.get_content() in str(response)


def test_an_answer_is_in_words_of_the_articles_with_its_sentences_and_probability(bot: Assistant) -> None:
    engine = BriefbotQueryEngine(assistant=bot)
    for response in (engine.query(QUESTION), asyncio.run(engine.aquery(QUESTION))):
        assert "429" in str(response)
        assert response.metadata["answered"] is True
        for one in response.source_nodes:
            article = bot.document(one.node.ref_doc_id)
            assert article.text[one.node.start_char_idx : one.node.end_char_idx] == one.node.get_content()
            assert one.score == pytest.approx(response.metadata["confidence"], abs=1e-4)


def test_a_decline_is_said_in_words(bot: Assistant) -> None:
    response = BriefbotQueryEngine(assistant=bot).query(NOWHERE)
    assert response.metadata["answered"] is False
    assert response.source_nodes == []
    assert str(response).startswith("Your articles")


def test_a_question_that_cannot_be_asked_is_an_error_with_the_cure(bot: Assistant) -> None:
    with pytest.raises(QuestionError, match="The question is empty"):
        BriefbotQueryEngine(assistant=bot).query("?")


def test_the_example_runs(run: Callable[[Path], str]) -> None:
    assert "429" in run(PACKAGE / "example.py")


def test_the_programs_of_the_page_run(run: Callable[[Path], str]) -> None:
    run(PACKAGE / "README.md")
