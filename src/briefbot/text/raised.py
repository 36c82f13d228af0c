"""Raised and lowered characters, which plain text cannot show -> characters that it can.

Set on the line as they are, the digits of a note mark or of an exponent would become digits of the number before them:
"in 2024" with a note 3 would read "20243".
"""

from __future__ import annotations

import re
from collections.abc import Container

from briefbot.text.characters import CURRENCY

LOOKED_BACK = 40  # characters before a raised one by which it is told what it is

_SET = "0123456789+-\u2212"
_SUPERSCRIPT = str.maketrans(_SET, "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207b")
_SUBSCRIPT = str.maketrans(_SET, "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089\u208a\u208b\u208b")
_NUMBERS = re.compile(r"\d{1,3}(?:\s*[,;\u2013-]\s*\d{1,3})*")  # "3", "1, 2", "4-6"
_BRACKETED = re.compile(r"\[[^\[\]]{1,12}\]|\(\d{1,3}\)")
_SYMBOLS = re.compile(r"[*\u2020\u2021\u00a7\u00b6]+")
_EXPONENT = re.compile(r"[+\u2212-]?\d{1,3}|\d[+\u2212-]|[+\u2212-]")  # also the charge of an ion
_UNIT = re.compile(  # of length, behind a number, "per" or a stroke, and of time below one
    r"(?:(?:\d|\bper|[/\u00b7])\s?|\s)(?:[kcdmn\u00b5\u03bc]|h|da)?m|(?:\d|\bper|/)\s?(?:ft|in|yd|mi)|/\s?s",
    re.IGNORECASE,
)
_MILLIONS = re.compile(rf"[{CURRENCY}]\s?[\d.,]+\s?m", re.IGNORECASE)
_POWER_OF_TEN = re.compile(r"(?:[\u00d7\u00b7*]|\bx|\d\s?x|\btimes)\s?10")
_TEN = re.compile(r"(?<![\d.,])10")
_SMALL_NUMBER = re.compile(r"(?<![\d.,])\d")
_PRICE = re.compile(rf"[{CURRENCY}]\s?\d{{1,4}}")
_VARIABLE = re.compile(r"(?<![^\W_])[A-Za-z\u0391-\u03c9](?<![aAI])|\d[nxy]|=\s?[A-Za-z]{1,3}")


def written_raised(before: str, raised: str, after: str = "", *, notes: Container[str] = ()) -> str:
    """Return raised text as it stands on the line, "" for the mark of a note.

    `before` and `after` are what stands around it, at least `LOOKED_BACK` characters where there are as many. `notes`
    are the numbers of the notes that the text is known to have. Exponents become raised characters, "10" and "6" to
    "10\u2076"; the numerator of a fraction is set apart from the number before it.
    """
    mark = " ".join(raised.split())
    if not mark:
        return raised
    if _BRACKETED.fullmatch(mark) or _SYMBOLS.fullmatch(mark):
        return "" if before.strip() else raised
    if not _NUMBERS.fullmatch(mark) and not _EXPONENT.fullmatch(mark):
        return raised  # letters: of an ordinal, a trademark
    if after[:1] in ("/", "\u2044") and mark.isdecimal():
        return f" {mark}" if before[-1:].isdigit() else mark
    if not before.strip():  # the mark before the text of a note, or the mass of a nuclide
        return mark.translate(_SUPERSCRIPT)
    if mark in notes:
        return ""
    if _is_exponent(before[-LOOKED_BACK:], mark, after):
        return mark.translate(_SUPERSCRIPT)
    return "" if _NUMBERS.fullmatch(mark) else mark.translate(_SUPERSCRIPT)


def written_lowered(before: str, lowered: str) -> str:
    """Return lowered text as it stands on the line: "CO2" as people type it, lowered digits behind a digit."""
    if before[-1:].isdigit() and lowered.strip()[:1].isdigit():
        return lowered.translate(_SUBSCRIPT)
    return lowered


def _is_exponent(before: str, mark: str, after: str) -> bool:
    if not _EXPONENT.fullmatch(mark):
        return False
    if not mark.isdecimal():  # with a sign
        return True
    if before[-1].isspace() or before[-1] in "([":  # of a nuclide, which its symbol follows
        return re.match(r"[A-Z][a-z]?(?![a-z])", after) is not None
    if before[-1].isdigit():
        if _ends(_PRICE, before):
            return len(mark) == 2
        return any(_ends(base, before) for base in (_POWER_OF_TEN, _TEN, _SMALL_NUMBER))
    if mark in ("2", "3") and _ends(_UNIT, before) and not _ends(_MILLIONS, before):
        return True
    return _ends(_VARIABLE, before)


def _ends(pattern: re.Pattern[str], text: str) -> bool:
    """Return whether a text ends with what a pattern matches."""
    return re.search(rf"(?:{pattern.pattern})\Z", text, pattern.flags) is not None
