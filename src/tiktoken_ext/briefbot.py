"""The encoding that briefbot counts passage budgets in, as a tiktoken plugin: `tiktoken.get_encoding("briefbot_news")`.

tiktoken's own encodings download their ranks at first use. This one reads them from the file beside this module:
no network, and no copy in tiktoken's cache folder, where `load_tiktoken_bpe` would put one even of a local file.
This folder has no `__init__.py`: `tiktoken_ext` is a namespace that tiktoken and its plugins share.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Any

RANKS = Path(__file__).with_name("briefbot_news.tiktoken")
VOCABULARY = 16384  # ranks, the 256 single bytes among them

# The pattern of cl100k_base with three changes for news: a curly apostrophe contracts too, accents stay with their
# letter, and every run is bounded, so that a megabyte of dashes or of spaces neither exhausts the regex engine's stack
# nor takes quadratic time. It holds no syntax that tiktoken's engine and that of `tokenizers` read differently.
PATTERN = "|".join(
    (
        r"['\u2019](?i:[sdmt]|ll|ve|re)(?![\p{L}\p{M}])",
        r"[^\r\n\p{L}\p{M}\p{N}]?[\p{L}\p{M}]{1,64}",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{M}\p{N}]{1,64}[\r\n]{0,16}",
        r"\s{0,16}[\r\n]{1,16}",
        r"\s{1,64}(?!\S)",
        r"\s{1,64}",
    )
)


def read_ranks(path: Path) -> dict[bytes, int]:
    """Return token bytes -> rank, read from lines of "base64 rank". Raises ValueError naming a line that is not one."""
    ranks: dict[bytes, int] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            token, rank = line.split()
            ranks[base64.b64decode(token, validate=True)] = int(rank)
        except (ValueError, binascii.Error) as error:
            raise ValueError(f'{path}, line {number}: not "base64 rank"; reinstall briefbot') from error
    return ranks


def briefbot_news() -> dict[str, Any]:
    """Return what tiktoken builds the encoding from. It has no special tokens: "<|endoftext|>" in an article is text.

    Raises OSError or ValueError where the ranks file is missing or damaged.
    """
    ranks = read_ranks(RANKS)
    if sorted(ranks.values()) != list(range(VOCABULARY)):
        raise ValueError(f"{RANKS} does not hold the ranks 0 to {VOCABULARY - 1}, once each; reinstall briefbot")
    return {"name": "briefbot_news", "pat_str": PATTERN, "mergeable_ranks": ranks, "special_tokens": {}}


ENCODING_CONSTRUCTORS = {"briefbot_news": briefbot_news}
