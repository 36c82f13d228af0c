"""Examples of results for the description of /v1: what it gives over the example articles, some lists shortened."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def examples() -> dict[str, dict[str, Any]]:
    """Return the examples of each operation that gives JSON, by its id and by a name of each."""
    kept: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return kept
