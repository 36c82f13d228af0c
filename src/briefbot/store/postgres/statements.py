"""Statements of the shared code, written for SQLite, said for PostgreSQL.

They keep to what both know: ON CONFLICT, RETURNING, ranges over text in the order of code points. Four things differ.
What else a statement may use shows in `tests/store_contract.py`, which runs all of them on both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_EACH = re.compile(r"IN \(SELECT value FROM json_each\(\?(\d*)\)\)")
_EACH_ROW = re.compile(r"SELECT value, \?(\d*) FROM json_each\(\?(\d*)\)")
_MARK = re.compile(r"\?(\d*)(L?)")


@dataclass(frozen=True, slots=True)
class Said:
    """A statement for psycopg: its text, and for each of its values which one of those given it is."""

    text: str
    places: tuple[int, ...]
    lists: frozenset[int]  # places in those given that hold a list as JSON

    def values(self, given: Iterable[Any]) -> list[Any]:
        """Return the values in the order of the marks."""
        values: Sequence[Any] = tuple(given)
        return [json.loads(values[place]) if place in self.lists else values[place] for place in self.places]


@lru_cache(maxsize=512)
def said(statement: str) -> Said:
    """Return a statement of SQLite as PostgreSQL takes it: marks, lists that are JSON, and the order of a join."""
    text = statement.replace("%", "%%").replace("CROSS JOIN sources ON", "JOIN sources ON")
    text = _EACH_ROW.sub(r"SELECT value, ?\1 FROM unnest(?\2L) AS value", text)
    text = _EACH.sub(r"= ANY(?\1L)", text)
    places: list[int] = []
    lists = set()
    plain = 0

    def marked(found: re.Match[str]) -> str:
        nonlocal plain
        if found[1]:
            place = int(found[1]) - 1
        else:
            place, plain = plain, plain + 1
        places.append(place)
        if found[2]:
            lists.add(place)
        return "%s"

    return Said(_MARK.sub(marked, text), tuple(places), frozenset(lists))
