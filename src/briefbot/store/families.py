"""The families of near-copies, kept in step with every document that comes, goes or has other blocks.

Two documents are related if their signatures share a band and resemble each other enough. A family is what relations
connect, and is named by the smallest id in it, so that it does not depend on the order in which documents came. The
signature is that of the text without its headline: a report under another headline is still a copy.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from briefbot.blocks import Block, BlockKind
from briefbot.near_copies import RESEMBLANCE, band_keys, resemblance, signature
from briefbot.store.decoding import blocks_from, text_from
from briefbot.store.rows import Catalog, WriteRow


def below_headline(text: str, blocks: Iterable[Block]) -> str:
    """Return a text without its headlines; the whole text where there is nothing else."""
    below = text
    for block in reversed([block for block in blocks if block.kind is BlockKind.HEADLINE]):
        below = below[: block.start] + below[block.end :]
    return below if any(map(str.isalnum, below)) else text


def join_families(connection: Catalog, write: WriteRow, numbers: Collection[int]) -> set[int]:
    """Put documents that are new, or whose blocks were found anew, with their near-copies.

    Return the documents whose family may since count otherwise against others: where families were joined or parted.
    """
    new: dict[int, bytes] = {}
    changed: dict[int, bytes] = {}
    parted: set[str] = set()
    for number in numbers:
        text, found, old, family = connection.execute(
            "SELECT text, found, signature, family FROM documents WHERE number = ?", (number,)
        ).fetchone()
        signed = signature(below_headline(text_from(text), blocks_from(found, len(text))))
        if old is None:
            new[number] = signed
        elif signed != old:
            changed[number] = signed
            parted.add(family)
            _forget_bands(write, number, old)
    for number, signed in (changed | new).items():
        write("UPDATE documents SET signature = ? WHERE number = ?", (signed, number))
        keys = json.dumps(band_keys(signed))
        write("INSERT INTO bands SELECT value, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING", (number, keys))
    joined = regroup(connection, write, parted)
    for number, signed in new.items():
        if _relate(connection, write, number, signed) > 1:
            joined.add(number)
    families = {_family_of(connection, number) for number in joined}
    return {number for family in families for number in _members(connection, family)} | joined


def leave_family(connection: Catalog, write: WriteRow, number: int) -> str:
    """Forget the bands of a document that is about to be deleted; return the family, to be regrouped afterwards."""
    signed, family = connection.execute(
        "SELECT signature, family FROM documents WHERE number = ?", (number,)
    ).fetchone()
    if signed is not None:
        _forget_bands(write, number, signed)
    return str(family)


def regroup(connection: Catalog, write: WriteRow, families: Collection[str]) -> set[int]:
    """Part families that have lost members into those that relations still connect; return who was in them."""
    members = {number for family in sorted(families) for number in _members(connection, family)}
    for family in sorted(families):
        write("UPDATE documents SET family = id WHERE family = ?", (family,))
    for number in sorted(members):
        (signed,) = connection.execute("SELECT signature FROM documents WHERE number = ?", (number,)).fetchone()
        if signed is not None:
            _relate(connection, write, number, signed)
    return members


def _members(connection: Catalog, family: str) -> list[int]:
    rows = connection.execute("SELECT number FROM documents WHERE family = ?", (family,)).fetchall()
    return [number for (number,) in rows]


def _family_of(connection: Catalog, number: int) -> str:
    return str(connection.execute("SELECT family FROM documents WHERE number = ?", (number,)).fetchone()[0])


def _forget_bands(write: WriteRow, number: int, signed: bytes) -> None:
    write(
        "DELETE FROM bands WHERE document = ? AND key IN (SELECT value FROM json_each(?))",
        (number, json.dumps(band_keys(signed))),
    )


def _relate(connection: Catalog, write: WriteRow, number: int, signed: bytes) -> int:
    """Join the families of all near-copies of a document; return how many others there were."""
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
        own = _family_of(connection, number)
        write(
            "UPDATE documents SET family = ? WHERE family IN (SELECT value FROM json_each(?))",
            (min(own, *families), json.dumps([own, *sorted(families)])),
        )
    return len(families)
