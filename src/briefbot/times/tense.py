"""Whether a place in a sentence looks back or ahead, by the verb that stands nearest to it."""

from __future__ import annotations

import re

_PLANNED = "due|set|scheduled|expected|slated|planned|likely|going|about|to|supposed|poised|projected|planning|hoping"
# "Had been scheduled" looks back on a plan; "was scheduled" tells of one that may hold.
_TENSE = re.compile(
    rf"""(?P<back>\bhad\s+(?:\w+\s+)?been\s+\w+)
    |(?P<ahead>\b(?:will|won['’]t|shall|would|(?:is|are|was|were|be|been|being)\s+(?:{_PLANNED})|to\s+be
        |(?:plan|expect|hope|aim|intend|want|willing|ready|prepared|planning|hoping|invited|ordered)s?\s+to|upcoming
        |as\s+(?:soon|early)\s+as|due|scheduled|expected|slated|until|till|ahead\s+of)\b|['’]ll\b)
    |(?P<open>\b(?:can|could|may|might|should)\s+(?:not\s+|only\s+)?(?!have\b)[a-z]+)
    |(?P<says>\b(?:said|says|told|tells)\b)
    |(?P<past>\b(?:was|were|had|did|has|have|(?<!\bbe\ )[a-z]+(?<!e)ed|agreed|ago|since|went|came|fell|rose
        |took|made|got|began|won|lost|left|held|met|sent|saw|found|gave|hit|broke|struck|shot|led|paid|spoke|wrote|ran
        |sank|sold|bought|grew|became|fled|flew|knew|stood|brought|caught|kept|laid|beat|drew|threw|drove)\b)
    |(?P<now>\b(?:is|are)\b)""",
    re.VERBOSE,
)
_OPENS_CLAUSE = re.compile(
    r"(?:\A|[,;:\u2013\u2014(\u201c\"]|\b(?:that|and|but|when|while|which|who))\s*"
    r"(?:(?:on|in|by|from|at|late|early|later|earlier)\s+)*(?:the\s+)?\Z",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\b(?:after|since|following|last)\s+(?:the\s+)?\Z", re.IGNORECASE)
_WINDOW = 24  # characters in front that may hold a preposition
_BESIDE = 12  # characters from a verb of saying to the day on which it was said
_PAUSE = re.compile(r"[,;:\u2013\u2014]")
_REACH = 300  # characters to either side in which the verb is looked for


def direction(text: str, start: int, end: int, *, present: int = 0) -> int:
    """Return -1 where the words text[start:end] stand with a verb of the past, 1 with one of the future, else 0.

    Where they open a clause ("On Monday engineers will decide") the first verb behind them decides, else the last one
    before. `present` is returned for "is" and "are": "the game is on Saturday" looks ahead, "the bridge is seen here on
    2 May" may not, and "the town is quiet after Saturday's storm" never does.
    """
    before = text[max(0, start - _WINDOW) : start]
    verb: str | None = None
    if _OPENS_CLAUSE.search(before):
        verb = _behind(text, end, len(text))
    if verb is None:
        for found in _TENSE.finditer(text, max(0, start - _REACH), start):
            verb = found.lastgroup
            if verb == "says" and start - found.end() > _BESIDE:  # "he said that it opens on 2 June"
                verb = "reported"
    if verb is None:
        pause = _PAUSE.search(text, end, end + _REACH)
        verb = _behind(text, end, pause.start() if pause else len(text))
    if verb == "now":
        return 0 if _AFTER.search(before) else present
    return 1 if verb == "ahead" else 0 if verb in (None, "reported", "open") else -1


def _behind(text: str, end: int, last: int) -> str | None:
    found = _TENSE.search(text, end, min(last, end + _REACH))
    return found.lastgroup if found and found.lastgroup != "now" else None
