"""The folder of articles that people add in the chat: files with safe names, none of which is ever written over.

What comes from a browser is untrusted: a name becomes part of a path only through `safe_name`, and a path of an upload
is opened only by `Upload.open`, which refuses whatever is no file in the folder that uploads arrive in.
"""

from __future__ import annotations

import datetime as dt
import filecmp
import itertools
import json
import os
import re
import shutil
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from briefbot import BriefbotError, Settings, list_formats

NOT_READ = "is of a kind that briefbot does not read; save its text as .txt"  # after the name of a file
ADDED = "Everything added here"  # what a person calls the folder itself
EXAMPLES = "examples"  # the folder within that of the uploads that they are copied to

# Folders within that of the uploads: for files that are being removed, which a process that ends leaves to be put back,
_ASIDE = ".removing"
_REMOVED = ".removed"  # and for those that the index has let go of, which then are deleted
_HERE = Path(__file__).parent
_EXAMPLES = (_HERE / "examples", _HERE.parents[1] / "examples")  # in a wheel, in a checkout
_LONGEST = 80  # bytes of a name without its suffix; file systems allow 255 for all
_NOT_IN_NAMES = re.compile(r"[^\w .,()&+-]")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)  # names that Windows keeps for itself


def accepted() -> tuple[str, ...]:
    """Return the suffixes of the files that may be added."""
    return tuple(suffix for one in list_formats() for suffix in one.suffixes)


def usual() -> str:
    """Return the usual suffix of each format, as the page names what may be added."""
    return ", ".join(one.suffixes[0] for one in list_formats())


def added_to(index: object) -> str:
    """Return the folder within an index that holds what was added on the page; "" for an index on a server."""
    return str(Settings(index=index).articles) if isinstance(index, Path) else ""


