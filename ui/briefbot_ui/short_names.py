"""What a person calls sources and files: never by where they lie on this machine."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from briefbot import Document, Entry
from briefbot.phrases import file_of_record, is_address


def name_of(source: str) -> str:
    """Return what a person calls a source: an address as it is, a path by its last part."""
    return source if is_address(source) else PurePath(source).name or source


def title_of(one: Document | Entry) -> str:
    """Return what an article is called: its title or, where that is blank, its address or the name of its file."""
    return one.title if one.title.strip() else name_of(one.source)


def names_apart(sources: Iterable[str]) -> dict[str, str]:
    """Return a name for each source: of paths as many of their last parts as tell them apart."""
    wanted = dict.fromkeys(sources)
    names = {source: name_of(source) for source in wanted}
    longest = max((len(PurePath(source).parts) for source in wanted), default=0)
    for length in range(2, longest + 1):
        count = Counter(names.values())
        for source, name in names.items():
            if count[name] > 1 and not is_address(source):
                names[source] = "/".join(part for part in PurePath(source).parts[-length:] if part.strip("/\\"))
    return names


def came_from(entry: Entry) -> str:
    """Return what a person calls the place of an article: its address or its file, or both where it states its own.

    A file goes by where it lies below the folder that the index follows.
    """
    name = name_of(entry.source)
    file = file_of_record(entry.source, entry.path)
    below = _folder_below(entry)
    return f"{below}{name_of(file)}, {name}" if file else name if is_address(name) else f"{below}{name}"


def _folder_below(entry: Entry) -> str:
    """Return the folder of an entry's file below its source, with a slash at its end; "" where there is none."""
    if is_address(entry.path) or is_address(entry.root) or not entry.root:
        return ""
    root = os.path.abspath(entry.root)  # noqa: PTH100  links are not followed
    folder = PurePath(entry.path).parent
    if not folder.is_relative_to(root) or folder == PurePath(root):
        return ""
    return f"{folder.relative_to(root).as_posix()}/"
