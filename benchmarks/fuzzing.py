"""Damaged files of every format, read as a build reads them: which are read, which refused, and what goes wrong.

python benchmarks/fuzzing.py --files 20000 --seed 1

Each is read in the process that reads files, with the memory and the time of the default settings, and what it holds is
cut into passages. Whatever breaks a promise is an escape: its file is kept for a look, as is one that reaches a limit.
The same seed gives the same files.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from briefbot.blocks import ANSWERING, Block
from briefbot.documents import FileReader, file_reader, limits_of, place_read
from briefbot.errors import DocumentError
from briefbot.passages import split_passages
from briefbot.settings import Settings
from briefbot.types import Document, is_text

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
from damaging import damaged

SHARE = 250  # files that a process is given at once
SECONDS = 20.0  # in which each must be read, however large it is; and cut into passages
PASSAGE_TOKENS = Settings().passage_tokens
LIMITS = dataclasses.replace(limits_of(Settings()), seconds=SECONDS, seconds_per_mb=0.0)
_CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029]")
_UNFORESEEN = re.compile(r"cannot be read: [A-Z]\w+: .*; save its text as \.txt", re.DOTALL)
_LIMITED = {  # how the reason begins where a limit was reached
    "took longer than": "over the time",
    "needed more than": "over the memory",
    "the program that reads it stopped": "ended its process",
}
_VARIES = re.compile(r"0x\w+|(?<![\w-])\d[\d,.]*|'[^']*'|\"[^\"]*\"")  # in reasons that are counted as one


@dataclass(slots=True)
class Found:
    """What reading one file came to."""

    name: str
    seconds: float = 0.0  # that it was waited for
    cutting: float = 0.0  # of them in this process
    documents: int = 0
    refusals: list[str] = field(default_factory=list)  # reasons
    limits: list[str] = field(default_factory=list)
    escapes: list[str] = field(default_factory=list)


class _Warnings(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.append(record.getMessage())

    def take(self) -> list[str]:
        kept, self._kept = self._kept, []
        return kept


def main() -> int:
    """Print what came of the files; the exit code is 1 where any escaped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first file, to go on from there")
    parser.add_argument(
        "--escapes", type=Path, default=Path(tempfile.gettempdir()) / "briefbot-escapes", metavar="FOLDER"
    )
    asked = parser.parse_args()
    began = time.monotonic()
    found = list(read_in_parallel(asked.seed, range(asked.first, asked.first + asked.files), asked.escapes))
    _tell(found, time.monotonic() - began)
    return 1 if any(one.escapes for one in found) else 0


def read_in_parallel(seed: int, numbers: range, escapes: Path) -> Iterator[Found]:
    """Yield what comes of the damaged files with these numbers, read on all cores; what escapes goes to a folder."""
    shares = [numbers[at : at + SHARE] for at in range(0, len(numbers), SHARE)]
    with ProcessPoolExecutor() as pool:
        for done, found in enumerate(pool.map(partial(read_damaged, seed, escapes=escapes), shares), start=1):
            print(f"{done * SHARE:,} of {len(numbers):,}", file=sys.stderr, flush=True)
            yield from found


def read_damaged(seed: int, numbers: range, escapes: Path) -> list[Found]:
    """Return what comes of the damaged files with these numbers; those that escape are written to a folder."""
    warnings, done = _Warnings(), []
    logging.getLogger().addHandler(warnings)
    try:
        with tempfile.TemporaryDirectory() as folder, file_reader(LIMITS) as reader:
            waiting: list[Path] = []
            for number in numbers:
                while waiting and not reader.is_room():
                    done.append(_read(reader, waiting.pop(0), escapes, warnings))
                copy = damaged(seed, number)
                path = Path(folder) / copy.name
                path.write_bytes(copy.data)
                reader.ask(path)
                waiting.append(path)
            done += [_read(reader, path, escapes, warnings) for path in waiting]
    finally:
        logging.getLogger().removeHandler(warnings)
    return done


def _read(reader: FileReader, path: Path, escapes: Path, warnings: _Warnings) -> Found:
    began = time.monotonic()
    found = Found(path.name)
    try:
        for item in reader.items():
            if isinstance(item, Document):
                found.documents += 1
                before = time.monotonic()
                found.escapes += broken_promises(item, path.as_posix())
                found.cutting += time.monotonic() - before
            else:
                _sort(item, path.as_posix(), found)
    except Exception as error:  # the one thing that may not happen
        found.escapes.append(f"raised {type(error).__name__}: {error}")
    found.seconds = time.monotonic() - began
    if found.cutting > SECONDS:
        found.escapes.append(f"cutting it into passages took {found.cutting:.0f} s")
    if not (found.documents or found.refusals or found.limits or found.escapes):
        found.escapes.append("came to nothing, without a word")
    found.escapes += [f"warning without its name: {text}" for text in warnings.take() if path.as_posix() not in text]
    if found.escapes or found.limits:
        escapes.mkdir(parents=True, exist_ok=True)
        (escapes / path.name).write_bytes(path.read_bytes())
    path.unlink()
    return found


