"""The title that stands apart from a text, in a field or the head of a page -> the headline to put before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.blocks.finding import says_title
from briefbot.text.addresses import host_like
from briefbot.text.characters import UNSPACED
from briefbot.text.names import is_agency, is_outlet

LONGEST_HEADLINE = 300  # characters; a longer title is a summary, or the text itself
LONGEST_OUTLET = 40
_BEGINNING = 4 * LONGEST_HEADLINE  # characters in which a text may begin with the title, with whatever white space

_BEHIND = re.compile(
    rf"(?P<title>.*\S)(?:\s+[-\u2013\u2014|\u00b7:]\s+|\s*\|\s*)(?P<outlet>\S.{{0,{LONGEST_OUTLET - 1}}})"
)
# Two words, or as much in a script without spaces.
_SAYS = re.compile(rf"[^\W\d_]\S*\s+\S*\w|[{UNSPACED}]{{4}}")
_CUT_OFF = re.compile(r"(?:\.\.\.|…)\W*")
_JUNK = re.compile(
    r"untitled|microsoft word.*|\S+\.\w{2,5}|(?:re|fwd?|aw|wg)\s*:.*"
    r"|(?:(?:word |untitled )?document|slide|page|layout|title|home|index|news|article|letter|newsletter)\s*\d*",
    re.IGNORECASE,
)


def with_headline(text: str, title: str | None, outlets: Sequence[str]) -> tuple[str, int]:
    """Return `text` with the title as its first block, and a blank line behind it, and by how much the text moved.

    The name of an outlet behind the title goes: one that reads as such, or that is one of `outlets`, names or hosts.
    The text stays as it is where it begins with the title, whatever the white space in it, and where the title is none
    that could be quoted: one cut off by an ellipsis, a file's name, the outlet itself.
    """
    headline = real_headline(title or "", outlets)
    if (
        not headline
        or " ".join(text.lstrip()[:_BEGINNING].split()).startswith(headline)
        or says_title(text, headline)
        or says_title(text, title or "")
    ):
        return text, 0
    return f"{headline}\n\n{text}", len(headline) + 2


def real_headline(title: str, outlets: Sequence[str]) -> str:
    """Return a title without the outlet behind it; "" for one that is cut off, too long, or says nothing."""
    title = " ".join(title.split())
    if len(title) > LONGEST_HEADLINE + 2 * LONGEST_OUTLET:
        return ""
    match = _BEHIND.fullmatch(title)
    if match and (_CUT_OFF.search(match["title"][-5:]) or is_name_of(match["outlet"], outlets)):
        title = match["title"]
    if _CUT_OFF.search(title[-5:]) or len(title) > LONGEST_HEADLINE or _JUNK.fullmatch(title):
        return ""
    return title if _SAYS.search(title) and not is_name_of(title, outlets) else ""


def is_name_of(words: str, outlets: Sequence[str]) -> bool:
    """Return whether words name an outlet: they read as one, or are one of `outlets`, or begin like the host of one."""
    if is_outlet(words) or is_agency(words):
        return True
    name = _letters(words)
    labels = [
        _letters(label) for outlet in outlets for label in (outlet.split(".")[:-1] if host_like(outlet) else [outlet])
    ]
    return len(name) >= 3 and any(
        len(label) >= 3 and (name.startswith(label) or label.startswith(name)) for label in labels
    )


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))
