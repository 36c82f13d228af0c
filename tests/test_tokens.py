"""The token encoding: it counts any text, offline, from the file in the package alone."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

import tiktoken_ext.briefbot as plugin
from briefbot.errors import ModelError
from briefbot.tokens import ENCODING, count_tokens

patient = settings(deadline=None)  # the clock of a busy machine proves nothing about text
any_text = st.text()  # every character but the surrogates, astral ones among them


@patient
@given(any_text)
def test_any_text_comes_back_from_its_tokens(text: str) -> None:
    encoding = tiktoken.get_encoding(ENCODING)
    assert encoding.decode_bytes(encoding.encode_ordinary(text)) == text.encode()


@patient
@given(any_text)
def test_a_text_has_no_more_tokens_than_bytes_and_none_only_when_empty(text: str) -> None:
    assert count_tokens(text) <= len(text.encode())
    assert (count_tokens(text) == 0) == (text == "")


def test_special_tokens_of_other_encodings_are_ordinary_text() -> None:
    assert count_tokens("<|endoftext|>") > 1
    assert count_tokens("He wrote <|endoftext|> and <|fim_prefix|>.") > count_tokens("He wrote and .")


def test_a_usual_sentence_has_about_one_token_a_word() -> None:
    sentence = "The government said on Monday that the president would meet the delegation in the capital."
    assert count_tokens(sentence) <= 1.3 * len(sentence.split())


def test_the_ranks_are_the_256_bytes_and_then_longer_tokens() -> None:
    ranks = plugin.read_ranks(plugin.RANKS)
    assert len(ranks) == plugin.VOCABULARY
    assert {token: rank for token, rank in ranks.items() if len(token) == 1} == {bytes([b]): b for b in range(256)}


@pytest.mark.parametrize("unit", [" ", "a", "^", "\u4e2d", "\n", "1", "\u0301", "\U0001f600", " ^", "\t \n x"])
def test_a_long_run_of_one_thing_is_counted_in_linear_time(unit: str) -> None:
    repeats = 100_000  # unbounded runs in the pattern make this overflow a stack, or take minutes
    assert 0 < count_tokens(unit * repeats) <= repeats * len(unit.encode())


def test_loading_uses_no_network_and_leaves_no_cache_file(tmp_path: Path) -> None:
    script = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('a socket was opened')\n"
        "socket.socket = socket.create_connection = refuse\n"
        "from briefbot.tokens import count_tokens\n"
        "print(count_tokens('The talks failed.'))\n"
    )
    cache = tmp_path / "cache"
    environment = {**os.environ, "TIKTOKEN_CACHE_DIR": str(cache), "DATA_GYM_CACHE_DIR": str(cache)}
    done = subprocess.run(  # a fresh process: the encoding is loaded once in each
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == count_tokens("The talks failed.")
    assert not cache.exists()


def test_a_damaged_ranks_file_is_named_with_its_line(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.tiktoken"
    damaged.write_bytes(base64.b64encode(b"a") + b" 0\nnot base64!\n")
    with pytest.raises(ValueError, match=r"damaged\.tiktoken, line 2"):
        plugin.read_ranks(damaged)


def test_a_missing_or_incomplete_ranks_file_is_a_model_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from briefbot import tokens

    short = tmp_path / "short.tiktoken"
    for content in (None, base64.b64encode(b"a") + b" 0\n"):
        if content is not None:
            short.write_bytes(content)
        monkeypatch.setattr(plugin, "RANKS", short)
        monkeypatch.setattr("tiktoken.registry.ENCODINGS", {})
        tokens._encoding.cache_clear()
        with pytest.raises(ModelError, match=r"briefbot_news.*short\.tiktoken"):
            count_tokens("text")
    monkeypatch.undo()
    assert count_tokens("text") > 0
