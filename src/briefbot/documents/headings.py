"""What the first lines of an article say about it: headline, dateline, byline.

Only lines whose whole shape is that of a dateline, a byline or a date are believed, and only near the top: a date in
running prose is about the story, not about when it was published.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile

from briefbot.documents.dates import DATE, TIME, YEARLESS, parse_date

LINES_READ = 15  # non-empty lines from the top: headline, standfirst and captions come before the dateline
CHARACTERS_READ = 20_000
LONGEST_HEADLINE = 200  # characters
LONGEST_WRAP = 100  # characters; lines of hand-wrapped prose are shorter

_AGENCY = re.compile(
    r"aap|afp|agence france-presse|al jazeera|ani|ansa|ap|(?:the )?associated press|avn|bbc(?: news)?"
    r"|bloomberg(?: news)?|business wire|cbc|cna|cnn|dpa|efe|globe ?newswire|inter press service|interfax|ians|ips"
    r"|itar-tass|kyodo(?: news)?|mercopress|newsfile|pa(?: media)?|pr ?newswire|prensa latina|pti|reuters|ria novosti"
    r"|ruptly|tass|telesur|upi|united press international|venezuelanalysis(?:\.com)?|voa|xinhua|yonhap",
    re.IGNORECASE,
)
_PARTICLE = re.compile(  # written small inside names and places
    r"abu|al|and|bin|d'|da|das|de|del|della|den|der|di|do|dos|du|e|el|en|i|ibn|la|las|le|les|los|of|on|sur|ten|ter|the"
    r"|und|upon|van|vom|von|y|zu"
)
_BEGINS_PROSE = re.compile(
    r"(?:after|as|at|before|by|during|for|from|in|last|next|on|since|this|until|when|while)\b", re.IGNORECASE
)
_DASH = r"[-\u2013\u2014\u2015]"

_DATELINE = re.compile(
    rf"""
    (?: (?P<place>[^()\d:;|"\u201c\u201d]{{2,80}}?) (?P<joint>\s*(?:,|--|{_DASH})\s*|\s+|(?=\()) )?
    (?: (?: (?P<date>{DATE}) | (?P<yearless>{YEARLESS}) )
        (?: \s*,?\s* (?: \((?P<outlet>[^()]{{2,60}})\) | \(\s*\)? | /(?P<wire>[^/]{{2,40}})/ ) )?
      | \((?P<only_outlet>[^()]{{2,60}})\)
    )
    \s*[.:]? (?: \s*(?P<dash>--|{_DASH}) | $ | \s(?=\S) )
    (?P<prose>.*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_STAMP = re.compile(
    rf"(?:(?P<updated>(?:last\s+)?(?:updated|modified|edited|revised))|(?P<published>(?:first\s+|originally\s+)?"
    rf"(?:published|posted|released|issued)|date|dated|(?:publication|publish|release)\s+date))?"
    rf"(?:\s+on\b|\s+at\b)?\s*:?\s*(?P<date>{DATE}(?:(?:,?\s+(?:at\s+)?|t|,\s*){TIME})?)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    rf"(?:(?:written|story|text|words|report|reporting)\s+)?by:?\s+(?P<names>[^\d|]{{2,120}}?)"
    rf"(?:\s*(?:,|\s{_DASH}|\s+on)\s+(?P<date>{DATE}))?",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?P<label>authors?|byline|source|outlet|publisher|publication):\s*(?P<value>\S.{0,100})", re.I)
_ASIDE = re.compile(rf"{TIME}|[0-9]{{1,3}}[\s-]min(?:ute)?s?(?:\s+read)?", re.IGNORECASE)
_BETWEEN = re.compile(rf"\s*[|\u2022\u00b7]\s*|;\s+|\s+{_DASH}\s+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Heading:
    """What an article's first lines, or its metadata, say about it. Unknown is None."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: dt.date | None = None

    def otherwise(self, other: Heading) -> Heading:
        """This heading, with what it does not know taken from `other`."""
        return Heading(
            title=self.title or other.title,
            outlet=self.outlet or other.outlet,
            author=self.author or other.author,
            published=self.published or other.published,
        )


def read_heading(text: str) -> Heading:
    """The headline, dateline and byline among the first lines of `text`.

    A dateline, a labelled date or a date beside a byline comes before a date that stands alone; of equals, the
    first in the text.
    """
    certain = likely = Heading()
    for number, line in enumerate(_first_lines(text)):
        found = _dateline(line)
        if found is None:
            stamped = _stamps(line, may_be_title=number == 0)
            if stamped is None:
                continue
            found, bare = stamped
            if bare:
                likely = likely.otherwise(found)
                continue
        certain = certain.otherwise(found)
    return Heading(title=_headline(text)).otherwise(certain).otherwise(likely)


def read_credit(line: str) -> Heading | None:
    """What a line that holds a date, byline or source and nothing else says; None for any other line."""
    stamped = _stamps(line, may_be_title=False)
    return stamped[0] if stamped else None


def _first_lines(text: str) -> Iterator[str]:
    read = 0
    for line in text[:CHARACTERS_READ].split("\n"):
        line = line.replace("*", "").strip(" \t_")  # Markdown's marks around a dateline
        if line and read < LINES_READ:
            read += 1
            yield line


def _dateline(line: str) -> Heading | None:
    """What "PLACE, DATE (OUTLET) - The story" says; None for any other line."""
    match = _DATELINE.match(line)
    if not match:
        return None
    place, joint, prose = match["place"], match["joint"] or "", match["prose"].strip()
    outlet = match["outlet"] or match["wire"] or match["only_outlet"]
    published = parse_date(match["date"]) if match["date"] else None
    if outlet and (day := parse_date(outlet)):
        outlet, published = None, published or day
    if place and not (_is_place(place) and (joint.strip() or place.isupper() or match["only_outlet"])):
        return None
    agency = outlet is not None and _AGENCY.fullmatch(re.split(r"[/,]", outlet)[0].strip()) is not None
    dated = bool(match["date"] or match["yearless"] or published)
    if match["dash"]:
        believed = agency or (dated and _begins_sentence(prose))
    elif prose:  # some agencies put no dash; then nothing else may be missing
        believed = bool(place) and dated and agency
    else:  # a line of its own, which may be a caption: "Jane Doe in Paris, March 7, 2018 (AP)"
        believed = dated and (place.isupper() if place else agency)
    return Heading(outlet=" ".join(outlet.split()) if outlet else None, published=published) if believed else None


def _begins_sentence(prose: str) -> bool:
    letter = _LETTER.search(prose[:10])
    return letter is not None and not letter[0].islower()


def _is_place(place: str) -> bool:
    words = re.split(r"[\s,/]+", place.strip(" ,/-"))
    return (
        1 <= len(words) <= 8
        and not _BEGINS_PROSE.match(place)
        and all(word[:1].isupper() or _PARTICLE.fullmatch(word) or not _LETTER.search(word) for word in words)
    )


def _stamps(line: str, *, may_be_title: bool) -> tuple[Heading, bool] | None:
    """What a line of dates, bylines and sources says, and whether it is no more than a bare date; else None."""
    if len(line) > LONGEST_HEADLINE:
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
        elif byline and (credited := _credits(byline["names"])):
            if may_be_title and len(parts) == 1 and not byline["date"]:
                return None  # "By Popular Demand" is a headline
            dated = Heading(published=parse_date(byline["date"])) if byline["date"] else Heading()
            found, bare = credited.otherwise(dated), False
        elif _AGENCY.fullmatch(part):
            found = Heading(outlet=part)
        elif _ASIDE.fullmatch(part):
            found = Heading()
        else:
            return None
        heading = heading.otherwise(found)
    return (heading, bare) if parts else None


def _credits(names: str) -> Heading | None:
    """The author, or the agency, of "Jane Doe and John Roe in Caracas, Reuters"; None where these are no names."""
    names, _, outlet = re.sub(r"\s+in\s+[A-Z].*$", "", names).partition(",")
    bracketed = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", names)
    if bracketed:
        names, outlet = bracketed.groups()
    outlet = outlet.strip()
    if _AGENCY.fullmatch(names.strip()):
        return Heading(outlet=names.strip())
    people = re.split(r"\s+(?:and|&)\s+", names.strip())
    if outlet and _is_name(outlet.split(" and ")[0].strip()) and not _AGENCY.fullmatch(outlet) and " and " in outlet:
        people += re.split(r"\s+and\s+|,\s*", outlet)
    if not all(_is_name(person.strip()) for person in people):
        return None
    author = ", ".join(person.strip() for person in people)
    return Heading(author=author, outlet=outlet if _AGENCY.fullmatch(outlet) else None)


def _is_name(words: str) -> bool:
    parts = words.split()
    return 2 <= len(parts) <= 6 and all(
        (part[0].isupper() or _PARTICLE.fullmatch(part) or part.startswith(("al-", "d'"))) for part in parts
    )


def _headline(text: str) -> str | None:
    """The first lines of `text` as a headline if they look like one, with runs of white space made one space."""
    lines = [line.strip().strip("*_") for line in text[:CHARACTERS_READ].split("\n")]
    lines = list(dropwhile(lambda line: not re.search(r"[^\W_]", line), lines))
    if lines and _stamps(lines[0], may_be_title=True):
        lines = list(dropwhile(lambda line: not re.search(r"[^\W_]", line) or read_credit(line), lines))
    if not lines or _dateline(lines[0]):
        return None
    first, following = lines[0], lines[1] if len(lines) > 1 else ""
    if following and not read_credit(following) and not _dateline(following) and len(following) <= LONGEST_WRAP:
        third = lines[2] if len(lines) > 2 else ""
        if (third and not read_credit(third)) or following.endswith("."):
            return None  # the first lines of a paragraph
        first = f"{first} {following}"  # a headline of two lines
    elif following and first.endswith((".", ",", ";")):
        return None
    headline = " ".join(first.split())
    return headline if len(headline) <= LONGEST_HEADLINE else None
