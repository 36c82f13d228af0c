"""The files, folders and web addresses a person names -> what to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from briefbot.documents.input.addresses import names_a_scheme, one_address
from briefbot.documents.input.decoding import why_unreadable
from briefbot.documents.input.recognition import suffix_of
from briefbot.documents.input.refused import REFUSED
from briefbot.errors import DocumentError

_LITTER = frozenset({"thumbs.db", "desktop.ini"})  # what file managers leave behind
_LOCKS = ("~$", ".~lock.", "~wrl")  # how files begin that Word and LibreOffice keep beside a document that is open
_PAGE_FILES = (
    "_files",
    "-files",
    ".files",
    "_file",
    "-dateien",
    "_archivos",
    "_fichiers",
)  # browsers, beside a saved page
_PAGE_NAME = re.compile(r"(?P<stem>.+)\.x?html?")

_Identities = set[
    tuple[int, int]
]  # device and inode of what was met: ends loops of links, and joins two names of one file


def walk(arguments: Iterable[str | Path], readable: str) -> list[Path | str | DocumentError]:
    """Return what `briefbot.documents.find_sources` does; `readable` are the suffixes that a message names."""
    if isinstance(arguments, str | Path):  # a lone string would be walked letter by letter: "/" and "." are folders
        arguments = [arguments]
    met: _Identities = set()
    found = [item for argument in arguments for item in _find(argument, met, readable)]
    addresses = dict.fromkeys(item for item in found if isinstance(item, str))
    others = [item for item in found if not isinstance(item, str)]
    return sorted([*others, *addresses], key=_sorting_name)


def is_passed_over(name: str) -> bool:
    """Return whether an entry of a folder with this name is read only where somebody names it."""
    return name.startswith((".", *_LOCKS)) or name.lower() in _LITTER


def _is_of_a_page(folder: str, pages: frozenset[str]) -> bool:
    """Return whether a folder holds the pictures and scripts of one of `pages`, saved beside it under that name."""
    ending = next((ending for ending in _PAGE_FILES if folder.lower().endswith(ending)), "")
    return bool(ending) and folder[: -len(ending)].lower() in pages


def _sorting_name(item: Path | str | DocumentError) -> str:
    return item.source if isinstance(item, DocumentError) else item.as_posix() if isinstance(item, Path) else item


def _find(argument: str | Path, met: _Identities, readable: str) -> Iterator[Path | str | DocumentError]:
    name = str(argument)
    if not name.strip():  # Path("") is the working directory, which nobody meant
        yield DocumentError(repr(name), "an empty name; give a file, a folder or a web address")
    elif names_a_scheme(name):
        try:
            yield one_address(name)
        except DocumentError as error:
            yield error
    else:
        yield from _walk(Path(argument), met, readable)


def _walk(root: Path, met: _Identities, readable: str) -> Iterator[Path | DocumentError]:
    pending = [root]
    empty = True
    while pending:
        path = pending.pop()
        try:
            status = path.stat()
            identity = (status.st_dev, status.st_ino)
            again = identity in met
            met.add(identity)
            entries = _entries(path) if S_ISDIR(status.st_mode) and not again else []
        except (OSError, ValueError) as error:
            empty = False
            yield DocumentError(_printable(path), why_unreadable(error))
            continue
        if again or not S_ISDIR(status.st_mode):
            empty = False
        if S_ISDIR(status.st_mode) or again:
            pending += entries
        elif suffix_of(path.as_posix()) in REFUSED:
            yield DocumentError(_printable(path), f"is {REFUSED[suffix_of(path.as_posix())]}")
        elif not S_ISREG(status.st_mode):
            yield DocumentError(_printable(path), "not a file that can be read from start to end; save it as one")
        elif _printable(path) != path.as_posix():
            yield DocumentError(_printable(path), "its name is not valid UTF-8, so it cannot be cited; rename it")
        else:
            yield path
    if empty:
        yield DocumentError(_printable(root), f"the folder holds no document ({readable})")


def _entries(folder: Path) -> list[Path]:
    """List what a folder shows, last first; links come after what they may lead to, so that its own name wins."""
    entries = list(folder.iterdir())
    pages = frozenset(page["stem"] for path in entries if (page := _PAGE_NAME.fullmatch(path.name.lower())))
    shown = [path for path in entries if not is_passed_over(path.name) and not _is_of_a_page(path.name, pages)]
    return sorted(shown, key=lambda path: (path.is_symlink(), path.name), reverse=True)


def _printable(path: Path) -> str:
    return path.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")
