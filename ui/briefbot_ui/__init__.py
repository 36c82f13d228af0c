"""The web chat of briefbot: ask on the left, read the source on the right.

Names are loaded at first use: gradio takes seconds to import, and a build in a process of its own does without.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefbot_ui.api.request_log import log_as_json
    from briefbot_ui.app import build_app, serve
    from briefbot_ui.collection import Collection
    from briefbot_ui.guard.hosts import is_loopback
    from briefbot_ui.guard.people import Scope
    from briefbot_ui.guard.token_file import TokenFile
    from briefbot_ui.ports import port_to_use

__all__ = ["Collection", "Scope", "TokenFile", "build_app", "is_loopback", "log_as_json", "port_to_use", "serve"]

_HOME = {
    "Collection": "collection",
    "Scope": "guard.people",
    "TokenFile": "guard.token_file",
    "build_app": "app",
    "is_loopback": "guard.hosts",
    "log_as_json": "api.request_log",
    "port_to_use": "ports",
    "serve": "app",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'briefbot_ui' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"briefbot_ui.{_HOME[name]}"), name)
    globals()[name] = value
    return value
