"""Collections: articles and sources under a name, to be asked together; kept beside the index, by its store.

They are no part of the catalog: builds neither read nor change them. All are replaced together, so a reader sees them
as they were before a change or after it. What an article is called by is `Document.id`, and a source goes by its name.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from briefbot.errors import BriefbotError, IndexDamagedError
from briefbot.index_address import Index
from briefbot.settings import settings_for
from briefbot.store import COLLECTIONS, Entry, Kept, open_store
from briefbot.words import folded

MOST = 200  # collections
MOST_MEMBERS = 10_000  # documents and sources of one, each
LONGEST_NAME = 80  # characters

_FORMAT = 1
_MOST_BYTES = 100 * 1024**2


@dataclass(frozen=True, slots=True)
class SavedCollection:
    """Articles and sources under a name. A source brings along whatever it holds when the collection is asked.

    Raises BriefbotError for a name that is empty, too long or not one line, and for more members than are allowed.
    """

    name: str
    documents: tuple[str, ...] = ()  # by `Document.id`
    sources: tuple[str, ...] = ()  # that the index follows, as they were named

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name))
        for field in ("documents", "sources"):
            members = tuple(dict.fromkeys(getattr(self, field)))
            if len(members) > MOST_MEMBERS:
                raise BriefbotError(f"A collection has at most {MOST_MEMBERS:,} {field}. Choose fewer.")
            object.__setattr__(self, field, members)

    def is_called(self, name: str) -> bool:
        """Return whether this is its name, however its accents are written and whatever white space is around it."""
        return self.name == _plain(name)

    def among(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Return those of the entries of an index that belong to it, each document once."""
        documents, sources = set(self.documents), set(self.sources)
        found = {
            entry.document_id: entry for entry in entries if entry.document_id in documents or entry.root in sources
        }
        return tuple(found.values())


def checked_name(name: str) -> str:
    """Return the name of a collection without white space around it. Raises BriefbotError for what is no name."""
    name = _plain(name)
    if not name:
        raise BriefbotError("A collection needs a name.")
    if len(name) > LONGEST_NAME:
        raise BriefbotError(f"The name of a collection has at most {LONGEST_NAME} characters.")
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name):
        raise BriefbotError("The name of a collection is one line of text.")
    return name


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def list_collections(*, index: str | Index | None = None) -> tuple[SavedCollection, ...]:
    """Return the collections of an index, by name; none where there are none yet.

    Raises IndexDamagedError where their file is not as briefbot writes it.
    """
    with closing(open_store(settings_for(index, None).index)) as store:
        kept = store.kept(COLLECTIONS)
        return _read(kept, kept.read(_MOST_BYTES))


def save_collection(collection: SavedCollection, *, index: str | Index | None = None) -> None:
    """Keep a new collection. Raises BriefbotError where one has its name already, or there are too many."""
    with _changing(index) as collections:
        _check_is_free(collection.name, collections)
        if len(collections) >= MOST:
            raise BriefbotError(f"There are at most {MOST} collections. Delete one first.")
        collections.append(collection)


def rename_collection(name: str, new_name: str, *, index: str | Index | None = None) -> None:
    """Give a collection another name. Raises BriefbotError where there is none of the old one, or one of the new."""
    with _changing(index) as collections:
        at = _at(name, collections)
        renamed = replace(collections.pop(at), name=new_name)
        _check_is_free(renamed.name, collections)
        collections.append(renamed)


def delete_collection(name: str, *, index: str | Index | None = None) -> SavedCollection:
    """Delete a collection, and return it; its articles stay. Raises BriefbotError where there is none of this name."""
    with _changing(index) as collections:
        return collections.pop(_at(name, collections))


def _at(name: str, collections: list[SavedCollection]) -> int:
    for at, one in enumerate(collections):
        if one.name == name:
            return at
    raise BriefbotError("This collection is no longer there.")


def _check_is_free(name: str, collections: Iterable[SavedCollection]) -> None:
    if any(folded(one.name) == folded(name) for one in collections):
        raise BriefbotError(f"There is a collection called “{name}” already. Choose another name.")


@contextmanager
def _changing(index: str | Index | None) -> Iterator[list[SavedCollection]]:
    """Give the collections to be changed, and keep them afterwards; nobody else changes them meanwhile."""
    with closing(open_store(settings_for(index, None).index)) as store:
        kept = store.kept(COLLECTIONS)
        with kept.changing(_MOST_BYTES) as draft:
            collections = list(_read(kept, draft.data))
            yield collections
            draft.data = _written(collections)


def _read(kept: Kept, data: bytes) -> tuple[SavedCollection, ...]:
    if not data:
        return ()
    try:
        found = json.loads(data.decode("utf-8"))
        if not isinstance(found, dict) or found.get("format") != _FORMAT or not isinstance(found["collections"], list):
            raise ValueError("it is of another format")
        return tuple(sorted((_collection(one) for one in found["collections"]), key=lambda one: folded(one.name)))
    except (ValueError, KeyError, TypeError, RecursionError, BriefbotError) as error:
        message = f"The collections in {kept} cannot be read: {error}. Mend them, or move them away."
        raise IndexDamagedError(message) from error


def _collection(value: Any) -> SavedCollection:
    documents, sources = value["documents"], value["sources"]
    texts = [value["name"], *documents, *sources]
    if type(documents) is not list or type(sources) is not list or not all(type(text) is str for text in texts):
        raise ValueError("a collection is not as it was written")
    return SavedCollection(value["name"], tuple(documents), tuple(sources))


def _written(collections: Iterable[SavedCollection]) -> bytes:
    written = [{"name": one.name, "documents": one.documents, "sources": one.sources} for one in collections]
    try:
        return json.dumps({"format": _FORMAT, "collections": written}, ensure_ascii=False, indent=1).encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise BriefbotError("What a collection holds is not text.") from error
