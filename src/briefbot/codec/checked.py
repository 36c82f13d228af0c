"""Checks of JSON values that anyone may have written. Each returns the value in its plain type or raises ValueError."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from briefbot.types import Filter

Special = Mapping[Any, Callable[[Any], Any]]  # type -> what makes a value of it

MOST = 10_000  # of anything in a list: so many articles may be chosen
LONGEST = 1000  # characters of a question or a name


def sequence(value: Any) -> Sequence[Any]:
    """Return a list of no more than `MOST` items."""
    if not isinstance(value, list | tuple) or len(value) > MOST:
        raise ValueError(f"a list of at most {MOST:,} is wanted")
    return value


def text(value: Any) -> str:
    """Return a string of no more than `LONGEST` characters."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(f"a string of at most {LONGEST:,} characters is wanted")
    return value


def count(value: Any) -> int:
    """Return a whole number from 0 on."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r:.40} is no count")
    return value


def number(value: Any) -> float:
    """Return a finite number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"{value!r:.40} is no number")
    if not math.isfinite(value):
        raise ValueError("a number has an end")
    return float(value)


def truth(value: Any) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{value!r:.40} is neither true nor false")
    return value


_SIMPLE: dict[Any, Callable[[Any], object]] = {
    str: text,
    int: count,
    float: number,
    bool: truth,
    dt.date: dt.date.fromisoformat,
}


def decoded(hint: Any, value: Any, special: Special = MappingProxyType({})) -> Any:
    """Return `value` as the type `hint`: one of `special`, a simple one, an optional, a tuple or a dataclass of these.

    Raises ValueError, TypeError or LookupError for what is none.
    """
    if hint in special:
        return special[hint](value)
    if get_origin(hint) is UnionType:
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
        return None if value is None else decoded(hint, value, special)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), sequence(value), special)
    if is_dataclass(hint):
        return _dataclass(hint, value, special)
    return _SIMPLE[hint](value)


def _tuple(hints: tuple[Any, ...], values: Sequence[Any], special: Special) -> tuple[Any, ...]:
    if hints[1:] == (...,):
        hints = hints[:1] * len(values)
    if len(hints) != len(values):
        raise ValueError(f"{len(hints)} items are wanted")
    return tuple(decoded(hint, item, special) for hint, item in zip(hints, values, strict=True))


def _dataclass(cls: Any, value: Any, special: Special) -> Any:
    given = [each for each in fields(cls) if each.name in value or _is_required(each)]
    hints = _hints(cls)
    return cls(**{each.name: decoded(hints[each.name], value[each.name], special) for each in given})


def filter_of(value: Any) -> Filter:
    """Return a filter from JSON with the names of its fields, any of which may be left out or empty.

    Raises ValueError, TypeError or LookupError for what is none, and QuestionError as Filter does.
    """
    if not isinstance(value, Mapping):
        raise ValueError("a filter is an object")
    found: Filter = decoded(Filter, {name: given for name, given in value.items() if given})
    return found


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _is_required(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING
