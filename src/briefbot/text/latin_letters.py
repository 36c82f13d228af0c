"""Latin letters that Unicode does not take apart -> the plain letters that people type for them: "Łódź" as "Lodz".

Letters with an accent are a plain letter and the accent by their canonical decomposition; those with a stroke or a hook
are not, and neither are two letters written as one. Which plain letter they stand for is in their names. For the rest,
whose names do not say, passports and maps have a spelling.
"""

from __future__ import annotations

import re
import unicodedata

_BLOCKS = (range(0xC0, 0x250), range(0x1E00, 0x1F00))  # of living languages, and of old: no new Python has other names
# "LATIN SMALL LETTER O WITH STROKE", "LATIN SMALL LIGATURE OE", "LATIN SMALL LETTER AE"
_NAME = re.compile(
    r"LATIN (SMALL|CAPITAL) (?:LETTER ([A-Z])(?: WITH (?!SMALL).*| BAR)|(?:LETTER|LIGATURE) (AE|OE|IJ|DZ|LJ|NJ))"
)
_BY_CUSTOM = {"ı": "i", "ȷ": "j", "ß": "ss", "þ": "th", "ð": "d", "ɖ": "d", "ŋ": "n", "ə": "a", "ĸ": "q", "ſ": "s"}
_NO_CUSTOM = {"ẞ": "SS", "Þ": "TH", "Ð": "D", "Ɖ": "D", "Ŋ": "N", "Ə": "A"}


def _named() -> dict[str, str]:
    found = {}
    for character in (chr(code) for block in _BLOCKS for code in block):
        match = _NAME.fullmatch(unicodedata.name(character, ""))
        if match and unicodedata.normalize("NFD", character) == character:
            letters = match[2] or match[3]
            found[character] = letters if match[1] == "CAPITAL" else letters.lower()
    return found


PLAIN_LETTERS = _named() | _BY_CUSTOM | _NO_CUSTOM  # a letter -> one or two of a to z, in its own case
WITHOUT_DECOMPOSITION = re.compile(f"[{''.join(PLAIN_LETTERS)}]")
