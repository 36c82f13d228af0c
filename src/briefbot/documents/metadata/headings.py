"""The headline, dateline and credits that the first lines of an article state.

Only lines whose whole shape is that of a dateline, a byline, a date or a block of credits are believed, and only near
the top: a date in running prose is about the story, not about when it was published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile

from briefbot.blocks.credits import Heading, read_block, read_credit, read_dated_name, read_stamps
from briefbot.blocks.datelines import read_dateline

__all__ = ["Heading", "read_credit", "read_heading"]

LINES_READ = 15  # non-empty lines from the top: headline, standfirst and captions come before the dateline
CHARACTERS_READ = 20_000
LONGEST_HEADLINE = 200  # characters
LONGEST_WRAP = 100  # characters; lines of hand-wrapped prose are shorter
LONGEST_STANDFIRST = 250  # characters; a longer paragraph belongs to the story

_SAYS_SOMETHING = re.compile(r"[^\W_]")


def read_heading(text: str) -> Heading:
    """Return the headline, dateline and credits among the first lines of `text`.

    A dateline, a block of credits, a labelled date or a date beside a byline comes before a date that stands alone;
    of equals, the first in the text.
    """
    certain = likely = Heading()
    in_story = is_title_alone = False
    for number, block in enumerate(_first_blocks(text)):
        in_story = in_story or sum(map(len, block)) > LONGEST_STANDFIRST
        below_title = block[1:] if number == 0 else block if number == 1 and is_title_alone else []
        is_title_alone = number == 0 and len(block) == 1
        if below_title and all(map(_is_of_a_person, below_title[1:])):  # further below, whoever is in a picture
            likely = likely.otherwise(read_dated_name(below_title[0]) or Heading())
        top = block[:1] if number == 0 else []  # may be a headline, whatever its words
        credited = None if in_story else read_block(block[len(top) :], text)
        certain = certain.otherwise(credited or Heading())
        in_sentence = False
        for line in top if credited else block:
            if in_sentence and line[0].islower():
                continue  # prose wrapped by hand: "They danced to a song" / "by Jane Doe"
            found, bare = _read_line(line, may_be_title=line in top)
            in_sentence = found == Heading() and line not in top
            if bare:
                likely = likely.otherwise(found)
            else:
                certain = certain.otherwise(found)
    return Heading(title=_headline(text)).otherwise(certain).otherwise(likely)


def _read_line(line: str, *, may_be_title: bool) -> tuple[Heading, bool]:
    """Return what one line says by itself, and whether that is no more than a bare date.

    A line of prose says nothing.
    """
    dateline = _dateline(line)
    if dateline:
        return dateline, False
    return read_stamps(line, may_be_title=may_be_title) or (Heading(), True)


def _is_of_a_person(line: str) -> bool:
    """Return whether a line says who made an article or its pictures, and nothing of where or when it stood."""
    found = read_credit(line)
    return found is not None and not found.published and not found.outlet


def _first_blocks(text: str) -> Iterator[list[str]]:
    """Yield the first lines in runs set off by blank lines; a line too long to be part of a run is one by itself."""
    block: list[str] = []
    read = 0
    for line in text[:CHARACTERS_READ].split("\n"):
        line = line.replace("*", "").strip(" \t_")  # Markdown's marks around a dateline
        if block and (not line or len(line) > LONGEST_WRAP or len(block[-1]) > LONGEST_WRAP):
            yield block
            block = []
        if line and read == LINES_READ:
            break
        if line:
            read += 1
            block.append(line)
    if block:
        yield block


def _dateline(line: str) -> Heading | None:
    """Return the outlet and the day of the dateline that a line begins with; None where it has none."""
    found = read_dateline(line)
    return Heading(outlet=found.outlet, published=found.published) if found else None


def _headline(text: str) -> str | None:
    """Return the first lines of `text` as a headline, with runs of white space made one space.

    None where they do not look like one.
    """
    lines = [line.strip().strip("*_") for line in text[:CHARACTERS_READ].split("\n")]
    lines = list(dropwhile(lambda line: not _SAYS_SOMETHING.search(line), lines))
    if lines and read_stamps(lines[0], may_be_title=True):
        lines = list(dropwhile(lambda line: not _SAYS_SOMETHING.search(line) or read_credit(line), lines))
    if not lines or _dateline(lines[0]):
        return None
    first, following = lines[0], lines[1] if len(lines) > 1 else ""
    below = next(_first_blocks("\n".join(lines[1:])), [])
    credited = read_credit(following) or read_dated_name(following) or _dateline(following) or read_block(below, text)
    if following and not credited and len(following) <= LONGEST_WRAP:
        third = lines[2] if len(lines) > 2 else ""
        if (third and not read_credit(third)) or following.endswith("."):
            return None  # the first lines of a paragraph
        first = f"{first} {following}"  # a headline of two lines
    elif following and first.endswith((".", ",", ";")):
        return None
    headline = " ".join(first.split())
    return headline if len(headline) <= LONGEST_HEADLINE else None