def absolute(path: Path) -> str:
    """Return a path as the index names it: from the root of the file system, links not followed."""
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a browser says it has just uploaded; every field is what the request says."""

    path: str
    name: str
    size: int = 0  # bytes; a browser does not upload what is too large

    def open(self, received: Path, max_bytes: int) -> IO[bytes]:
        """Open the file for reading.

        Raises BriefbotError unless it is a regular file that lies in `received` and has at most `max_bytes`.
        """
        gone = BriefbotError("has not arrived; add it again")
        large = BriefbotError(f"is larger than {size_words(max_bytes)}; split it, or save its text as .txt")
        if self.size > max_bytes:
            raise large
        try:
            folder, path = received.resolve(strict=True), Path(self.path)
            if not _is_plain(path.lstat()) or folder not in path.resolve(strict=True).parents:
                raise gone  # before it is opened: opening a pipe waits for its other end
            file = path.open("rb")
        except (OSError, ValueError, RuntimeError) as error:
            raise gone from error
        status = os.fstat(file.fileno())
        if _is_plain(status) and status.st_size <= max_bytes:
            return file
        file.close()
        raise large if status.st_size > max_bytes else gone


def keep_upload(upload: Upload, received: Path, kept_in: Path, max_bytes: int) -> tuple[Path, bool]:
    """Copy an upload into the folder `kept_in` and delete it where it arrived; return its path, and whether it is new.

    Raises BriefbotError, which says why in words that follow the name of the file.
    """
    name = safe_name(upload.name)
    suffix = Path(name).suffix.lower()
    file = upload.open(received, max_bytes)
    try:
        with file:
            if suffix and suffix not in accepted():
                raise BriefbotError(NOT_READ)
            return _keep(file, kept_in, name)
    finally:
        Path(upload.path).unlink(missing_ok=True)  # it has been checked where it lies


def set_aside(paths: Iterable[Path], kept_in: Path) -> Iterator[tuple[Path, Path]]:
    """Hide files of the folder `kept_in` that are to be deleted, so that a build no longer finds them.

    Yields where each was and where it is now, as soon as it is there; what does not exist is passed over.
    """
    for path in paths:
        hidden = kept_in / _ASIDE / path.relative_to(kept_in)
        hidden.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            path.replace(hidden)
            yield path, hidden


def keep_aside(aside: Iterable[tuple[Path, Path]], kept_in: Path) -> list[tuple[Path, Path]]:
    """Keep files that were set aside, now that the index has let go of them; return where each was and where it is."""
    kept = []
    for path, hidden in aside:
        removed = kept_in / _REMOVED / path.relative_to(kept_in)
        removed.parent.mkdir(parents=True, exist_ok=True)
        hidden.replace(removed)
        _leave(hidden)
        kept.append((path, removed))
    return kept


def put_back(aside: Iterable[tuple[Path, Path]]) -> list[Path]:
    """Undo `set_aside` and `keep_aside`; return where the files are.

    Where another file has been given the name meanwhile, take the next free one.
    """
    back = []
    for path, hidden in aside:
        path.parent.mkdir(parents=True, exist_ok=True)
        back.append(hidden.replace(next(filter(_claim, _names(path)))))
        _leave(hidden)
    return back


def throw_away(aside: Iterable[tuple[Path, Path]]) -> None:
    """Delete what was set aside."""
    for _, hidden in aside:
        hidden.unlink(missing_ok=True)
        _leave(hidden)


def mend(kept_in: Path) -> None:
    """Put back the files of a removal that ended with its process, and delete those of one that was done."""
    put_back(_left(kept_in, _ASIDE))
    throw_away(_left(kept_in, _REMOVED))


def _left(kept_in: Path, folder: str) -> list[tuple[Path, Path]]:
    hidden = kept_in / folder
    return [(kept_in / path.relative_to(hidden), path) for path in sorted(hidden.rglob("*")) if path.is_file()]


def _leave(hidden: Path) -> None:
    """Delete the folders that a hidden file was in, as far as they are empty."""
    for folder in hidden.parents:
        with suppress(OSError):
            folder.rmdir()
        if folder.name in (_ASIDE, _REMOVED) or folder.exists():
            break


def keep_text(text: str, title: str, outlet: str, published: str, kept_in: Path) -> tuple[Path, bool]:
    """Keep pasted text word for word, as a file of one JSON line; return its path, and whether it is new.

    An outlet and a day are kept if given; a title that is not given is the beginning of the first line.
    Raises BriefbotError for no text, and for a day that cannot be read.
    """
    if not any(character.isalnum() for character in text):
        raise BriefbotError("There is no text to add. Paste the article, then press Add.")
    if published:
        try:
            dt.date.fromisoformat(published)
        except ValueError as error:
            raise BriefbotError("The date cannot be read. Write it as year-month-day, or leave it out.") from error
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    title = " ".join(title.split()) or lines[0][:120]
    known = {"title": title, "source": " ".join(outlet.split()), "published": published, "text": text}
    record = {key: _writable(value) for key, value in known.items() if value}
    part = _part(kept_in)
    part.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    return _place(part, kept_in, safe_name(f"{title[:60]}.jsonl"))


def keep_examples(kept_in: Path) -> list[tuple[Path, bool]]:
    """Copy the example articles into a folder of their own in `kept_in`; return each path, and whether it is new.

    Raises BriefbotError where the examples are not installed.
    """
    folder = next((folder for folder in _EXAMPLES if folder.is_dir()), None)
    if folder is None:
        raise BriefbotError("The examples are not part of this installation. Add articles of your own.")
    kept = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            kept.append(_keep(file, kept_in / EXAMPLES, path.name))
    return kept


def safe_name(name: str) -> str:
    """Return a name that means a file on every system, and no other place than the folder it is put in."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", _writable(name)))[-1]
    plain = _NOT_IN_NAMES.sub(" ", last).rstrip(" .")
    suffix = PurePosixPath(plain).suffix
    if not re.fullmatch(r"\.[A-Za-z0-9]{1,8}", suffix):
        suffix = ""
    stem = " ".join(plain.removesuffix(suffix).split()).strip(" .")
    stem = stem.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(" .") or "article"
    if _DEVICES.match(stem) or stem.lower() in ("thumbs", "desktop"):
        stem = f"article {stem}"
    return f"{stem}{suffix}"


def size_words(count: int) -> str:
    """Return a number of bytes as a person says it."""
    return f"{count // 1024**2} MB" if count >= 1024**2 else f"{count // 1024} kB"


def _is_plain(status: os.stat_result) -> bool:
    """Return whether a status is that of a regular file with no other name, and no link."""
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _writable(text: str) -> str:
    """Put a mark in place of NUL and of half a surrogate pair, which no article can hold."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _keep(file: IO[bytes], folder: Path, name: str) -> tuple[Path, bool]:
    part = _part(folder)
    with part.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    return _place(part, folder, name)


def _part(folder: Path) -> Path:
    """Return a hidden path in `folder`, which no build reads, for a file to be written; make the folder if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f".{os.getpid()}-{os.urandom(6).hex()}.part"


def _place(part: Path, folder: Path, name: str) -> tuple[Path, bool]:
    """Give a written file its name, or the next one that is free; return its path, and True.

    Where a file of such a name has the same bytes, delete the new one; return the path of the old one, and False.
    """
    names = _names(folder / name)
    while True:
        path = next(names)
        if _claim(path):
            part.replace(path)
            return path, True
        if path.is_file() and filecmp.cmp(part, path, shallow=False):
            part.unlink()
            return path, False


def _claim(path: Path) -> bool:
    """Take a name with an empty file, so that nobody else's is replaced; return whether the name was free."""
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    return True


def _names(path: Path) -> Iterator[Path]:
    """Yield the path, then "name (2).txt" and so on."""
    yield path
    for number in itertools.count(2):
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")
