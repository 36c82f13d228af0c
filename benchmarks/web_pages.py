"""What is read of web pages by briefbot and by trafilatura alone, on trafilatura's own evaluation set.

    python benchmarks/web_pages.py FOLDER [--off STEP ...] [--most N]

FOLDER is a checkout of trafilatura, whose tests/evaldata.json names for each page phrases that must be in its text and
phrases that must not. Each page is in one of two halves, by its file's name. `--off` switches steps of briefbot off.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import trafilatura

from briefbot.documents.readers.html import read_html
from briefbot.errors import DocumentError

READER = "briefbot.documents.readers.html"
STEPS: dict[str, tuple[str, Any]] = {  # a step -> the name that is replaced, and what it gives then
    "aria-hidden": (f"{READER}.show_what_is_seen", None),
    "dialogs": (f"{READER}.drop_dialogs", None),
    "hidden": (f"{READER}.drop_hidden", 0),
    "raised": (f"{READER}.write_out_raised", None),
    "swallowed": (f"{READER}.free_swallowed", None),
    "posts": (f"{READER}.join_posts", False),
    "bodies": (f"{READER}.join_bodies", None),
    "inline": (f"{READER}.write_out_inline", None),
    "white space": (f"{READER}.collapse_white_space", None),
    "bare paragraphs": (f"{READER}.hold_bare_paragraphs", None),
    "stated": (f"{READER}.stated_article", ""),
    "noscript": (f"{READER}.unshown_paragraphs", ""),
    "headline": ("briefbot.documents.metadata.headline.real_headline", ""),
}
Counts = tuple[int, int, int, int]


def briefbot(page: bytes) -> str:
    """Return the text that an index would hold; "" for a page that is refused."""
    try:
        return "".join(document.text for document in read_html(page, "page.html"))
    except DocumentError:
        return ""


def alone(page: bytes) -> str:
    """Return what trafilatura finds with its defaults."""
    return trafilatura.extract(page) or ""


def count(text: str, wanted: Sequence[str], unwanted: Sequence[str]) -> Counts:
    """Return how many phrases are there rightly, there wrongly, missing wrongly and missing rightly."""
    text = " ".join(text.split())
    found, wrong = (sum(" ".join(phrase.split()) in text for phrase in phrases) for phrases in (wanted, unwanted))
    return found, wrong, len(wanted) - found, len(unwanted) - wrong


def half_of(name: str) -> int:
    """Return the half, 0 or 1, that a file belongs to by its name."""
    return hashlib.sha256(name.encode()).digest()[0] % 2


def switched_off(steps: Sequence[str]) -> ExitStack:
    """Return a context in which these steps do nothing."""
    stack = ExitStack()
    for step in steps:
        name, result = STEPS[step]
        stack.enter_context(patch(name, lambda *_, result=result: result))
    return stack


def row(counts: Counts) -> str:
    """Return precision, recall, F-score and accuracy as cells of a table."""
    found, wrong, missing, rejected = counts
    figures = (
        found / max(1, found + wrong),
        found / max(1, found + missing),
        2 * found / max(1, 2 * found + wrong + missing),
        (found + rejected) / max(1, sum(counts)),
    )
    return " | ".join(f"{figure:.4f}" for figure in figures)


def main() -> None:
    """Print one row of a table for each reader and half, and the pages of which only one finds text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--off", nargs="*", choices=list(STEPS), default=[])
    parser.add_argument("--most", type=int, help="pages, the first by name")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    tests = arguments.folder / "tests"
    pages = sorted(json.loads((tests / "evaldata.json").read_text("utf-8")).values(), key=lambda page: page["file"])
    readers: dict[str, Callable[[bytes], str]] = {"briefbot": briefbot, "trafilatura": alone}
    totals: dict[tuple[str, int], Counts] = {(name, half): (0, 0, 0, 0) for name in readers for half in (0, 1)}
    only: dict[str, list[str]] = {name: [] for name in readers}
    with switched_off(arguments.off):
        for page in pages[: arguments.most]:
            path = next(p for p in (tests / f / page["file"] for f in ("cache", "eval")) if p.is_file())
            data = path.read_bytes()
            texts = {name: read(data) for name, read in readers.items()}
            for name, text in texts.items():
                key = name, half_of(page["file"])
                found, wrong, missing, rejected = count(text, page["with"], page["without"])
                a, b, c, d = totals[key]
                totals[key] = a + found, b + wrong, c + missing, d + rejected
            having = [name for name, text in texts.items() if text.strip()]
            if len(having) == 1:
                only[having[0]].append(page["file"])
    print("| reader | half | precision | recall | F-score | accuracy |\n|---|---|---|---|---|---|")
    for (name, half), counts in totals.items():
        print(f"| {name} | {half} | {row(counts)} |")
    for name, files in only.items():
        print(f"only {name} finds text: {len(files)} {' '.join(files)}")


if __name__ == "__main__":
    main()
