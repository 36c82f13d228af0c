"""The web chat of briefbot: ask on the left, read the source on the right.

Names are loaded at first use: gradio takes seconds to import, and a build in a process of its own does without.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefbot_ui.app import build_app, serve
    from briefbot_ui.collection import Collection
    from briefbot_ui.guard import is_loopback
    from briefbot_ui.late import LateAssistant
    from briefbot_ui.ports import port_to_use

__all__ = ["Collection", "LateAssistant", "build_app", "is_loopback", "port_to_use", "serve"]

_HOME = {
    "Collection": "collection",
    "LateAssistant": "late",
    "build_app": "app",
    "is_loopback": "guard",
    "port_to_use": "ports",
    "serve": "app",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'briefbot_ui' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"briefbot_ui.{_HOME[name]}"), name)
    globals()[name] = value
    return value
