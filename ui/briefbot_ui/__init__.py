"""The web chat of briefbot: ask on the left, read the source on the right."""

from briefbot_ui.app import build_app, serve

__all__ = ["build_app", "serve"]
