"""The tools as llm registers and calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llm
import pytest
from llm_briefbot import Briefbot

from briefbot import Assistant

PACKAGE = Path(__file__).resolve().parents[1]
QUESTION = "How many people took part in the ferry strike?"


@pytest.fixture(scope="module")
def tools(index: Path) -> dict[str, Any]:
    return {tool.name: tool.implementation for tool in Briefbot(str(index)).tools()}


def test_llm_finds_the_toolbox() -> None:
    assert llm.get_tools()["Briefbot"] is Briefbot


def test_the_tools_say_what_they_take() -> None:
    schemas = {tool.name: tool.input_schema for tool in Briefbot.method_tools()}
    assert sorted(schemas) == ["Briefbot_ask", "Briefbot_search"]
    assert schemas["Briefbot_search"]["required"] == ["question"]


def test_a_search_gives_the_very_text_with_its_place(tools: dict[str, Any], index: Path) -> None:
    found = json.loads(tools["Briefbot_search"](QUESTION, 3))
    assert len(found) == 3
    bot = Assistant.open(index)
    for one in found:
        assert bot.document(one["document_id"]).text[one["start"] : one["end"]] == one["text"]
    assert len(json.loads(tools["Briefbot_search"]("ferry", 1000))) <= 20


def test_an_answer_has_its_sentence_and_probability(tools: dict[str, Any]) -> None:
    told = json.loads(tools["Briefbot_ask"](QUESTION))
    assert told["answered"] is True
    assert told["text"] == "429"
    assert 0 < told["confidence"] <= 1
    assert "429" in told["citations"][0]["sentence"]


def test_a_decline_and_what_is_no_question_are_told_to_the_model(tools: dict[str, Any]) -> None:
    told = json.loads(tools["Briefbot_ask"]("Which chemical element has the highest boiling point?"))
    assert told["answered"] is False
    assert told["citations"] == []
    assert "The question is empty" in json.loads(tools["Briefbot_ask"]("?"))["error"]


class _Calling(llm.Model):
    """A language model that calls a tool and says what it was given."""

    model_id = "calling"
    supports_tools = True

    def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any) -> Any:
        if prompt.tool_results:
            yield json.loads(prompt.tool_results[0].output)["text"]
        else:
            response.add_tool_call(llm.ToolCall("Briefbot_ask", {"question": QUESTION}))
            yield ""


def test_a_language_model_calls_them(index: Path) -> None:
    assert _Calling().chain(QUESTION, tools=[Briefbot(str(index))]).text() == "429"


def test_the_example_runs(run: Callable[[Path], str]) -> None:
    assert "429" in run(PACKAGE / "example.py")
