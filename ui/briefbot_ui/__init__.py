"""The web chat of briefbot: ask on the left, read the source on the right."""

from briefbot_ui.app import build_app, serve
from briefbot_ui.guard import is_loopback

__all__ = ["build_app", "is_loopback", "serve"]
