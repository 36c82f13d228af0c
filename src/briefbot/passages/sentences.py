"""Text -> the ranges of its sentences.

`sentencex` finds the sentences, one paragraph at a time; what is here decides what a paragraph is, mends the few
decisions that matter to news, and cuts a sentence that is too long. The choice and the figures are in
docs/decisions/0003-sentence-splitter.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import sentencex

from briefbot.text.calendar_names import MONTHS, WEEKDAYS
from briefbot.text.characters import CLOSING, LIST_ITEM
from briefbot.text.sentence_ends import ELLIPSIS, ENDS_SENTENCE, FULL_WIDTH, LATIN

Range = tuple[int, int]  # (start, end), half open, in characters of the text

WIDEST_WRAP = 120  # characters; longer lines than this were not wrapped by hand
STRETCH = 10_000  # characters given to sentencex at once: its time is quadratic in quotation marks that do not close

_ADDRESS = re.compile(r"://|\bwww\.")  # cannot be wrapped, so its line tells nothing of the width
_WHITE = re.compile(r"\s")
_FIRST_LETTER = re.compile(r"[^\W\d_]")
_ENUMERATOR = re.compile(r" *\(?(?:\d{1,3}|[A-Za-z])[.)] *")  # at the start of a paragraph
_CLOSING = f"[{CLOSING}]*"  # quotes and brackets that end with the sentence in them
_CUTS = (  # places to cut an oversized sentence at, best first; the cut is at the end of the match
    re.compile(rf"[{LATIN}{ELLIPSIS}]{_CLOSING}\s+|[{FULL_WIDTH}]+"),
    re.compile(rf"[,;:\u2013\u2014]{_CLOSING}\s+|[\uff0c\uff1b\uff1a\u3001]"),
    re.compile(r"\s+"),
)

# Abbreviations that sentencex does not know and that something always follows.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'\u2018\u201c])(?:Ald|Amb|Assoc|Atty|Capts|Cdr|Cols|Dep|Dir|Figs|Ft|Gens|Gob|Govs|Lic|Lieut|Ms|MSgt"
    r"|Profs|Pte|Sect|Sgts|Spc|Sra|Srta|SSgt|Thurs?|Tues?|Vols?|Wed|[Aa]pprox|excl|incl)\.$"
)
# After "a.m." and "p.m." a capital goes on with the time: a zone, a day, a month.
_HOUR = re.compile(r"\b[ap]\.\s?m\.$", re.IGNORECASE)
_AFTER_HOUR = re.compile(
    r"(?:[ECMP][SD]?T|GMT|UTC|BST|CES?T|Eastern|Central|Mountain|Pacific"
    rf"|{'|'.join(WEEKDAYS + MONTHS)})\b"
)
# "Stop!" Smith said: the quotation stays with its speaker.
_ASKED = re.compile(r"[!?][\"\u201d]$")
_SPEAKER = re.compile(r"(?:[\w.\u2019'-]+\s+){1,3}(?:said|says|asked|asks|added|replied|shouted|cried|told|wrote)\b")
# Sentence ends that sentencex passes over: "etc." and "no." before a capital, and "(A sentence in brackets.)".
_MISSED = re.compile(rf"\b(?:etc|no)\.{_CLOSING}\s+(?=[\"\u201c]?[A-Z][a-z])")
_BRACKETED = re.compile(rf"\s*[(\[][^()\[\]]*[{LATIN}][)\]]\s+(?=[\"\u201c]?[A-Z])")


def split_sentences(text: str, parted: Sequence[int] = ()) -> tuple[Range, ...]:
    """Return (start, end) of each sentence, in order; none goes across an offset in `parted`, which are in order.

    None overlap, none is empty or begins or ends with white space, and together they cover every character that is not
    white space. A blank line ends a sentence, and so does a line break that no wrapping explains: a headline, a list
    item. A quotation stays in one sentence with the words that say whose it is.
    """
    return tuple(
        sentence
        for start, end in _parted(_paragraphs(text), parted)
        for sentence in _trimmed(text, [start, *_sentence_ends(text, start, end), end])
    )


def cut_sentence(text: str, sentence: Range, parts: int) -> list[Range]:
    """Cut `sentence`, of two characters or more, into about `parts` trimmed pieces of like length, two at least.

    A cut is after a full stop where one is near, else after a comma, else at white space, else between two characters.
    """
    start, end = sentence
    parts = max(2, parts)
    step = (end - start) / parts
    cuts = {_best_cut(text, sentence, start + step * part, step / 3) for part in range(1, parts)}
    return list(_trimmed(text, [start, *sorted(cuts), end]))


def is_heading(line: str) -> bool:
    """Return whether a line, known to stand by itself, reads as a heading.

    It does without a full stop at its end, unless it is a list item.
    """
    return not ENDS_SENTENCE.search(line) and not LIST_ITEM.match(line)


def _paragraphs(text: str) -> Iterator[Range]:
    """Yield the ranges of text that no sentence crosses.

    They are the blocks between blank lines, cut at line breaks that are not wraps.
    """
    lines = text.splitlines(keepends=True)
    width = _wrapping_width(lines)
    start = end = 0
    previous = ""
    for line in lines:
        if previous.strip() and not _wraps(previous.rstrip(), line.strip(), width):
            yield start, end
            start = end
        end += len(line)
        previous = line
    yield start, end


def _parted(ranges: Iterable[Range], parted: Sequence[int]) -> Iterator[Range]:
    """Yield the ranges, cut at every offset in `parted` that lies in them."""
    for start, end in ranges:
        yield from pairwise([start, *parted[bisect_right(parted, start) : bisect_left(parted, end)], end])


def _wrapping_width(lines: Sequence[str]) -> int:
    """Return the width in characters that a text was wrapped at by hand; over WIDEST_WRAP where it was not.

    Where more than a third of the line breaks stand before lower case, it is that of the lines before these, but for
    the widest tenth: a headline, a footer or a line that was changed later may be any length. Elsewhere the longest
    line tells.
    """
    told = [
        (len(line.rstrip()), following.strip())
        for line, following in pairwise([*lines, ""])
        if len(line.split(maxsplit=1)) == 2 and not _ADDRESS.search(line)
    ]
    wrapped = sorted(length for length, following in told if following[:1].islower())
    others = sum(length > WIDEST_WRAP or bool(following[:1]) for length, following in told) - len(wrapped)
    if 2 * len(wrapped) > others:
        return wrapped[len(wrapped) * 9 // 10]
    return max((length for length, _ in told), default=0)


def _wraps(line: str, following: str, width: int) -> bool:
    """Return whether `following` only goes on with `line`.

    It does if it begins in lower case, or if its first word found no room there.
    """
    if not following or LIST_ITEM.match(following):
        return False
    if following[0].islower():
        return True
    return max(width, len(line)) <= WIDEST_WRAP and len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def _sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Return where sentences end within one paragraph, except at its own end."""
    paragraph = _WHITE.sub(" ", text[start:end])  # character for character: a wrap must not look like a line's end
    cuts: set[int] = set()
    for low in range(0, len(paragraph), STRETCH):
        stretch = paragraph[low : low + STRETCH]
        ends = [boundary["end_index"] for boundary in sentencex.get_sentence_boundaries("en", stretch)]
        cuts.update(low + end for end in ends if end < len(stretch))
    cuts.update(match.end() for match in _MISSED.finditer(paragraph))
    cuts.update([match.end() for cut in (0, *cuts) if (match := _BRACKETED.match(paragraph, cut))])
    first_letter = _FIRST_LETTER.search(paragraph)
    capitals = first_letter is not None and not first_letter[0].islower()  # else lower case tells nothing here
    enumerator = _ENUMERATOR.match(paragraph)
    first = enumerator.end() if enumerator else 0  # where a list number has been left behind
    return [start + cut for cut in sorted(cuts) if cut > first and not _goes_on(paragraph, cut, capitals)]


