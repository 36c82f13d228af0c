"""Filters as Haystack writes them -> filters of briefbot, which can say less."""

from __future__ import annotations

import datetime as dt
from typing import Any

from briefbot import Filter, QuestionError

_NAMES = {"outlet": "outlets", "source": "sources", "document_id": "documents"}
_EXAMPLE = (
    '{"operator": "AND", "conditions": [{"field": "meta.outlet", "operator": "in", "value": ["Harbour Wire"]}, '
    '{"field": "meta.published", "operator": ">=", "value": "2025-10-01"}]}'
)


def filter_from(filters: dict[str, Any] | None) -> Filter:
    """Return the filter that a tree of Haystack says: conditions that must all hold.

    `meta.outlet`, `meta.source` (of what the index follows) and `meta.document_id` take == and in, `meta.published`
    takes ==, >= and <= with a day as YYYY-MM-DD. Raises QuestionError for all else, which an index cannot sort out.
    """
    said: dict[str, Any] = {}
    for condition in _conditions(filters):
        for name, value in _one(condition).items():
            if name in said:
                raise QuestionError(f"The filter asks twice for {name!r}; ask once, with all values.")
            said[name] = value
    return Filter(**said)


def _conditions(filters: dict[str, Any] | None) -> list[dict[str, Any]]:
    if not filters:
        return []
    if "field" in filters:
        return [filters]
    if filters.get("operator") != "AND" or not isinstance(filters.get("conditions"), list):
        raise QuestionError(f"A filter of briefbot is one condition, or several with AND, such as {_EXAMPLE}")
    return [each for condition in filters["conditions"] for each in _conditions(condition)]


def _one(condition: dict[str, Any]) -> dict[str, Any]:
    field = str(condition["field"]).removeprefix("meta.")
    operator, value = condition.get("operator"), condition.get("value")
    if field in _NAMES and operator in ("==", "in"):
        return {_NAMES[field]: (value,) if operator == "==" else tuple(value or ())}
    if field == "published" and operator in ("==", ">=", "<="):
        day = _day(value)
        return {name: day for name, signs in (("since", "==>="), ("until", "==<=")) if operator in signs}
    raise QuestionError(f"briefbot cannot filter by {field!r} {operator}. What it can is, for example: {_EXAMPLE}")


def _day(value: Any) -> dt.date:
    try:
        return value if type(value) is dt.date else dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise QuestionError(f"{value!r:.40} is no day: write it as year-month-day, such as 2025-10-01.") from None
