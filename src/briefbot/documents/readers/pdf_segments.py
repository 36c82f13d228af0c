"""The words of a page -> stretches of its lines: raised marks and large initials in their places, no numbers of lines.

A stretch ends where the gap to the next word is too wide for a space: at the border of a column or of a cell.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from operator import attrgetter

from briefbot.documents.readers.pdf_words import HYPHEN, Word
from briefbot.text.characters import LIST_ITEM
from briefbot.text.raised import LOOKED_BACK, written_lowered, written_raised

WIDE = 0.9  # times the height of a line: a gap that is no space, unless the line is stretched
SAME_BASE = 0.12  # times the height of a line, by which the baselines of its words may differ

_HANGING = 4.0  # times the height of a line: how far behind its mark an item of a list may begin
_SMALLER = 0.92  # times the height of the text beside it: a mark is no higher
_SMALLEST = 0.42  # text lower than this stands beside a large initial
_RAISED, _LOWERED = (0.1, 0.8), (-0.5, -0.04)  # by how much of that height a mark stands higher or lower
_SPACE = 0.13  # times the height of a line, the narrowest space
_INITIAL = re.compile(r"[\"'\u2018\u201c\u00ab\u201e]?[^\W\d_]['\u2019]?")
_INITIAL_SIZE = 1.6  # times the height of the lines beside it
MOST_COMPARED = 3_000  # segments of a page, each with each; no page to be read has as many
LEAST_NUMBERED = 10  # lines of a page that a transcript numbers
_LINE_NUMBER = re.compile(r"\d{1,2}")
_EDGE = 3.0  # points, by which the edges of a column of numbers may differ
_GO_ON = 0.2  # of the lines of running text begin with a small letter, at least
_BESIDE = 2.2  # stretches of text for each number, at most: one line, or one in each of two columns


class Mark(Enum):
    """Whether a word stands on the line, or as a mark above or below it."""

    NONE = 0
    RAISED = 1
    LOWERED = 2


@dataclass(slots=True)
class Segment:
    """Words of one line, from left to right, and which of them are marks."""

    words: list[Word]
    marks: list[Mark]
    base: float
    size: float
    initial: str = ""  # a large letter that its text begins with, which stands beside more lines than this one
    left: float = field(init=False)
    right: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = min(word.left for word in self.words)
        self.right = max(word.right for word in self.words)

    def add(self, word: Word, mark: Mark) -> None:
        self.words.append(word)
        self.marks.append(mark)
        self.left, self.right = min(self.left, word.left), max(self.right, word.right)

    def part(self, start: int, end: int) -> Segment:
        """Return the words from `start` to before `end` as a segment of their own."""
        initial = self.initial if start == 0 else ""
        return Segment(self.words[start:end], self.marks[start:end], self.base, self.size, initial)

    def gaps(self) -> Iterator[float]:
        """Yield how wide the spaces between its words are."""
        for before, word in pairwise(self.words):
            if word.spaced is not False and word.left > before.right:
                yield word.left - before.right

    @property
    def bottom(self) -> float:
        return min(self._edges(lambda word: word.bottom))

    @property
    def top(self) -> float:
        return max(self._edges(lambda word: word.top))

    def _edges(self, edge: Callable[[Word], float]) -> list[float]:
        plain = [edge(word) for word, mark in zip(self.words, self.marks, strict=True) if mark is Mark.NONE]
        return plain or [edge(word) for word in self.words]

    @property
    def text(self) -> str:
        """The text as it is read; a hyphen at its end is "-"."""
        plain = [self._joint(at) + self.words[at].text.replace(HYPHEN, "-") for at in range(len(self.words))]
        text = self.initial
        at = 0
        while at < len(plain):
            mark, end = self.marks[at], at + 1
            while end < len(plain) and mark is not Mark.NONE and self.marks[end] is mark:
                end += 1
            marked = "".join(plain[at:end])
            if mark is Mark.RAISED:
                space = " " * (marked[0] == " ")
                written = written_raised(text[-LOOKED_BACK:], marked.strip(), "".join(plain[end:])[:LOOKED_BACK])
                text += space + written if written else ""
            elif mark is Mark.LOWERED:
                text += written_lowered(text, marked)
            else:
                text += marked
            at = end
        return " ".join(text.split())

    def _joint(self, at: int) -> str:
        """Return the space before the word at a position, or nothing."""
        if at == 0:
            return ""
        before, word = self.words[at - 1], self.words[at]
        gap = (word.left - before.right) / self.size
        is_line = " " in before.text or " " in word.text  # of another direction
        return " " if is_line or word.spaced or gap > (2 * _SPACE if word.spaced is False else _SPACE) else ""


def find_segments(words: Sequence[Word], joins: Callable[[str, str], bool]) -> list[Segment]:
    """Return the stretches of text of a page in the order in which they were drawn.

    `joins` tells whether a large initial and the word beside it are one word.
    """
    segments: list[Segment] = []
    for word in words:
        if not segments or not _takes(segments[-1], word):
            segments.append(Segment([word], [Mark.NONE], word.base, word.size))
    if len(segments) <= MOST_COMPARED:
        segments = _with_initials(_with_stray_marks(segments), joins)
    return _without_line_numbers(segments)


def _takes(segment: Segment, word: Word) -> bool:
    """Add a word to the segment that was drawn before it, if it stands in its line and right behind it."""
    gap = (word.left - segment.right) / max(segment.size, word.size)
    widest = _HANGING if LIST_ITEM.fullmatch(f"{segment.words[0].text} ") and len(segment.words) == 1 else WIDE
    if not -0.5 <= gap <= widest:
        if not _is_right_to_left(word, segment):
            return False
        segment.add(word, Mark.NONE)
        return True
    if abs(word.base - segment.base) <= SAME_BASE * min(segment.size, word.size):
        segment.add(word, Mark.NONE)
        return True
    mark = _mark(word, segment.base, segment.size)
    if mark is not Mark.NONE:
        segment.add(word, mark)
        return True
    first = segment.words[0]
    if len("".join(own.text for own in segment.words)) <= 4:  # marks that come first
        mark = _mark(first, word.base, word.size)
        if mark is not Mark.NONE:
            segment.marks = [mark] * len(segment.words)
            segment.base, segment.size = word.base, word.size
            segment.add(word, Mark.NONE)
            return True
    return False


def _is_right_to_left(word: Word, segment: Segment) -> bool:
    letters = word.text[0], segment.words[-1].text[0]
    level = abs(word.base - segment.base) <= SAME_BASE * segment.size and word.spaced is not None
    return level and any("\u0590" <= letter < "\u0900" for letter in letters)


def _mark(word: Word, base: float, size: float) -> Mark:
    """Return what a word is beside text of this baseline and height."""
    if not _SMALLEST * size <= word.size <= _SMALLER * size:
        return Mark.NONE
    shift = (word.base - base) / size
    if _RAISED[0] <= shift <= _RAISED[1]:
        return Mark.RAISED
    return Mark.LOWERED if _LOWERED[0] <= shift <= _LOWERED[1] else Mark.NONE


def _with_stray_marks(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments, marks that were drawn before or after the lines that they stand in put into these."""
    by_base = sorted(range(len(segments)), key=lambda at: segments[at].base)
    bases = [segments[at].base for at in by_base]
    kept: list[Segment] = []
    for segment in segments:
        is_small = len(segment.words) <= 2 and all(len(word.text) <= 3 for word in segment.words)
        if is_small:
            first = segment.words[0]
            reach = first.size / _SMALLEST  # no line that it is a mark of is higher
            level = slice(
                bisect_left(bases, first.base - reach * _RAISED[1]),
                bisect_right(bases, first.base - reach * _LOWERED[0]),
            )
            hosts = (segments[at] for at in sorted(by_base[level]))
            if any(_receives(host, segment) for host in hosts if host is not segment):
                continue
        kept.append(segment)
    return kept


