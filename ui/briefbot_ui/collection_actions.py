"""What an open page asks of the collections: groups of articles and sources under a name, to be asked together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from briefbot import (
    BriefbotError,
    SavedCollection,
    delete_collection,
    list_collections,
    rename_collection,
    save_collection,
)
from briefbot_ui import actions
from briefbot_ui.articles import chosen
from briefbot_ui.collection import Collection
from briefbot_ui.conversation import words_for
from briefbot_ui.templates import render

UNREADABLE = "The collections cannot be read or changed. The details are in the log of briefbot chat."


class CollectionActions:
    """Carries out what pages ask of the collections. What cannot be done is told with the reply."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._index = collection.settings.index
        # As messages name it.
        self._place = str(self._index.absolute() if isinstance(self._index, Path) else self._index)
        self._deleted: SavedCollection | None = None  # last, until it is put back

    def collections(self, wanted: actions.Collections) -> dict[str, Any]:
        """Return the list of the collections, each with how many articles it has now."""

        def drawn() -> dict[str, Any]:
            entries = [item.entry for item in self._collection.listing().items]
            kept = [(one.name, len(one.among(entries))) for one in list_collections(index=self._index)]
            deleted = self._deleted.name if self._deleted and wanted.just_deleted else ""
            return {"html": render("articles/collections.html", collections=kept, deleted=deleted)}

        return self._tried(drawn)

    def save_collection(self, wanted: actions.SaveCollection) -> dict[str, Any]:
        """Keep the articles, and the sources of holdings; where a holding is no source, the articles that it has."""

        def saved() -> dict[str, Any]:
            listing = self._collection.listing()
            held = [(listing.holding(key), listing.held(key)) for key in wanted.holdings]
            sources = [holding.root for holding, _ in held if holding and holding.root]
            added = [
                item.entry.document_id for holding, items in held if holding and not holding.root for item in items
            ]
            known = {item.entry.document_id for item in listing.items}
            documents = [id_ for id_ in (*wanted.documents, *added) if id_ in known]
            if not documents and not sources:
                raise BriefbotError("Tick the articles of the collection first.")
            save_collection(SavedCollection(wanted.name, tuple(documents), tuple(sources)), index=self._index)
            return {}

        return self._tried(saved)

    def rename_collection(self, wanted: actions.RenameCollection) -> dict[str, Any]:
        return self._tried(lambda: rename_collection(wanted.name, wanted.new_name, index=self._index))

    def delete_collection(self, wanted: actions.DeleteCollection) -> dict[str, Any]:
        def deleted() -> None:
            self._deleted = delete_collection(wanted.name, index=self._index)

        return self._tried(deleted)

    def restore_collection(self, _: actions.RestoreCollection) -> dict[str, Any]:
        def restored() -> None:
            if self._deleted is None:
                raise BriefbotError("There is no collection that can be put back.")
            save_collection(self._deleted, index=self._index)
            self._deleted = None

        return self._tried(restored)

    def collected_articles(self, wanted: actions.CollectedArticles) -> dict[str, Any]:
        """Return the articles that a collection has now, to be asked alone."""

        def found() -> dict[str, Any]:
            for one in list_collections(index=self._index):
                if one.name == wanted.name:
                    entries = one.among(item.entry for item in self._collection.listing().items)
                    if not entries:
                        raise BriefbotError("None of the articles of this collection is in the index any more.")
                    return chosen(entries)
            raise BriefbotError("This collection is no longer there.")

        return self._tried(found)

    def _tried(self, act: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
        """Return what `act` returns, or what to tell a person of why it could not be done."""
        try:
            return act() or {}
        except BriefbotError as error:
            return {"failed": words_for(error, self._place, UNREADABLE)}
