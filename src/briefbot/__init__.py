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
    from briefbot.errors import (
        BriefbotError,
        DocumentError,
        IndexDamagedError,
        IndexLockedError,
        IndexNotFoundError,
        ModelError,
        QuestionError,
    )
    from briefbot.indexer import Change, Progress, Report, build_index, remove_sources, watch_index
    from briefbot.inspection import Status, check_index, index_status, list_documents
    from briefbot.settings import Settings
    from briefbot.store import Check, Entry
    from briefbot.text.calendar_names import date_in_words
    from briefbot.types import Alternative, Answer, Citation, Document, Filter, Hit, Passage, Span, as_dict

__version__ = "0.1.0"

__all__ = [
    "Alternative",
    "Answer",
    "Assistant",
    "BriefbotError",
    "Change",
    "Check",
    "Citation",
    "Document",
    "DocumentError",
    "Entry",
    "Filter",
    "Hit",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexNotFoundError",
    "ModelError",
    "Passage",
    "Progress",
    "QuestionError",
    "Report",
    "Settings",
    "Span",
    "Status",
    "answer",
    "as_dict",
    "build_index",
    "check_index",
    "date_in_words",
    "index_status",
    "list_documents",
    "remove_sources",
    "watch_index",
]

_HOMES = {
    "assistant": ("Assistant", "answer"),
    "errors": (
        "BriefbotError",
        "DocumentError",
        "IndexDamagedError",
        "IndexLockedError",
        "IndexNotFoundError",
        "ModelError",
        "QuestionError",
    ),
    "indexer": ("Change", "Progress", "Report", "build_index", "remove_sources", "watch_index"),
    "inspection": ("Status", "check_index", "index_status", "list_documents"),
    "settings": ("Settings",),
    "store": ("Check", "Entry"),
    "text.calendar_names": ("date_in_words",),
    "types": ("Alternative", "Answer", "Citation", "Document", "Filter", "Hit", "Passage", "Span", "as_dict"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'briefbot' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"briefbot.{_HOME[name]}"), name)
    globals()[name] = value
    return value
