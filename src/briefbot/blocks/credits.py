"""Credit lines: those that hold nothing but who published an article, who wrote it and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefbot.blocks.datelines import DASH
from briefbot.blocks.shapes import is_titled
from briefbot.text.dates import DATE, TIME, parse_date
from briefbot.text.names import LONGEST_NAME, is_agency, is_lone_name, is_name, is_outlet

LONGEST_CREDIT = 200  # characters
LONGEST_BLOCK = 6  # lines
LONGEST_DATED_NAME = 5  # words

_STAMP = re.compile(
    rf"(?:(?P<updated>(?:last\s+)?(?:updated|modified|edited|revised))|(?P<published>(?:first\s+|originally\s+)?"
    rf"(?:published|posted|released|issued)|date|dated|(?:publication|publish|release)\s+date))?"
    rf"(?:\s+on\b|\s+at\b)?\s*:?\s*(?P<date>{DATE}(?:(?:,?\s+(?:at\s+)?|t|,\s*){TIME})?)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    rf"(?:(?:written|story|text|words|report|reporting)\s+)?by:?\s+(?P<names>[^\d|]{{2,120}}?)"
    rf"(?:\s*(?:,|\s{DASH}|\s+on)\s+(?P<date>{DATE}))?",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?P<label>authors?|byline|source|outlet|publisher|publication):\s*(?P<value>\S.{0,100})", re.I)
_PART = re.compile(  # "Words: Jane Doe", "Photos: John Roe"
    r"(?P<part>words|text|story|photos?|photographs?|photography|pictures?|illustrations?|graphics?|video):\s*"
    r"(?P<names>[^\d|:]{2,120})",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"words|text|story", re.IGNORECASE)
_ISSUE = re.compile(  # "Port Ellery Courier, 19 November 2025, by Jane Doe"
    rf"(?P<outlet>[^,|\d]{{2,{LONGEST_NAME}}}),\s+(?P<date>{DATE})(?:[,.]?\s+by\s+(?P<names>[^\d|]{{2,120}}))?",
    re.IGNORECASE,
)
_ASIDE = re.compile(rf"{TIME}|[0-9]{{1,3}}[\s-]min(?:ute)?s?(?:\s+read)?", re.IGNORECASE)
_BETWEEN = re.compile(rf"\s*[|\u2022\u00b7]\s*|;\s+|\s+{DASH}\s+")


@dataclass(frozen=True, slots=True)
class Heading:
    """The title, outlet, author and day that an article's first lines, or its metadata, state. Unknown is None."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: dt.date | None = None

    def otherwise(self, other: Heading) -> Heading:
        """Return this heading, with what it does not know taken from `other`."""
        return Heading(
            title=self.title or other.title,
            outlet=self.outlet or other.outlet,
            author=self.author or other.author,
            published=self.published or other.published,
        )


def read_credit(line: str) -> Heading | None:
    """Return what a line says that holds a date, byline or source and nothing else; None for any other line."""
    stamped = read_stamps(line)
    return stamped[0] if stamped else read_block([line], line)


def read_block(lines: Sequence[str], text: str) -> Heading | None:
    """Return what consecutive lines of `text` say that hold credits only, one of them an outlet known by its words.

    None for other lines. A date or a byline must stand with the outlet, and no two may disagree. A line that is only a
    name is the author if it stands with both an outlet and a date, there is no byline, and its last word occurs nowhere
    else in `text`: a place, or the subject of a picture, would be named again.
    """
    if not 1 <= len(lines) <= LONGEST_BLOCK:
        return None
    heading, name = Heading(), None
    for line in lines:
        stamped = read_stamps(line, outlets=True)
        if stamped:
            found = stamped[0]
            if _disagree(heading, found):
                return None
            heading = heading.otherwise(found)
        elif name is None and is_lone_name(line):
            name = line
        else:
            return None
    if not heading.outlet or is_agency(heading.outlet) or not (heading.author or heading.published):
        return None
    if name:
        once = len(re.findall(rf"\b{re.escape(name.split()[-1])}(?!\w)", text, re.IGNORECASE)) == 1
        if heading.author or not heading.published or not once:
            return None
        heading = heading.otherwise(Heading(author=" ".join(name.split())))
    return heading


