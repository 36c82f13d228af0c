"""A span as a model scored it -> the span that a person would give.

Each rule is one that people's own answers follow where it could apply; `benchmarks/wholeness.py` counts how often. No
rule grows by a unit or the word "percent", which the question often takes over ("How many miles ...?" "11"), by the
month of a year or the year of a day, or by a first name: people give these as asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from briefbot.text.calendar_names import AGENCY_MONTHS, MONTHS
from briefbot.text.characters import CURRENCY, OPENED_BY, PAIRED, UNSPACED
from briefbot.text.sentence_ends import NEXT_SENTENCE
from briefbot.text.spelt_numbers import ORDINALS, SCALES, TEENS, TENS, UNITS

Span = tuple[int, int]  # (start, end), half open, in characters of the text

REACH = 40  # characters looked at on either side of where a span begins or ends, for something that it breaks
NEAR = 80  # characters that a span may grow by to close a bracket or a quotation

_GAP = r"(?:[^\S\n]|\r?\n)"  # one white space, or the end of a wrapped line; never a blank line
_LETTER = rf"[^\W_{UNSPACED}]"  # or digit, of a script that puts spaces between words
_CAPITAL = r"[A-Z\u00c0-\u00de]"
_NUMBER = r"\d+(?:,\d{2,3}(?!\d))*(?:[./]\d+|:\d{1,3}(?!\d))*"
_TENS = f"(?:{'|'.join(TENS)})"
_COUNT = f"(?:{'|'.join([*UNITS, *TEENS, *TENS])}|hundred|several|few)"
_ORDINAL = f"(?:{'|'.join(ORDINALS)})"
_LARGE = f"(?:{'|'.join(SCALES)})"
_MONTH = f"(?:{'|'.join(MONTHS)})"
_OF = "(?:van|von|de|du|da|di|del|della|bin|ibn)(?: la| den| der)?"
_TITLE = "(?:Inc|Ltd|Co|Corp|Bros|Jr|Sr|Mr|Mrs|Ms|Dr|St|Prof|Rev|Gen|Lt|Col|Capt|Maj|Sgt|Gov|Sen|Rep|etc)"
_STREET = "(?:Ave|Blvd|Mt|Ft)"
_SHORT_MONTH = f"(?:{'|'.join(AGENCY_MONTHS)})"
# "U.S.", "p.m.", "Inc."
_SHORT = rf"(?:(?<![\w.])(?:[^\W\d_]\.){{2,}}|\bPh\.D\.|\b(?:{_TITLE}|{_STREET}|{_SHORT_MONTH}|et al)\.)"

# What no answer begins or ends in the middle of.
_UNBROKEN = {
    "word": rf"(?:{_LETTER}|[\u00ad\u0300-\u036f\u200c\u200d])+",
    "word with apostrophe": rf"{_LETTER}+['’](?!s\b){_LETTER}+",
    "number": rf"{_NUMBER}|(?<![^\s(\[])[−-]\d",
    "money": rf"(?:(?<!\w)[A-Z]{{1,3}})?[{CURRENCY}]{_GAP}?\d",  # A$5
    "percent sign": rf"\d{_GAP}?%",
    "degrees": rf"\d{_GAP}?[°º](?:{_GAP}?[CFNSEW]\b)?",
    "magnitude": rf"(?i:\d|\b{_COUNT})(?:(?:{_GAP}|-){_LARGE}\b)+",
    "hour": rf"\d{_GAP}?(?i:[ap]\.m\.|[ap]m\b)",
    "rating": r"(?<![\w+-])[A-D]{1,3}[+-](?![\w+-])|(?<![\w+-])(?:O|AB)[+-](?![\w+-])",  # BBB-, O+
    "era": rf"\d{_GAP}(?:BCE?|CE|AD|B\.C\.(?:E\.)?|A\.D\.)(?!\w)|\b(?:AD|A\.D\.){_GAP}\d",
    "day and month": rf"(?<![\d.,–-])\d{{1,2}}{_GAP}{_MONTH}\b|\b(?:{_MONTH}|{_SHORT_MONTH}\.){_GAP}\d{{1,2}}(?!\d)",
    "abbreviation": _SHORT,
    "joined by & or dot": r"\b\w&\w\b|(?<![\w.])\w+(?:\.[a-z]\w+)+",  # R&B, example.org
    "hyphen in name": rf"(?<![\w–-]){_CAPITAL}\w+(?:[–-]{_CAPITAL}\w+)+(?![\w–-])",
    "hyphen in code": r"(?<![\w-])(?:[A-Z][A-Za-z]{0,5}-\d\w*|[A-Z]-[A-Za-z]\w*)",
    "hyphen in number": rf"\b(?i:{_TENS})-\w+",
    "hyphen in word": rf"(?<![\w-])(?!(?:{_COUNT}|{_LARGE}|{_ORDINAL})-(?!year-old))[a-z]+(?:-[a-z]+)+(?![\w-])",
    "hyphen after prefix": r"(?<![\w-])(?i:anti|ex|non|pro|pseudo|semi)-\w+",
    "name": rf"\b{_CAPITAL}\w+ (?:{_OF} {_CAPITAL}\w+|(?:[IVX]{{2,}}|V|X)\b(?!\.))",
}
_POSSESSIVE = rf"{_LETTER}+['’]s\b"  # may be ended within, not begun: "Egypt" of "Egypt's"

_PLURAL_POSSESSIVE = re.compile(r"(?<=s)['’](?=\s)")  # "the workers' union": no quotation ends there

BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_STRAY_FIRST = re.compile(r"[*_`]+(?=\w)|[\s,;:…—]|[.–*•·-](?=[\s.])|(?<=\w)[–-]|–(?!\d)")
_STRAY_LAST = re.compile(r"(?<=[\w.*_`])[*_`]|[\s,;:….—–]|(?<=\s)-|-(?=\w)")
# "&mdash;" and the like, left in records that were cut out of web pages; "&" and ";" are tokens of their own.
_ENTITY_FIRST = re.compile(r"(?:&|(?<=&))(?:[mn]dash|nbsp|hellip);?\s*")
_ENTITY_LAST = re.compile(r"\s*&(?:[mn]dash|nbsp|hellip)\Z")
_ENDS_SHORT = re.compile(_SHORT + "$")
_MARK = re.compile(f"[{PAIRED}]")


def whole(text: str, start: int, end: int) -> Span:
    """Return the span that a person would give for [start, end) of `text`: most often the same, else trimmed or grown.

    It stays in its paragraph, is returned as it is when given again, and holds a letter or digit; a span that holds
    none is returned as it is.
    """
    span = start, end
    if not _letters(text[start:end]):
        return span
    seen: list[Span] = []
    while span not in seen:
        seen.append(span)
        for mend in RULES.values():
            span = mend(text, *span)
    return min(seen[seen.index(span) :])  # more than one where rules undo each other


def _grown(pattern: re.Pattern[str], both: bool, text: str, start: int, end: int) -> Span:
    """Grow [start, end) over a match of `pattern` that it begins within or (if `both`) ends within."""
    span = start, end
    for match in pattern.finditer(text, max(0, start - REACH), start + REACH):
        if match.start() < start < match.end():
            span = match.start(), end
    for match in pattern.finditer(text, max(0, end - REACH), end + REACH) if both else ():
        if match.start() < end < match.end():
            span = span[0], match.end()
    return span


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return [start, end) without the white space and stray punctuation around it."""
    if (entity := _ENTITY_FIRST.match(text, start, end)) and _letters(text[entity.end() : end]):
        start = entity.end()
    while _STRAY_FIRST.match(text, start):
        start += 1
    while _STRAY_LAST.match(text, end - 1) and not _ENDS_SHORT.search(text, start, end):
        end -= 1
    if (entity := _ENTITY_LAST.search(text[start:end])) and _letters(text[start : start + entity.start()]):
        end = start + entity.start()
    return start, end


