"""Shapes of lines that hold in any language: prose, an item of a list, a row of a table, a name."""

from __future__ import annotations

import re

from briefbot.text.characters import CLOSING, LIST_ITEM
from briefbot.text.names import is_agency, is_place
from briefbot.text.sentence_ends import ENDS_LINE, ENDS_PROSE, LATIN

LONGEST_ITEM = 400  # characters; a longer paragraph that begins with a number is prose
SHORTEST_PROSE = 60  # characters of a line that ends as a sentence does
LONG_LINE = 200  # characters; a line of this length is prose also in a script without full stops

SENTENCE_END = re.compile(rf"(?<![A-Z])(?<!\b(?:Mr|Ms|Dr|St|vs|No))(?<!\bMrs)[{LATIN}][{CLOSING}]*\s+(?=\S)")
_HEAD_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?")
_CELLS = re.compile(r"\s\|\s|\t+")
_WORD = re.compile(r"[^\W\d_][\w'’.&+-]*|\S+")
_SMALL = frozenset(
    [
        "and",
        "&",
        "of",
        "the",
        "in",
        "for",
        "at",
        "to",
        "with",
        "de",
        "del",
        "van",
        "von",
        "la",
        "le",
        "di",
        "da",
        "der",
        "den",
        "bin",
        "al",
        "du",
        "y",
        "und",
        "et",
        "via",
        "from",
    ]
)
_MARKS = re.compile(r"[()\[\],/|:;@\"“”]+")


def is_prose(text: str) -> bool:
    """Return whether a line reads as running text: as long as a sentence, and ended like one."""
    return len(text) >= LONG_LINE or (len(text) >= SHORTEST_PROSE and ends_sentence(text))


def ends_sentence(text: str) -> bool:
    """Return whether a line ends as a sentence does, in any script."""
    return ENDS_PROSE.search(text[-10:]) is not None


def goes_on(text: str) -> bool:
    """Return whether a line is wrapped, so that the next one of its paragraph goes on with it."""
    return len(text) >= 45 and not ENDS_LINE.search(text[-10:])


def is_item(text: str) -> bool:
    """Return whether a line is an item of a list: it begins with a bullet, a dash, a number or a letter."""
    return len(text) <= LONGEST_ITEM and LIST_ITEM.match(text) is not None


def is_row(text: str) -> bool:
    """Return whether a line may be a row of a table: cells with bars or tabs between them."""
    return (text.startswith("|") and text.endswith("|") and len(text) > 1) or len(_CELLS.findall(text[:1000])) > 0


def is_head_rule(text: str) -> bool:
    """Return whether a line parts the names of columns from the rows below them, as in Markdown: "--- | ---"."""
    return text.startswith(("-", "|", ":")) and _HEAD_RULE.fullmatch(text) is not None


def is_titled(text: str, most: int) -> bool:
    """Return whether a line is at most `most` words, each written as in a name, or small as "of" is."""
    if len(text) > 20 * most:
        return False
    words = _WORD.findall(_MARKS.sub(" ", text))
    small = [word for word in words if word.lower() in _SMALL]
    others = [word for word in words if word.lower() not in _SMALL]
    return (
        0 < len(others) <= most
        and len(small) <= len(others)
        and all(word[0].isupper() or not word[0].isalpha() for word in others)
        and any(word[0].isupper() for word in others)
    )


def is_unsaying(text: str) -> bool:
    """Return whether a line holds no letter and no digit, as a rule between two parts does."""
    return not any(map(str.isalnum, text))


def is_name_of_maker(text: str) -> bool:
    """Return whether words may name who made a picture: an agency, or words written as a name, without a number."""
    return is_agency(text) or (not re.search(r"\d", text) and is_titled(text, 12) and is_place(text.split()[0]))