def read_dated_name(line: str) -> Heading | None:
    """Return the day of "Harbour Bulletin, 6 November 2025"; None for any other line.

    Whether the name is an outlet's or a place's cannot be told, so that it is left unknown.
    """
    issue = _ISSUE.fullmatch(line.strip(" ()[]")) if len(line) <= LONGEST_CREDIT else None
    if not issue or issue["names"] or not is_titled(issue["outlet"], LONGEST_DATED_NAME):
        return None
    published = parse_date(issue["date"])
    return Heading(published=published) if published else None


def read_stamps(line: str, *, may_be_title: bool = False, outlets: bool = False) -> tuple[Heading, bool] | None:
    """Return what a line of dates, bylines and sources says, and whether it is no more than a bare date.

    None for any other line. With `outlets`, a part may also be an outlet that only its words give away, alone or as
    "Outlet, DATE".
    """
    if len(line) > LONGEST_CREDIT:
        return None
    parts = [part for part in _BETWEEN.split(line.strip(" ()[]")) if part]
    heading, bare = Heading(), True
    for part in parts:
        stamp, byline, labelled = _STAMP.fullmatch(part), _BYLINE.fullmatch(part), _LABELLED.fullmatch(part)
        if stamp:
            bare = bare and not stamp["published"]
            found = Heading(published=None if stamp["updated"] else parse_date(stamp["date"]))
        elif labelled:
            value, bare = labelled["value"].strip(), False
            writer = labelled["label"].lower().startswith(("author", "byline"))
            found = Heading(author=value) if writer else Heading(outlet=value)
        elif byline and (credited := _credited(byline["names"])):
            if may_be_title and len(parts) == 1 and not byline["date"]:
                return None  # "By Popular Demand" is a headline
            dated = Heading(published=parse_date(byline["date"])) if byline["date"] else Heading()
            found, bare = credited.otherwise(dated), False
        elif (shared := _PART.fullmatch(part)) and (credited := _credited(shared["names"])):
            found, bare = (credited if _WRITTEN.fullmatch(shared["part"]) else Heading()), False
        elif is_agency(part):
            found = Heading(outlet=part)
        elif _ASIDE.fullmatch(part):
            found = Heading()
        elif outlets and (named := _outlet(part)):
            if _disagree(heading, named):
                return None
            found, bare = named, False
        else:
            return None
        heading = heading.otherwise(found)
    return (heading, bare) if parts else None


def _disagree(one: Heading, other: Heading) -> bool:
    return any(
        first and second and first != second
        for first, second in ((one.outlet, other.outlet), (one.published, other.published), (one.author, other.author))
    )


def _outlet(part: str) -> Heading | None:
    """Return what "Outlet", "Outlet, DATE" or "Outlet, DATE, by NAMES" says; None without a word typical of outlets.

    Without such a word, the line may as well be a place and a date, or a person's.
    """
    issue = _ISSUE.fullmatch(part)
    outlet = " ".join((issue["outlet"] if issue else part).split())
    if not is_outlet(outlet):
        return None
    published = parse_date(issue["date"]) if issue else None
    credited = _credited(issue["names"]) if issue and issue["names"] else Heading()
    if (issue and not published) or credited is None or credited.outlet:
        return None
    return Heading(outlet=outlet, published=published, author=credited.author)


def _credited(names: str) -> Heading | None:
    """Return the author, and the agency or outlet, of "Jane Doe and John Roe in Caracas, Reuters".

    None where these are no names.
    """
    names, _, outlet = re.sub(r"\s+in\s+[A-Z].*$", "", names).partition(",")
    bracketed = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", names)
    if bracketed:
        names, outlet = bracketed.groups()
    outlet = outlet.strip()
    if is_agency(names.strip()) or (names.lower().startswith("the ") and is_outlet(names.strip())):
        return Heading(outlet=names.strip())
    people = re.split(r"\s+(?:and|&)\s+", names.strip())
    if outlet and is_name(outlet.split(" and ")[0].strip()) and not is_agency(outlet) and " and " in outlet:
        people += re.split(r"\s+and\s+|,\s*", outlet)
    if not all(is_name(person.strip()) for person in people):
        return None
    author = ", ".join(person.strip() for person in people)
    return Heading(author=author, outlet=outlet if is_agency(outlet) or is_outlet(outlet) else None)
