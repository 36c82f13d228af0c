"""The dateline that an agency's report begins with: "PLACE, DATE (OUTLET) - The story"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from briefbot.text.characters import DASHES, OPENED_BY
from briefbot.text.dates import DATE, YEARLESS, parse_date
from briefbot.text.names import is_agency, is_outlet, is_place

DASH = f"[{DASHES}]"
LONGEST_DATELINE = 140  # characters up to the sentence
LONGEST_READ = 400

_DATELINE = re.compile(
    rf"""
    (?: (?P<place>[^()\d:;|"\u201c\u201d]{{2,80}}?) (?P<joint>\s*(?:,|--|{DASH})\s*|\s+|(?=\()) )?
    (?: (?: \((?P<before>[^()]{{2,60}})\) \s*,?\s* )?
        (?: (?P<date>{DATE}) | (?P<yearless>{YEARLESS}) )
        (?: \s*,?\s* (?: \((?P<outlet>[^()]{{2,60}})\) | \(\s*\)? | /(?P<wire>[^/]{{2,40}})/ ) )?
      | \((?P<only_outlet>[^()]{{2,60}})\)
    )
    \s*[.:]? (?: \s*(?P<dash>--|{DASH}) | $ | \s(?=\S) )
    (?P<prose>.*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "KESTRELBORG - ", "London CNN - ", "SOUTH PORT, Ondra (Harbour Wire) - ": without a day, the capitals must tell.
_UNDATED = re.compile(
    r"(?P<place>[^()\d:;|\"\u201c\u201d]{2,60}?)?\s*(?:(?P<letters>\b[A-Z]{2,5}(?:\s[A-Z]\w+)?)|\((?P<outlet>[^()]{2,60})\))?"
    r"\s*(?:--|[\u2013\u2014\u2015]|\s-(?=\s))\s*"
)
_LETTER = re.compile(r"[^\W\d_]")
_PLACE = re.compile(r"[^()\d:;|\"\u201c\u201d]{2,80}?(?=\s*(?:[(,:/]|--|\s-|[\u2013\u2014\u2015]|$))")
_OPENING = frozenset([*OPENED_BY.values(), '"', "'", "\u201e"])


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says, and where in its line the story begins."""

    outlet: str | None
    published: dt.date | None
    end: int  # of the dateline, its dash included


def read_dateline(line: str) -> Dateline | None:
    """Return what "PLACE, DATE (OUTLET) - The story" or "PLACE (OUTLET), DATE - The story" says.

    None for any other line. One without a dash, or with nothing after it, must have more that tells it from prose.
    """
    match = _DATELINE.match(line[:LONGEST_READ])  # no more, for runs of spaces are tried in every division
    if not match or (not match["prose"] and len(line) > LONGEST_READ):
        return None
    place, joint, prose = match["place"], match["joint"] or "", match["prose"].strip()
    before, only = match["before"], match["only_outlet"]
    outlet = match["outlet"] or match["wire"] or only
    if before:
        if not place or outlet or not (_is_agency(before) or is_outlet(before)):
            return None  # "Jane Doe (Democrat), March 7, 2022 - We must act"
        outlet = before
    published = parse_date(match["date"]) if match["date"] else None
    if outlet and (day := parse_date(outlet)):
        outlet, published = None, published or day
    if place and not (is_place(place) and (joint.strip() or place.isupper() or only or before)):
        return None
    agency = outlet is not None and _is_agency(outlet)
    dated = bool(match["date"] or match["yearless"] or published)
    if match["dash"]:
        believed = agency or (dated and _begins_sentence(prose))
    elif prose:  # some agencies put no dash; then nothing else may be missing
        believed = bool(place) and dated and agency
    else:  # a line of its own, which may be a caption: "Jane Doe in Paris, March 7, 2018 (AP)"
        believed = dated and (place.isupper() if place else agency)
    if not believed:
        return None
    return Dateline(" ".join(outlet.split()) if outlet else None, published, match.start("prose"))


def dateline_end(line: str) -> int:
    """Return where in a line the dateline ends that it begins with, and the sentence begins; 0 where it has none.

    Other than `read_dateline`, one without a day counts too, where capitals tell it: "KESTRELBORG - The city".
    """
    start = line[: 2 * LONGEST_DATELINE]
    dated = read_dateline(start)
    if dated and dated.end <= LONGEST_DATELINE and dated.end < len(start):
        return dated.end
    match = _UNDATED.match(start)
    if not match or match.end() > LONGEST_DATELINE or not _begins_sentence(line[match.end() : match.end() + 10]):
        return 0
    place, letters, outlet = (match["place"] or "").strip(), match["letters"], match["outlet"]
    named = not place or is_place(place)
    if outlet:  # of agencies never seen: a place in capitals, and a name in brackets
        believed = (
            named and bool(place) and (place.split(",")[0].isupper() or is_agency(outlet)) and outlet[0].isupper()
        )
    elif letters:
        capitals = all(word[0].isupper() for word in place.split())
        believed = named and capitals and (bool(place) or is_agency(letters.split()[0]))
    else:
        believed = place.split(",")[0].isupper() and named and sum(map(str.isalpha, place)) > 2
    return match.end() if believed and len(place.split()) <= 6 else 0


def is_dateline_alone(line: str) -> bool:
    """Return whether a line is a dateline whose story begins on the next: "London CNN -"."""
    if len(line) > LONGEST_DATELINE or not re.search(rf"(?:--|{DASH})$", line) or re.match(YEARLESS, line, re.I):
        return False  # "January 3 -" is the heading of a part
    name = re.sub(r"[()]|--$|.$", " ", line)
    return any(map(str.isalpha, name)) and is_place(name)


def _is_agency(outlet: str) -> bool:
    return is_agency(re.split(r"[/,]", outlet)[0].strip())  # "Reuters/AP" too


def _begins_sentence(prose: str) -> bool:
    letter = _LETTER.search(prose[:10])
    return letter is not None and not letter[0].islower()