def _receives(host: Segment, stray: Segment) -> bool:
    first, last = stray.words[0], stray.words[-1]
    reach = 0.3 * host.size
    if first.left < host.left or last.right > host.right + reach + (last.right - first.left):
        return False
    mark = _mark(first, host.base, host.size)
    if mark is Mark.NONE:
        return False
    for at, word in enumerate(host.words):
        ends = at + 1 == len(host.words)
        fits = -0.1 * host.size <= first.left - word.right <= reach
        if fits and (ends or last.right <= host.words[at + 1].left + 0.1 * host.size):
            host.words[at + 1 : at + 1] = stray.words
            host.marks[at + 1 : at + 1] = [mark] * len(stray.words)
            host.right = max(host.right, last.right)
            return True
    return False


def _with_initials(segments: Sequence[Segment], joins: Callable[[str, str], bool]) -> list[Segment]:
    """Return the segments, an initial as high as several lines put before the first of these."""
    kept: list[Segment] = []
    for segment in segments:
        letter = segment.words[0].text
        is_initial = len(segment.words) == 1 and _INITIAL.fullmatch(letter)
        beside = [other for other in segments if is_initial and _is_beside(segment, other)]
        if len(beside) < 2:
            kept.append(segment)
            continue
        first = max(beside, key=lambda other: other.base)
        word = re.match(r"[^\W\d_]*", first.words[0].text)
        first.initial = letter if word and word[0] and joins(letter, word[0]) else f"{letter} "
    return kept


