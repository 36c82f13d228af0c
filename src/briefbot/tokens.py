"""The tokens that passage budgets are counted in: tiktoken, with the encoding that ships with briefbot."""

from __future__ import annotations

from functools import cache

import tiktoken

from briefbot.errors import ModelError

ENCODING = "briefbot_news"


@cache
def _encoding() -> tiktoken.Encoding:
    try:
        return tiktoken.get_encoding(ENCODING)
    except (OSError, ValueError) as error:
        raise ModelError(f"the token encoding {ENCODING!r} cannot be loaded: {error}") from error


def load_tokens() -> None:
    """Load the encoding now, which the first count would do. Raises ModelError where it is missing or damaged."""
    _encoding()


def count_tokens(text: str) -> int:
    """Return how many tokens `text` has; what looks like a special token, such as "<|endoftext|>", is ordinary text.

    The encoding is loaded at the first call, from the package. Raises ModelError where it is missing or damaged.
    """
    return len(_encoding().encode_ordinary(text))
