"""Days of publication found on web pages by briefbot and by htmldate, on htmldate's own test set.

    python benchmarks/published_dates.py FOLDER [--most N]

FOLDER is a checkout of htmldate. Precision and recall are counted as it does: recall is of right dates among those and
the pages without one.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from htmldate import find_date

from briefbot.documents.readers.html import read_html
from briefbot.errors import DocumentError

SETS = ("eval_default.json", "eval_mediacloud_2020.json")


def briefbot(page: bytes) -> str | None:
    """Return the day that briefbot says the page was published on."""
    try:
        days = [document.published for document in read_html(page, "page.html")]
    except DocumentError:
        return None
    return days[0].isoformat() if days and days[0] else None


def htmldate(page: bytes, *, extensive: bool) -> str | None:
    """Return the day that htmldate finds."""
    try:
        text: str | bytes = page.decode("utf-8")
    except UnicodeDecodeError:
        text = page
    return find_date(text, original_date=True, extensive_search=extensive)


def main() -> None:
    """Print one row of a table for each set and reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, help="pages of each set")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    readers: dict[str, Callable[[bytes], str | None]] = {
        "briefbot": briefbot,
        "htmldate": lambda page: htmldate(page, extensive=True),
        "htmldate, not extensive": lambda page: htmldate(page, extensive=False),
    }
    tests = arguments.folder / "tests"
    print("| set | reader | right | wrong | none | precision | recall |\n|---|---|---|---|---|---|---|")
    for name in SETS:
        totals: dict[str, Counter[str]] = {reader: Counter() for reader in readers}
        pages = list(json.loads((tests / name).read_text("utf-8")).values())
        for page in pages[: arguments.most]:
            places = (tests / folder / page["file"] for folder in ("test_set", "cache", "eval"))
            data = next(path for path in places if path.is_file()).read_bytes()
            for reader, read in readers.items():
                day = read(data)
                totals[reader]["none" if day is None else "right" if day == page["date"] else "wrong"] += 1
        for reader, total in totals.items():
            right, wrong, none = (total[what] for what in ("right", "wrong", "none"))
            figures = f"{right / max(1, right + wrong):.3f} | {right / max(1, right + none):.3f}"
            print(f"| {name} | {reader} | {right} | {wrong} | {none} | {figures} |")


if __name__ == "__main__":
    main()
