"""Half of a surrogate pair, which a browser sends where a text is cut off within an emoji, is read as a mark."""

from __future__ import annotations

import json
import urllib.request

import pytest
from serving import act
from test_chat_browser import library, library_url

__all__ = ["library", "library_url"]

pytestmark = pytest.mark.slow
QUESTION = "Who is the mayor \ud83d?"


def test_a_question_with_half_a_character_is_answered(library_url: str) -> None:
    turn = act(library_url, "ask", {"id": "1", "question": QUESTION})["turn"]
    assert "Ana Ruiz" in turn["html"]
    assert "\ud83d" not in turn["question"]


def test_a_program_that_asks_with_half_a_character_is_answered(library_url: str) -> None:
    body = json.dumps({"question": QUESTION}).encode()
    request = urllib.request.Request(f"{library_url}gradio_api/call/v2/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        assert response.status == 200


def test_whole_characters_come_through_as_they_are(library_url: str) -> None:
    question = r"Who is the mayor 👍 \ud83d ?"  # the last is no half, but a backslash and letters
    assert act(library_url, "ask", {"id": "1", "question": question})["turn"]["question"] == question


def test_the_words_of_an_action_that_keeps_them_are_whole(library_url: str) -> None:
    assert "failed" not in act(library_url, "export", {"records": ["\ud83d"], "form": "share"})