def _paired(text: str, start: int, end: int) -> Span:
    """Return [start, end) without a pair of brackets or quotes around it, and with neither half of a pair alone in it.

    A half at the border goes. For an opening half inside, or a quote, the span grows to the other half if that is near
    and in the same sentence; if it changes less, it ends before the bracket, or at the quote where more than half of
    the letters are left. It always ends before a closing bracket, for people answer with what is inside of one. A half
    without another, or that no such change mends, stays.
    """
    partners = _partners(text, start, end)
    if partners.get(start) == end - 1:
        return start + 1, end - 1
    for at in sorted(at for at in partners if start <= at < end):
        partner = partners[at]
        if (partner is not None and start <= partner < end) or _PLURAL_POSSESSIVE.match(text, at, end):
            continue
        if at in (start, end - 1):
            return (start + 1, end) if at == start else (start, end - 1)
        if partner is None:
            continue
        grown = min(start, partner), max(end, partner + 1)
        added = text[grown[0] : start] + text[end : grown[1]]
        near = text[at] not in ")]" and len(added) <= NEAR and not NEXT_SENTENCE.search(added)
        kept, least = (start, at), 1
        if text[at] not in "()[]":
            kept = max(kept, (at + 1, end), key=lambda part: part[1] - part[0])
            least = _letters(text[start:end]) // 2 + 1
        enough = _letters(text[slice(*kept)]) >= least
        if near and (len(added) <= end - start - (kept[1] - kept[0]) or not enough):
            return grown
        if enough:
            return kept
    return start, end


def _partners(text: str, start: int, end: int) -> dict[int, int | None]:
    """Map each bracket and quote of the paragraph around [start, end) to its other half, by place; None without one."""
    low = max((match.end() for match in BLANK_LINE.finditer(text, 0, start)), default=0)
    after = BLANK_LINE.search(text, end)
    partners: dict[int, int | None] = {}
    waiting: dict[str, list[int]] = {}
    for match in _MARK.finditer(text, low, after.start() if after else len(text)):
        at, mark = match.start(), match[0]
        before, behind = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
        if mark in "'’" and behind.isalnum() and (before.isalnum() or behind.isdigit()):
            continue  # an apostrophe: "it's", "'90s"
        family = "„" if mark in "“”" and waiting.get("„") else OPENED_BY.get(mark, mark)
        straight = mark in "\"'"
        opens = not before.isalnum() and not behind.isspace() if straight else family == mark
        closes = not before.isspace() and not behind.isalnum() if straight else family != mark
        open_halves = waiting.setdefault(family, [])
        if open_halves and (closes or not opens):
            other = open_halves.pop()
            partners[at], partners[other] = other, at
        elif opens or not closes:
            if family not in "([":
                open_halves.clear()  # quotes do not nest: one that is still open never closes
            open_halves.append(at)
            partners[at] = None
        elif not (straight and before.isdigit()):  # else feet or inches
            partners[at] = None
    return partners


def _letters(text: str) -> int:
    """Return how many letters and digits `text` holds."""
    return sum(map(str.isalnum, text))


Rule = Callable[[str, int, int], Span]  # text, start, end -> the span as this rule alone would have it
RULES: dict[str, Rule] = {
    **{name: partial(_grown, re.compile(pattern), True) for name, pattern in _UNBROKEN.items()},
    "possessive": partial(_grown, re.compile(_POSSESSIVE), False),
    "brackets and quotes": _paired,
    "punctuation around": _trimmed,
}
