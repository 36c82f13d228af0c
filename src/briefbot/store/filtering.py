"""A filter as a condition on the table of documents."""

from __future__ import annotations

import json

from briefbot.types import Filter

# Conditions on a path are ranges, so that SQLite looks in the index of paths and does not read all: "0" follows "/" in
# the order of characters, "$" follows "#", and "]" follows "\".

# Whether `path` is the file ?1, or lies in the folder ?1; ?2 is the same without the slash that a disk's root ends in.
IN_FOLDER = "(path = ?1 OR path >= ?2 || '/' AND path < ?2 || '0')"

# The places that are a root itself, or lie below it. An address is no folder: below it are the entries of a feed alone,
# after "/#". The address of a whole site ends with a slash.
PLACES_OF_ROOTS = r"""(SELECT path AS root, source AS name, rtrim(path, '/') AS bare,
        path LIKE 'http://%' OR path LIKE 'https://%' AS is_address FROM roots)
    CROSS JOIN sources ON sources.path IN (bare, bare || '/')
        OR sources.path >= bare || CASE WHEN is_address THEN '/#' ELSE '/' END
            AND sources.path < bare || CASE WHEN is_address THEN '/$' ELSE '0' END
        OR sources.path >= bare || '\' AND sources.path < bare || ']' AND NOT is_address"""


def condition_of(chosen: Filter) -> tuple[str, list[str]]:
    """Return an SQL condition on `documents`, and its parameters.

    Dates are stored as YYYY-MM-DD, which order as text. A document without a date is in no period: what is not known to
    lie in one is left out. It stays where the question is put as of a day.
    """
    parts = ["true"]
    values: list[str] = []
    if chosen.outlets:
        parts.append(f"documents.outlet IN ({','.join('?' * len(chosen.outlets))})")
        values += chosen.outlets
    if chosen.sources:
        parts.append(f"""documents.number IN (
            SELECT sources.document FROM {PLACES_OF_ROOTS}
            WHERE name IN ({",".join("?" * len(chosen.sources))}))""")  # noqa: S608  only marks are put in
        values += chosen.sources
    if chosen.documents:  # one parameter however many they are: SQLite limits how many a statement has
        parts.append(
            "(documents.id IN (SELECT value FROM json_each(?)) OR documents.number IN "
            "(SELECT document FROM moved WHERE id IN (SELECT value FROM json_each(?)) "
            "AND NOT EXISTS (SELECT 1 FROM documents AS same WHERE same.id = moved.id)))"
        )
        values += 2 * [json.dumps(chosen.documents)]
    if chosen.since:
        parts.append("documents.published >= ?")
        values.append(chosen.since.isoformat())
    if chosen.until:
        parts.append("documents.published <= ?")
        values.append(chosen.until.isoformat())
    if chosen.as_of:  # of an article without a date nobody knows that it is later
        parts.append("(documents.published IS NULL OR documents.published <= ?)")
        values.append(chosen.as_of.isoformat())
    return " AND ".join(parts), values
