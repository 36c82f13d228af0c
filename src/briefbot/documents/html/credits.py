"""A web page -> the day on which it says it was published, and its author."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from briefbot.blocks.credits import Heading, read_credit
from briefbot.documents.html.elements import ASIDE_WORDS, HEADINGS, class_words, is_card, text_of
from briefbot.documents.html.linked_data import linked_data
from briefbot.text.dates import parse_date

_META_NAMES = (  # of <meta>, most telling first
    *("article:published_time", "og:article:published_time", "article:published", "datepublished", "parsely-pub-date"),
    *("citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued", "dc.date.created"),
    *("dcterms.created", "sailthru.date", "pubdate", "publishdate", "publish-date", "publication_date", "pub_date"),
    *("dc.date", "dcterms.date", "date"),
)
_CREDIT_WORDS = frozenset(["date", "datetime", "dateline", "pubdate", "posted", "byline", "bylines"])
_DAY_WORDS = _CREDIT_WORDS | {  # what else may hold a day, which counts where nothing closer does
    *("meta", "time", "timestamp", "info", "author", "published", "postinfo", "submitted", "created", "entry"),
    *("metadata", "datum", "fecha", "postdate", "entrydate", "newsdate", "articledate", "blogdate", "publication"),
    *("publish", "dates", "news", "details", "release"),
}
_LONGEST_SHOWN = 200  # characters of an element that shows a day
_OTHER_DAY = ("updat", "modif", "event", "current", "today")  # how the words begin that mark another day
_LIST_WORDS = ASIDE_WORDS | {"list", "lists", "listing", "popular", "trending", "latest", "masthead", "topbar"}
_UPDATED = re.compile(r"\b(?:updated?|modified|edited|revised|corrected)(?:\s+(?:on|at))?\W*$", re.IGNORECASE)
_OF_UPDATE = re.compile(r"\b(?:updat|modif|revis|edited|corrected|aktualis)", re.IGNORECASE)
_NEAR = 3  # elements outwards in which the words before a date may be its label,
_BESIDE = 10  # those before each of them,
_LABEL = 60  # and characters of it


def stated_date(tree: Any) -> dt.date | None:
    """Return the day of publication as the page states it for machines; None where it does not."""
    named: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        named.setdefault(name.lower(), element.get("content"))
    stated = [named.get(name, "") for name in _META_NAMES]
    stated[1:1] = _linked_data_dates(tree)
    return next(filter(None, map(parse_date, stated)), None)


def shown_credits(tree: Any) -> Heading:
    """Return the day and the author shown in elements marked as dates and bylines, where all of these agree.

    A page that shows several leaves it unknown. What belongs to the site, to a list of other stories or to an event
    counts as little as a day of updating: no day is better than a wrong one.
    """
    days: set[dt.date] = set()
    authors: set[str] = set()
    for element in _credits(tree):
        credit = read_credit(text_of(element))
        machine = (element.get("datetime") or element.get("content") or "") if _says_published(element) else ""
        day = parse_date(machine) or (credit.published if credit else None)
        days |= {day} if day else set()
        authors |= {credit.author} if credit and credit.author else set()
    return Heading(
        author=authors.pop() if len(authors) == 1 else None, published=days.pop() if len(days) == 1 else None
    )


def shown_days(tree: Any) -> Iterator[Any]:
    """Yield the elements that may show the day of publication, by wider marks than those of credits, none twice."""
    chosen: set[Any] = set()
    for element in _credits(tree, _DAY_WORDS, "class", "id", "itemprop"):
        text = text_of(element)
        if len(text) > _LONGEST_SHOWN or _OF_UPDATE.search(text[:_LABEL]):
            continue
        if chosen.isdisjoint(element.iterancestors()):
            chosen.add(element)
            yield element


def _linked_data_dates(tree: Any) -> list[str]:
    """Return the datePublished of what the page states for machines, articles first."""
    return [item["datePublished"] for item in linked_data(tree) if isinstance(item.get("datePublished"), str)]


def _credits(tree: Any, marks: frozenset[str] = _CREDIT_WORDS, *names: str) -> Iterator[Any]:
    """Yield the elements that show when and by whom the page's article was published, as far as marks can tell.

    `marks` are sought among the words of the attributes `names`, of the class where none is named.
    """
    elements = list(tree.xpath("//body//*"))
    outside: set[Any] = set()
    ends: dict[Any, str] = {}
    for element in elements:
        if element.getparent() in outside or _is_of_another(element):
            outside.add(element)
            continue
        marked = element.tag in ("time", "abbr") or class_words(element, *names) & marks or _says_published(element)
        if marked and _stands_alone(element) and not _says_updated(element, ends):
            yield element


def _says_published(element: Any) -> bool:
    words = class_words(element)
    return element.get("itemprop") == "datePublished" or any(word.startswith("publish") for word in words)


def _is_of_another(element: Any) -> bool:
    """Return whether an element belongs to the site, to an event or to other stories.

    One that holds the headline does not, but for an <aside>, a <nav>, a <footer> and the site's own banner.
    """
    if element.tag in ("aside", "nav", "footer"):
        return True
    words = class_words(element, "class", "id")
    # WordPress marks one <time> as both published and updated where the two are the same.
    other_day = any(word.startswith(_OTHER_DAY) for word in words) and not _says_published(element)
    top = element.tag == "header" or "header" in words or words >= {"top", "bar"} or element.get("role") == "banner"
    if top and next(element.iterancestors("article", "main"), None) is None:
        of_site = element.get("role") == "banner" or not words.isdisjoint(("masthead", "site"))
        return of_site or element.find(".//h1") is None
    other = other_day or words & _LIST_WORDS or (element.tag == "article" and is_card(element))
    return bool(other) and element.find(".//h1") is None


def _says_updated(element: Any, ends: dict[Any, str]) -> bool:
    """Return whether the words before an element, in another, call its day that of an update.

    `ends` keeps the last words of the elements before it, which may stand before others, too.
    """
    for _ in range(_NEAR):
        before = element.getprevious()
        for _ in range(_BESIDE):
            if before is None:
                break
            if before not in ends:
                ends[before] = ((before.tail or "").strip() or text_of(before))[-_LABEL:]
            if ends[before]:
                return before.tag not in HEADINGS and bool(_UPDATED.search(ends[before]))
            before = before.getprevious()
        element = element.getparent()
        if element is None or (element.text or "").strip():
            return element is not None and bool(_UPDATED.search(element.text[-_LABEL:]))
    return False


def _stands_alone(element: Any) -> bool:
    """Return whether no running text surrounds an element, as it does a <time> within a sentence."""
    before = element.getprevious()
    text = element.getparent().text if before is None else before.tail
    return not (text or "").strip(" \n\t|,") and not (element.tail or "").strip(" \n\t|,")
