"""The families of near-copies, kept in step with every document that comes and goes.

Two documents are related if their signatures share a band and resemble each other enough. A family is what relations
connect, and is named by the smallest id in it, so that it does not depend on the order in which documents came.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from briefbot.near_copies import RESEMBLANCE, band_keys, resemblance, signature

Write = Callable[[str, Iterable[Any]], int]


def join_family(connection: sqlite3.Connection, write: Write, number: int, text: str) -> None:
    """Put a document that has just been stored, as a family of its own, with its near-copies."""
    signed = signature(text)
    write("UPDATE documents SET signature = ? WHERE number = ?", (signed, number))
    write("INSERT OR IGNORE INTO bands SELECT value, ? FROM json_each(?)", (number, json.dumps(band_keys(signed))))
    _relate(connection, write, number, signed)


def leave_family(connection: sqlite3.Connection, write: Write, number: int) -> str:
    """Forget the bands of a document that is about to be deleted; return the family, to be regrouped afterwards."""
    signed, family = connection.execute(
        "SELECT signature, family FROM documents WHERE number = ?", (number,)
    ).fetchone()
    write(
        "DELETE FROM bands WHERE document = ? AND key IN (SELECT value FROM json_each(?))",
        (number, json.dumps(band_keys(signed))),
    )
    return str(family)


def regroup(connection: sqlite3.Connection, write: Write, family: str) -> None:
    """Part a family that has lost members into the families that relations still connect."""
    members = connection.execute(
        "SELECT number, signature FROM documents WHERE family = ? ORDER BY number", (family,)
    ).fetchall()
    write("UPDATE documents SET family = id WHERE family = ?", (family,))
    for number, signed in members:
        _relate(connection, write, number, signed)


def _relate(connection: sqlite3.Connection, write: Write, number: int, signed: bytes) -> None:
    near = connection.execute(
        "SELECT family, signature FROM documents WHERE number != ?1 AND number IN "
        "(SELECT document FROM bands WHERE key IN (SELECT value FROM json_each(?2))) "
        "AND family != (SELECT family FROM documents WHERE number = ?1)",
        (number, json.dumps(band_keys(signed))),
    )
    families: set[str] = set()
    for family, other in near:
        if family not in families and resemblance(signed, other) >= RESEMBLANCE:
            families.add(family)
    if families:
        (own,) = connection.execute("SELECT family FROM documents WHERE number = ?", (number,)).fetchone()
        joined = json.dumps([own, *sorted(families)])
        write(
            "UPDATE documents SET family = ? WHERE family IN (SELECT value FROM json_each(?))",
            (min(own, *families), joined),
        )
