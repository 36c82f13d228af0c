"""A place in a list -> what the lines of the list say."""

from __future__ import annotations

import re

from briefbot.text.characters import LIST_ITEM

Range = tuple[int, int]

_LONG = 14  # words of a line that is more than its item
_ENDS_ITEM = re.compile(r"\s*:\s|\s+[\u2013\u2014-]+\s|\.\s")


def lines_at(text: str, start: int, end: int) -> tuple[Range, ...]:
    """Return what the lines of the list say that [start, end) of a text stands in; () where it stands in none.

    A line that goes on at length gives what stands before its colon or dash.
    """
    own = _line(text, start)
    if own[1] < end or not LIST_ITEM.match(text, own[0]):
        return ()
    lines = [own]
    while lines[0][0] and (line := _line(text, len(text[: lines[0][0]].rstrip()) - 1))[0] < lines[0][0]:
        if not LIST_ITEM.match(text, line[0]):
            break
        lines.insert(0, line)
    while (after := text[lines[-1][1] :].lstrip()) and LIST_ITEM.match(text, len(text) - len(after)):
        lines.append(_line(text, len(text) - len(after)))
    if len(lines) < 2:
        return ()
    return tuple(_said_in(text, *line) for line in lines)


def _line(text: str, at: int) -> Range:
    """Return the line around a character, without the white space around it."""
    first, last = text.rfind("\n", 0, max(at, 0)) + 1, text.find("\n", max(at, 0))
    line = text[first : last if last >= 0 else len(text)]
    first += len(line) - len(line.lstrip())
    return first, first + len(line.strip())


def _said_in(text: str, start: int, end: int) -> Range:
    mark = LIST_ITEM.match(text, start)
    start = mark.end() if mark else start
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if len(text[start:end].split()) > _LONG:
        end = start + len(_ENDS_ITEM.split(text[start:end], maxsplit=1)[0])
    body = text[start:end].rstrip(" ;,.")
    return start, start + len(body)
