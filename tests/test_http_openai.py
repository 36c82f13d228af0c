"""The chat of OpenAI's API, by OpenAI's own client."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from briefbot_ui import Scope, TokenFile
from briefbot_ui.markdown import in_lines
from openai.types.chat import ChatCompletionMessageParam
from serving import served
from test_http import told

from briefbot import Assistant
from briefbot.terminal import reply_text

pytestmark = [pytest.mark.model, pytest.mark.slow]

STRIKE = "How many people took part in the ferry strike?"
UNANSWERABLE = "Which chemical element has the highest boiling point?"


@pytest.fixture(scope="module")
def client(examples_assistant: Assistant) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{served(examples_assistant)}v1", api_key="none", max_retries=0) as client:
        yield client


def asked(*questions: str) -> list[ChatCompletionMessageParam]:
    messages: list[ChatCompletionMessageParam] = [{"role": "system", "content": "You are a poet."}]
    for question in questions:
        messages += [{"role": "user", "content": question}, {"role": "assistant", "content": "Said."}]
    return messages[:-1]


@pytest.mark.parametrize("question", [STRIKE, UNANSWERABLE])
def test_a_reply_is_that_of_the_terminal_with_its_citations_beside_it(
    client: openai.OpenAI, examples_assistant: Assistant, question: str
) -> None:
    reply = examples_assistant.ask(question)
    completion = client.chat.completions.create(model="briefbot", messages=asked(question))
    folder = str(Path(examples_assistant.sources()[0]).parent)
    words = reply_text(reply, conversation=True).replace(f"{folder}/", "")
    assert completion.choices[0].message.content == in_lines(words)
    plain = client.chat.completions.create(
        model="briefbot", messages=asked(question), extra_body={"briefbot": {"form": "plain"}}
    )
    assert plain.choices[0].message.content == words
    assert completion.choices[0].finish_reason == "stop"
    assert completion.model_extra == {"briefbot": told(examples_assistant, reply)}


def test_a_stream_says_the_same_piece_by_piece(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="briefbot", messages=asked(STRIKE))
    options: Any = {"include_usage": True}
    with client.chat.completions.create(
        model="briefbot", messages=asked(STRIKE), stream=True, stream_options=options
    ) as stream:
        chunks = list(stream)
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(pieces) == whole.choices[0].message.content
    assert len([piece for piece in pieces if piece]) > 3
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-2:] == [None, "stop"]
    assert (chunks[-2].model_extra or {})["briefbot"] == (whole.model_extra or {})["briefbot"]
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 0
    assert len({chunk.id for chunk in chunks}) == 1


def test_earlier_questions_are_the_history_and_what_could_not_be_asked_is_passed_over(
    client: openai.OpenAI, examples_assistant: Assistant
) -> None:
    before, question = "Who designed Ostrel Dam?", "And when did it leak?"
    messages = asked("x" * 1001, "?", before, question)
    completion = client.chat.completions.create(model="briefbot", messages=messages)
    expected = told(examples_assistant, examples_assistant.ask(question, history=[before]))
    assert (completion.model_extra or {})["briefbot"] == expected
    assert expected["after"] == [before]


def test_text_in_parts_and_options_of_our_own_are_read(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="briefbot",
        messages=[{"role": "user", "content": [{"type": "text", "text": "the ferry strike"}]}],
        temperature=0.2,
        max_tokens=10,
        extra_body={"briefbot": {"kind": "brief", "outlets": ["Harbour Wire"], "since": "2025-10-01"}},
    )
    reply = (completion.model_extra or {})["briefbot"]
    assert reply["kind"] == "brief"
    assert {citation["outlet"] for citation in reply["citations"]} == {"Harbour Wire"}


PICTURE: Any = [{"type": "image_url", "image_url": {"url": "http://elsewhere.example/x.png"}}]
REFUSED: list[tuple[dict[str, Any], type[openai.APIStatusError], str]] = [
    ({"messages": asked("x" * 1001)}, openai.BadRequestError, "The question has 1,001 characters"),
    ({"messages": asked(" ")}, openai.BadRequestError, "The last message of the user is the question"),
    ({"messages": []}, openai.BadRequestError, "messages is a list of at least one message"),
    ({"messages": [{"role": "user", "content": PICTURE}]}, openai.BadRequestError, "pictures, sound and"),
    ({"n": 2}, openai.BadRequestError, "n is 1"),
    ({"model": "other"}, openai.NotFoundError, "There is no model 'other' here. There is one: briefbot."),
    ({"extra_body": {"briefbot": {"since": "now"}}}, openai.BadRequestError, "since is a day"),
    ({"extra_body": {"briefbot": {"form": "html"}}}, openai.BadRequestError, "form is markdown or plain."),
    ({"extra_body": {"briefbot": {"outlets": ["Gazette"]}}}, openai.BadRequestError, "no outlet 'Gazette'"),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("changed", "error", "said"), REFUSED)
def test_what_cannot_be_done_is_an_error_of_the_client_with_our_sentence(
    client: openai.OpenAI, changed: dict[str, Any], error: type[openai.APIStatusError], said: str, stream: bool
) -> None:
    with pytest.raises(error) as refused:
        client.chat.completions.create(**{"model": "briefbot", "messages": asked(STRIKE), "stream": stream, **changed})
    assert said in refused.value.message


def test_the_one_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["briefbot"]
    assert client.models.retrieve("briefbot").owned_by == "briefbot"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("other")


def test_a_token_is_the_key(examples_assistant: Assistant, tmp_path: Path) -> None:
    token = TokenFile(tmp_path / "tokens.json").add("ada", Scope.READ)
    url = f"{served(examples_assistant, tokens=tmp_path / 'tokens.json')}v1"
    with openai.OpenAI(base_url=url, api_key=token) as client:
        assert client.chat.completions.create(model="briefbot", messages=asked(STRIKE)).choices
    with openai.OpenAI(base_url=url, api_key="none") as client, pytest.raises(openai.AuthenticationError):
        client.chat.completions.create(model="briefbot", messages=asked(STRIKE))


PAGE = Path(__file__).resolve().parent.parent / "docs" / "http.md"
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_programs_in_the_documentation_do_what_they_say(
    client: openai.OpenAI, examples_assistant: Assistant
) -> None:
    url = str(client.base_url).removesuffix("/v1/")

    def run(command: list[str], language: str) -> list[str]:
        programs = [found[2] for found in _FENCED.finditer(PAGE.read_text(encoding="utf-8")) if found[1] == language]
        runs = [[*command, program.replace("http://127.0.0.1:7860", url)] for program in programs]
        return [subprocess.run(one, capture_output=True, text=True, timeout=120, check=True).stdout for one in runs]

    reply = examples_assistant.ask(STRIKE)
    (by_curl,) = run(["bash", "-c"], "bash")
    by_httpx, by_openai = run([sys.executable, "-c"], "python")
    assert f'"text":"{reply.text}"' in by_curl
    assert '"total":5' in by_curl
    assert by_httpx.startswith(f"quote {reply.text} 0.")
    assert "422 The index has no outlet 'No Such Paper'. It has: Harbour Wire" in by_httpx
    assert by_openai.count(f"{reply.text}   (probability that this is right: 0.") == 2
    assert reply.citations[0].document_id in by_openai.splitlines()
