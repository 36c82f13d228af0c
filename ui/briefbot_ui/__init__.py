"""The web chat of briefbot: ask on the left, read the source on the right."""

from briefbot_ui.app import build_app, serve
from briefbot_ui.collection import Collection
from briefbot_ui.guard import is_loopback
from briefbot_ui.late import LateAssistant

__all__ = ["Collection", "LateAssistant", "build_app", "is_loopback", "serve"]
