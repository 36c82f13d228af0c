"""A web page -> the day on which it was published, by htmldate in those places that tell of its own publication.

htmldate reads dates in many languages. Of a whole page it would also take days of updates, of other stories, and those
that running text speaks of, so it is given one place after another. Where the bounds were left to it, they would move
with the clock.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from briefbot.documents.html.credits import shown_credits, shown_days, stated_date
from briefbot.documents.html.elements import text_of

_EARLIEST, _LATEST = "1990-01-01", "2100-01-01"
_OTHER_META = re.compile(r"modif|updat|revis|expir|image|title|descri|event", re.IGNORECASE)
_TWO_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2\d{2,4}(?!\d)")
_MONTH = 12
_MOST_SHOWN = 25  # elements marked as dates that are looked at
_ATTRIBUTES = ("datetime", "content", "title")


def published_day(tree: Any) -> dt.date | None:
    """Return the day of publication that a page states for machines, or else shows; None where neither names one.

    The address that a page gives itself comes first: days stated for machines are often those of another time zone.
    """
    day = _found(tree.xpath("//link[@rel='canonical']"), head=True) or _found(tree.xpath("//meta"), head=True)
    day = day or stated_date(tree)  # which knows an article from the page that it is on, as htmldate does not
    day = day or _found(tree.xpath("//script[contains(@type, 'json')]"), head=True) or shown_credits(tree).published
    return day or next(filter(None, (_found([element]) for element in islice(shown_days(tree), _MOST_SHOWN))), None)


def _found(elements: Iterable[Any], *, head: bool = False) -> dt.date | None:
    """Return the day that htmldate finds in elements, on a page that holds nothing else."""
    from htmldate import find_date
    from lxml import html

    page = html.document_fromstring("<html><head></head><body><div class='date'></div></body></html>")
    place = page.find("head") if head else page.find("body/div")
    many = 0
    for element in elements:
        if _is_clear(element):
            kept = copy.deepcopy(element)
            kept.tail = None
            place.append(kept)
            many += 1
    if not many:
        return None
    try:
        found = find_date(page, original_date=True, extensive_search=False, min_date=_EARLIEST, max_date=_LATEST)
    except (ValueError, TypeError, OverflowError):  # of a page that it fails on, it says nothing
        return None
    return dt.date.fromisoformat(found) if found else None


def _is_clear(element: Any) -> bool:
    """Return whether an element may name one day: no number in it is a month as well as a day."""
    if element.tag == "meta":
        names = " ".join(element.get(name) or "" for name in ("property", "name", "itemprop"))
        if _OTHER_META.search(names):
            return False
    text = " ".join([text_of(element) if element.tag != "script" else "", *(element.get(n) or "" for n in _ATTRIBUTES)])
    if element.tag not in ("link", "script") and not any(map(str.isdigit, text)):
        return False
    return not any(
        one != other and int(one) <= _MONTH and int(other) <= _MONTH for one, _, other in _TWO_NUMBERS.findall(text)
    )