def _is_beside(initial: Segment, line: Segment) -> bool:
    """Return whether a line begins right of a large initial, at its height."""
    if line is initial or initial.size < _INITIAL_SIZE * line.size:
        return False
    near = -0.5 * line.size <= line.left - initial.right <= 1.5 * line.size
    return near and initial.base - 0.3 * line.size <= line.base <= initial.top - 0.3 * line.size


def _without_line_numbers(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments without the numbers that a transcript or a printer gives the lines of a page."""
    numbers = [
        (int(segment.words[0].text), segment)
        for segment in segments
        if segment.marks[0] is Mark.NONE and _LINE_NUMBER.fullmatch(segment.words[0].text)
    ]
    numbered: set[int] = set()
    for edge in (attrgetter("left"), attrgetter("right")):
        edges: dict[int, list[tuple[int, Segment]]] = defaultdict(list)
        for number, segment in numbers:
            edges[round(edge(segment.words[0]) / _EDGE)].append((number, segment))
        for place, found in edges.items():
            column = sorted([*found, *edges.get(place + 1, [])], key=lambda each: -each[1].base)
            for run in _counted(column):
                if _are_lines(run, segments):
                    numbered |= {id(segment) for segment in run}
    return list(_without_first_words(segments, numbered))


def _counted(column: Sequence[tuple[int, Segment]]) -> Iterator[list[Segment]]:
    """Yield runs of a column of numbers that count from 1, from above."""
    run: list[Segment] = []
    for number, segment in column:
        if number != len(run) + 1:
            yield run
            run = []
        if number == len(run) + 1:
            run.append(segment)
    yield run


def _are_lines(run: Sequence[Segment], segments: Sequence[Segment]) -> bool:
    """Return whether numbers count the lines of a page, and are no column of a table and no places of a ranking.

    They are even, some of the lines are empty or go on with a small letter, and no cells stand beside them.
    """
    if len(run) < LEAST_NUMBERED:
        return False
    distances = [one.base - other.base for one, other in pairwise(run)]
    if max(distances) > 1.6 * min(distances):
        return False
    own = {id(segment) for segment in run}
    beside = [segment.part(1, len(segment.words)) for segment in run if len(segment.words) > 1]
    beside += [s for s in segments if id(s) not in own and run[-1].base - 1 <= s.base <= run[0].base + 1]
    goes_on = sum(segment.words[0].text[0].islower() for segment in beside)
    return len(beside) < len(run) or (goes_on >= _GO_ON * len(run) and len(beside) <= _BESIDE * len(run))


def _without_first_words(segments: Sequence[Segment], numbered: set[int]) -> Iterator[Segment]:
    for segment in segments:
        if id(segment) not in numbered:
            yield segment
        elif len(segment.words) > 1:
            yield segment.part(1, len(segment.words))
