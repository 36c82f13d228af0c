"""A filter as a condition on the table of documents."""

from __future__ import annotations

from briefbot.types import Filter

# Whether a place is a root itself, or lies below it. An address is no folder: below it are the entries of a feed alone,
# after "/#". The address of a whole site ends with a slash.
UNDER_ROOT = r"""(substr(sources.path, 1, length(rtrim(roots.path, '/'))) = rtrim(roots.path, '/')
    AND CASE WHEN roots.path LIKE 'http://%' OR roots.path LIKE 'https://%'
        THEN substr(sources.path, length(rtrim(roots.path, '/')) + 1) IN ('', '/')
            OR substr(sources.path, length(rtrim(roots.path, '/')) + 1, 2) = '/#'
        ELSE substr(sources.path, length(rtrim(roots.path, '/')) + 1, 1) IN ('', '/', '\') END)"""


def condition_of(chosen: Filter) -> tuple[str, list[str]]:
    """An SQL condition on `documents`, and its parameters. Dates are stored as YYYY-MM-DD, which order as text.

    A document without a date meets no condition on dates: what is not known to lie in a period is left out.
    """
    parts = ["1"]
    values: list[str] = []
    if chosen.outlets:
        parts.append(f"documents.outlet IN ({','.join('?' * len(chosen.outlets))})")
        values += chosen.outlets
    if chosen.sources:
        parts.append(f"""documents.number IN (
            SELECT sources.document FROM sources JOIN roots ON {UNDER_ROOT}
            WHERE roots.source IN ({",".join("?" * len(chosen.sources))}))""")  # noqa: S608  only marks are put in
        values += chosen.sources
    if chosen.since:
        parts.append("documents.published >= ?")
        values.append(chosen.since.isoformat())
    if chosen.until:
        parts.append("documents.published <= ?")
        values.append(chosen.until.isoformat())
    return " AND ".join(parts), values
