"""Sentences -> passages within a token budget.

The passages of a document are chosen together, by a dynamic program that trades even sizes against breaks inside a
paragraph, so that an article does not end in a passage of three words. It counts each sentence once and adds up;
every passage it proposes is then counted as a whole, and parted again where the sum was too small or where the
encoder would not hold it. Each run of blocks that may share a passage is cut by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from briefbot.blocks import ANSWERING, SILENT, Block, BlockKind
from briefbot.errors import DocumentError
from briefbot.passages.sentences import Range, cut_sentence, is_heading, split_sentences
from briefbot.tokens import count_tokens
from briefbot.types import Document, Passage

LEAST_BUDGET = 4  # one character is at most four bytes, each at most one token
LONGEST_HEADING = 200  # characters

# What it costs to end a passage at each kind of place, in the unit in which an empty passage costs 1.
AT_BLANK_LINE = 0.0
AT_LINE_BREAK = 0.1
IN_PARAGRAPH = 0.25
AFTER_HEADING = 4.0  # more than any saving: a heading stays with what follows wherever both fit

_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # what str.splitlines breaks at


def split_passages(document: Document, budget: int, fits: Callable[[str], bool] | None = None) -> tuple[Passage, ...]:
    """Split `document` into passages: runs of consecutive sentences, in order, each sentence in one at most.

    Sentences of silent blocks are in none. A labelled block has passages of its own, neighbours that answer share them.
    Where the blocks are not known, the whole text answers.

    No passage has more than `budget` tiktoken tokens and, where `fits` is given, `fits(passage.text)` holds for each.
    A sentence that alone is too long is cut, and its pieces count as sentences. White space alone has no passages.
    Raises ValueError for a budget under four tokens, and DocumentError where not even one character fits.
    """
    if budget < LEAST_BUDGET:
        raise ValueError(f"a budget of {budget} tokens may not hold one character; give {LEAST_BUDGET} or more")
    text = document.text

    def accepts(start: int, end: int) -> bool:
        passage = text[start:end]
        return count_tokens(passage) <= budget and (fits is None or fits(passage))

    passages = []
    for together in _stretches(document):
        counted = [piece for sentence in together for piece in _within_budget(text, sentence, budget)]
        sentences = [sentence for sentence, _ in counted]
        costs = _break_costs(text, sentences)
        passages += [
            Passage(document, tuple(run))
            for first, last in _balanced_runs(text, counted, costs, budget)
            for run in _accepted(document, sentences[first:last], costs[first:last], accepts)
        ]
    return tuple(passages)


def _stretches(document: Document) -> Iterator[list[Range]]:
    """Yield the sentences of each stretch of blocks that may share passages, in order; none is empty."""
    sentences = split_sentences(document.text, [block.start for block in document.blocks])
    for block, found in groupby(sentences, key=_stretch_in(document)):
        if block not in SILENT:
            yield list(found)


def _stretch_in(document: Document) -> Callable[[Range], BlockKind | Block]:
    """Return a key of sentences that changes wherever a passage must end: the kind of a silent block is its own."""

    def stretch(sentence: Range) -> BlockKind | Block:
        block = document.block_at(sentence[0])
        if block.kind in ANSWERING:
            return BlockKind.BODY
        return block.kind if block.kind in SILENT else block

    return stretch


def _within_budget(text: str, sentence: Range, budget: int) -> Iterator[tuple[Range, int]]:
    """Yield `sentence` and its tokens, or its pieces and theirs, each within the budget."""
    size = count_tokens(text[slice(*sentence)])
    if size <= budget:
        yield sentence, size
        return
    for piece in cut_sentence(text, sentence, -(-size // budget)):
        yield from _within_budget(text, piece, budget)


def _break_costs(text: str, sentences: Sequence[Range]) -> list[float]:
    """Return what it costs to end a passage after each sentence."""
    breaks = [len(_LINE_BREAK.findall(text, end, start)) for (_, end), (start, _) in pairwise(sentences)]
    costs = []
    for (start, end), before, after in zip(sentences, [2, *breaks], [*breaks, 2], strict=False):
        alone = before and after and end - start <= LONGEST_HEADING
        if end != sentences[-1][1] and alone and is_heading(text[start:end]):
            costs.append(AFTER_HEADING)
        else:
            costs.append((IN_PARAGRAPH, AT_LINE_BREAK, AT_BLANK_LINE)[min(after, 2)])
    return costs


@lru_cache(maxsize=256)
def _gap_tokens(gap: str) -> int:
    return count_tokens(gap)


def _balanced_runs(
    text: str, counted: Sequence[tuple[Range, int]], costs: Sequence[float], budget: int
) -> list[tuple[int, int]]:
    """Return the cheapest way to part the sentences: (first, last) of each passage, sentence numbers, half open.

    A passage costs the square of the share of the budget that it leaves unused, plus the break after it; the square
    makes even sizes the cheapest. Its size is taken as the sum of its sentences and of the gaps between them.
    Time is linear in the sentences, times the sentences that a budget holds.
    """
    gaps = [_gap_tokens(text[end:start]) for ((_, end), _), ((start, _), _) in pairwise(counted)]
    cheapest = [0.0]  # cost of the first n sentences
    begins = [0]  # where the last passage of those begins
    for last in range(1, len(counted) + 1):
        best, begin, size = float("inf"), last - 1, 0
        for first in range(last - 1, -1, -1):
            size += counted[first][1] + (gaps[first] if first < last - 1 else 0)
            if size > budget:
                break
            cost = cheapest[first] + (1 - size / budget) ** 2
            if cost < best:
                best, begin = cost, first
        cheapest.append(best + costs[last - 1])
        begins.append(begin)
    runs = []
    last = len(counted)
    while last:
        runs.append((begins[last], last))
        last = begins[last]
    return runs[::-1]


def _accepted(
    document: Document, run: Sequence[Range], costs: Sequence[float], accepts: Callable[[int, int], bool]
) -> Iterator[Sequence[Range]]:
    """Yield `run`, or the shorter runs it must be parted into: at its best break, or within its only sentence."""
    start, end = run[0][0], run[-1][1]
    if accepts(start, end):
        yield run
    elif len(run) > 1:
        middle, half = (start + end) / 2, (end - start) / 2
        cut = 1 + min(range(len(run) - 1), key=lambda i: costs[i] + (abs(run[i][1] - middle) / half) ** 2)
        yield from _accepted(document, run[:cut], costs[:cut], accepts)
        yield from _accepted(document, run[cut:], costs[cut:], accepts)
    elif end - start > 1:
        for piece in cut_sentence(document.text, run[0], 2):
            yield from _accepted(document, [piece], costs, accepts)
    else:
        raise DocumentError(
            document.place or document.source,
            f"the character {document.text[start:end]!r} at offset {start} does not fit the encoder even alone;"
            f" shorten the title ({len(document.title)} characters) or use an encoder that reads more",
        )
