"""Words lost, words left divided and words run together, by briefbot and by the tools that it could read PDFs with.

    pip install pdfplumber docling-parse
    python benchmarks/pdf_text.py FOLDER [--most 100]

FOLDER holds PDFs, at any depth; those with fewer than 100 words are passed over. A tool that is not installed is left
out. A word counts as lost where two of the tools, briefbot aside, found it more often in its file: running heads and
numbers of pages and lines, which briefbot leaves out on purpose, are among them. Divided are "resig-nation", run
together "2,4102,538" and letters that fall into two words of English and are none.
"""

from __future__ import annotations

import argparse
import logging
import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pypdfium2
import wordfreq

from briefbot.documents import read_documents
from briefbot.types import Document

LEAST_WORDS = 100
MOST_PAGES = 20  # of a file: some tools take seconds for one
WORD = re.compile(r"[^\W_]{3,}")
DIVIDED = re.compile(r"(?<![\w-])([A-Za-z][a-z]+)-\s*([a-z]{2,})(?![\w-])")
NUMBERS = re.compile(r"\d,\d{3}\d")
LETTERS = re.compile(r"(?<![\w'-])[a-z]{7,}(?![\w'-])")
Read = Callable[[Path], str]


def briefbot(path: Path) -> str:
    """Return the text that an index would hold."""
    return "".join(item.text for item in read_documents(path, max_bytes=10**8) if isinstance(item, Document))


def pdfium(path: Path) -> str:
    """Return the text of each page as PDFium orders it, its hyphens at line ends written out."""
    with pypdfium2.PdfDocument(path) as file:
        pages = [page.get_textpage().get_text_bounded() for page in file]
    return "\n".join(pages).replace("\x02", "-\n").replace("\ufffe", "-\n")


def pdfplumber_lines(path: Path) -> str:
    """Return the lines that pdfplumber makes of characters by their places."""
    import pdfplumber as library  # type: ignore[import-not-found]

    with library.open(path) as file:
        return "\n".join(page.extract_text() for page in file.pages)


def docling_lines(path: Path) -> str:
    """Return the lines of docling-parse, which finds no columns: that needs its models."""
    from docling_parse.pdf_parser import DoclingPdfParser  # type: ignore[import-not-found]

    file = DoclingPdfParser(loglevel="fatal").load(path_or_stream=str(path))
    return "\n".join("\n".join(cell.text for cell in page.textline_cells) for _, page in file.iterate_pages())


def whole(text: str) -> str:
    """Return a text without the hyphens at the ends of its lines."""
    return re.sub(r"(\w)[-\u00ad]\s*\n\s*(?=[a-z])", r"\1", text)


def words(text: str) -> Counter[str]:
    """Count the words of three letters and more, those that are divided whole."""
    return Counter(WORD.findall(DIVIDED.sub(r"\1\2", whole(text)).lower()))


def is_divided(first: str, second: str) -> bool:
    """Return whether two parts are a word of English that only the end of a line divided."""
    parts = [wordfreq.zipf_frequency(part, "en") for part in (first, second)]
    return wordfreq.zipf_frequency(first + second, "en") >= 3 and min(parts) < 2.5


def is_run_together(word: str) -> bool:
    """Return whether letters are no word of English, and fall into two that are common."""
    if wordfreq.zipf_frequency(word, "en") > 1:
        return False
    common = [
        wordfreq.zipf_frequency(part, "en") >= 4.5 for at in range(3, len(word) - 2) for part in (word[:at], word[at:])
    ]
    return any(one and other for at, (one, other) in enumerate(pairwise(common)) if at % 2 == 0)


def main() -> None:
    """Print one row of a table for each tool."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=100, help="files, the first by name")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    tools: dict[str, Read] = {"briefbot": briefbot, "pypdfium2": pdfium}
    others: dict[str, Read] = {"pdfplumber": pdfplumber_lines, "docling_parse": docling_lines}
    for name, read in others.items():
        with suppress(ImportError):
            __import__(name)
            tools[name] = read
    totals = {name: Counter[str]() for name in tools}
    seconds = dict.fromkeys(tools, 0.0)
    files = 0
    for path in sorted(arguments.folder.rglob("*.pdf"), key=lambda each: (each.name, each)):
        with suppress(pypdfium2.PdfiumError):
            if len(pypdfium2.PdfDocument(path)) > MOST_PAGES or sum(words(pdfium(path)).values()) < LEAST_WORDS:
                continue
            texts: dict[str, str] = {}
            for name, read in tools.items():
                begun = time.perf_counter()
                try:
                    texts[name] = read(path)
                except Exception:  # of any kind, by any tool: it reads nothing then
                    texts[name] = ""
                    totals[name]["failed"] += 1
                seconds[name] += time.perf_counter() - begun
            count(texts, totals)
            files += 1
            if files == arguments.most:
                break
    print(
        f"{files} files\n\n| tool | words | lost | divided | run together | files failed | seconds |\n"
        + "|---" * 7
        + "|"
    )
    for name, total in totals.items():
        figures = [f"{total[what]:,}" for what in ("words", "lost", "divided", "run together", "failed")]
        print("| " + " | ".join([name, *figures, f"{seconds[name]:.0f}"]) + " |")


def count(texts: dict[str, str], totals: dict[str, Counter[str]]) -> None:
    """Add what the tools made of one file to their totals."""
    found = {name: words(text) for name, text in texts.items()}
    others = [counted for name, counted in found.items() if name != "briefbot"]
    there = (
        {word: sorted(counted[word] for counted in others)[-2] for word in set().union(*others)}
        if len(others) > 1
        else {}
    )
    for name, text in texts.items():
        total = totals[name]
        total["words"] += found[name].total()
        total["lost"] += sum(max(0, least - found[name][word]) for word, least in there.items())
        total["divided"] += sum(is_divided(*parts) for parts in DIVIDED.findall(text))
        total["run together"] += len(NUMBERS.findall(text)) + sum(map(is_run_together, LETTERS.findall(text)))


if __name__ == "__main__":
    main()