def _sort(error: DocumentError, path: str, found: Found) -> None:
    limit = next((what for words, what in _LIMITED.items() if error.reason.startswith(words)), None)
    if not error.source.startswith(path):
        found.escapes.append(f"a refusal names {error.source!r:.80}, not its file")
    if _UNFORESEEN.fullmatch(error.reason):
        found.escapes.append(f"not foreseen: {error.reason}")
    elif _CONTROL.search(error.reason):
        found.escapes.append(f"a reason with control characters: {error.reason!r}")
    elif limit:
        found.limits.append(limit)
    else:
        found.refusals.append(error.reason)


def broken_promises(document: Document, path: str) -> list[str]:
    """Return what is wrong with a document that was read, in words; nothing where it is as promised."""
    text, blocks = document.text, document.blocks
    checks = {
        "a text with NUL or half of a surrogate pair": "\0" not in text and is_text(text),
        "a text with carriage returns": "\r" not in text,
        "an empty text": bool(text.strip()),
        "an empty title": bool(document.title.strip()),
        "pages out of order or out of the text": list(document.pages) == sorted(document.pages)
        and all(0 <= page <= len(text) for page in document.pages),
        "a place that is not in its file": place_read(document).startswith(path),
        "blocks out of order or out of the text": _are_apart(blocks, len(text)),
        "a block that is empty or ends on white space": all(
            text[block.start : block.end] and text[block.start : block.end].strip() == text[block.start : block.end]
            for block in blocks
        ),
        "text in no block": not text[: blocks[0].start if blocks else None].strip()
        and not "".join(_between(text, blocks)).strip(),
    }
    for name in ("title", "outlet", "author"):
        value = getattr(document, name) or ""
        checks[f"control characters in the {name}: {value!r:.80}"] = not _CONTROL.search(value)
        checks[f"NUL or half of a surrogate pair in the {name}"] = "\0" not in value and is_text(value)
    return [what for what, holds in checks.items() if not holds] + _broken_passages(document)


def _are_apart(blocks: tuple[Block, ...], length: int) -> bool:
    ends = [0, *(place for block in blocks for place in (block.start, block.end)), length]
    return ends == sorted(ends)


def _between(text: str, blocks: tuple[Block, ...]) -> Iterator[str]:
    at = blocks[0].end if blocks else len(text)
    for block in blocks[1:]:
        yield text[at : block.start]
        at = block.end
    yield text[at:]


def _broken_passages(document: Document) -> list[str]:
    text, blocks = document.text, document.blocks
    try:
        passages = split_passages(document, PASSAGE_TOKENS, lambda _: True)
    except DocumentError:
        return []
    except Exception as error:
        return [f"cutting it into passages raised {type(error).__name__}: {error}"]
    says = any(block.kind in ANSWERING and any(map(str.isalnum, text[block.start : block.end])) for block in blocks)
    ends = [place for passage in passages for sentence in passage.sentences for place in sentence]
    wrong = [] if ends == sorted(ends) else ["passages out of order"]
    wrong += ["a text that answers, and no passage of it"] if says and not passages else []
    return wrong


def _tell(found: list[Found], seconds: float) -> None:
    read = sum(1 for one in found if one.documents)
    refused = sum(1 for one in found if one.refusals and not one.documents)
    print(f"{len(found):,} damaged files in {seconds:,.0f} s: {read:,} read, {refused:,} refused,", end=" ")
    print(f"{sum(1 for one in found if one.limits):,} over a limit, {sum(1 for one in found if one.escapes):,} escaped")
    reasons = Counter(_VARIES.sub("_", reason)[:100] for one in found for reason in set(one.refusals))
    for reason, count in reasons.most_common(30):
        print(f"  {count:6,}  {reason}")
    for one in sorted(found, key=lambda one: -one.seconds)[:10]:
        print(f"  slow    {one.name}: {one.seconds:.2f} s, {one.cutting:.2f} s of them for its passages")
    for one in found:
        for what in one.limits:
            print(f"  limit   {one.name}: {what}")
        for what in dict.fromkeys(one.escapes):
            print(f"  ESCAPE  {one.name}: {what:.300}")


if __name__ == "__main__":
    sys.exit(main())
