"""Answers from your own articles: spans copied verbatim, cited to the character, or an honest no.

    import briefbot

    briefbot.build_index(["articles/"])
    answer = briefbot.answer("Who led the delegation?")

Names are loaded at first use: `import briefbot` itself brings in no model and no heavy library.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefbot.assistant import Assistant, answer
    from briefbot.blocks import Block, BlockKind
    from briefbot.codec import as_dict, as_record, filter_of, from_record, question_of_record
    from briefbot.documents import Format, PageImage, check_address, list_formats
    from briefbot.errors import (
        BriefbotError,
        DocumentError,
        IndexDamagedError,
        IndexFormatError,
        IndexLockedError,
        IndexNotFoundError,
        IndexUnavailableError,
        ModelError,
        QuestionError,
    )
    from briefbot.indexer import (
        Change,
        IndexBuilder,
        Progress,
        Report,
        build_index,
        copy_index,
        create_index,
        embed_waiting,
        remove_sources,
        watch_index,
    )
    from briefbot.inspection import Status, check_index, index_status, list_documents
    from briefbot.notebook import Note, Notebook, NoteState
    from briefbot.originals import Original
    from briefbot.ratings import keep_rating
    from briefbot.replies import (
        Answer,
        Bearing,
        Brief,
        Dated,
        Help,
        Holdings,
        Item,
        Listed,
        Matches,
        NotFound,
        Parts,
        Quoted,
        Reply,
        Timeline,
        Unsure,
    )
    from briefbot.saved_collections import (
        SavedCollection,
        delete_collection,
        list_collections,
        rename_collection,
        save_collection,
    )
    from briefbot.settings import Settings
    from briefbot.store import Check, Entry
    from briefbot.terminal import reply_text
    from briefbot.times import day_of
    from briefbot.types import Alternative, Citation, Document, Filter, Hit, Passage, Span, is_text

__version__ = "0.1.0"

__all__ = [
    "Alternative",
    "Answer",
    "Assistant",
    "Bearing",
    "Block",
    "BlockKind",
    "Brief",
    "BriefbotError",
    "Change",
    "Check",
    "Citation",
    "Dated",
    "Document",
    "DocumentError",
    "Entry",
    "Filter",
    "Format",
    "Help",
    "Hit",
    "Holdings",
    "IndexBuilder",
    "IndexDamagedError",
    "IndexFormatError",
    "IndexLockedError",
    "IndexNotFoundError",
    "IndexUnavailableError",
    "Item",
    "Listed",
    "Matches",
    "ModelError",
    "NotFound",
    "Note",
    "NoteState",
    "Notebook",
    "Original",
    "PageImage",
    "Parts",
    "Passage",
    "Progress",
    "QuestionError",
    "Quoted",
    "Reply",
    "Report",
    "SavedCollection",
    "Settings",
    "Span",
    "Status",
    "Timeline",
    "Unsure",
    "answer",
    "as_dict",
    "as_record",
    "build_index",
    "check_address",
    "check_index",
    "copy_index",
    "create_index",
    "day_of",
    "delete_collection",
    "embed_waiting",
    "filter_of",
    "from_record",
    "index_status",
    "is_text",
    "keep_rating",
    "list_collections",
    "list_documents",
    "list_formats",
    "question_of_record",
    "remove_sources",
    "rename_collection",
    "reply_text",
    "save_collection",
    "watch_index",
]

_HOMES = {
    "assistant": ("Assistant", "answer"),
    "blocks": ("Block", "BlockKind"),
    "codec": ("as_dict", "as_record", "filter_of", "from_record", "question_of_record"),
    "documents": ("Format", "PageImage", "check_address", "list_formats"),
    "errors": (
        "BriefbotError",
        "DocumentError",
        "IndexDamagedError",
        "IndexFormatError",
        "IndexLockedError",
        "IndexNotFoundError",
        "IndexUnavailableError",
        "ModelError",
        "QuestionError",
    ),
    "indexer": (
        "Change",
        "IndexBuilder",
        "Progress",
        "Report",
        "build_index",
        "copy_index",
        "create_index",
        "embed_waiting",
        "remove_sources",
        "watch_index",
    ),
    "inspection": ("Status", "check_index", "index_status", "list_documents"),
    "notebook": ("Note", "NoteState", "Notebook"),
    "originals": ("Original",),
    "ratings": ("keep_rating",),
    "replies": (
        "Answer",
        "Bearing",
        "Brief",
        "Dated",
        "Help",
        "Holdings",
        "Item",
        "Listed",
        "Matches",
        "NotFound",
        "Parts",
        "Quoted",
        "Reply",
        "Timeline",
        "Unsure",
    ),
    "saved_collections": (
        "SavedCollection",
        "delete_collection",
        "list_collections",
        "rename_collection",
        "save_collection",
    ),
    "settings": ("Settings",),
    "store": ("Check", "Entry"),
    "terminal": ("reply_text",),
    "times": ("day_of",),
    "types": ("Alternative", "Citation", "Document", "Filter", "Hit", "Passage", "Span", "is_text"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'briefbot' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"briefbot.{_HOME[name]}"), name)
    globals()[name] = value
    return value
