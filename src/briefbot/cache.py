"""The cache of what briefbot makes once for a user on one machine: prepared encoders, fitted calibrations."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder BRIEFBOT_CACHE, else the user's cache folder."""
    import platformdirs

    return Path(os.environ.get("BRIEFBOT_CACHE") or platformdirs.user_cache_path("briefbot"))


def keep(path: Path, text: str) -> None:
    """Write a file atomically: whoever reads it meanwhile gets the old text or the new one. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