def _goes_on(paragraph: str, cut: int, capitals: bool) -> bool:
    """Return whether the sentence in fact continues over `cut`."""
    if 0 < cut < len(paragraph) and paragraph[cut - 1].isascii() and " " not in paragraph[cut - 1 : cut + 1]:
        return True  # inside a word: "then-U.|S. Secretary"
    left = paragraph[max(0, cut - 40) : cut].rstrip()
    right = paragraph[cut : cut + 40].lstrip()
    return bool(
        (capitals and right[:1].islower())
        or _ABBREVIATION.search(left)
        or (_HOUR.search(left) and _AFTER_HOUR.match(right))
        or (_ASKED.search(left) and _SPEAKER.match(right))
    )


def _trimmed(text: str, cuts: Sequence[int]) -> Iterator[Range]:
    """Yield the ranges between neighbouring `cuts`, less the white space around them, empty ones left out."""
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if stripped := piece.strip():
            begin = start + len(piece) - len(piece.lstrip())
            yield begin, begin + len(stripped)


def _best_cut(text: str, sentence: Range, target: float, reach: float) -> int:
    """Return the best place to cut at within `reach` characters of `target`: the nearest of the best kind."""
    low = max(sentence[0] + 1, int(target - reach))
    high = min(sentence[1] - 1, int(target + reach))
    for kind in _CUTS:
        places = [match.end() for match in kind.finditer(text, low, high)]
        if places:
            return min(places, key=lambda place: abs(place - target))
    return min(max(round(target), sentence[0] + 1), sentence[1] - 1)
