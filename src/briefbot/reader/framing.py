"""A question and a text -> what a model reads at once, and what it says of each token of the text.

A reading model sees a question, a text and special tokens around them, and no more than so many tokens. How they are
put together is asked of the tokenizer: BERT wants [CLS] question [SEP] text [SEP], XLNet has its [CLS] at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefbot.reader.decoding import Logits
from briefbot.text.sentence_ends import ENDS_QUESTION

if TYPE_CHECKING:
    from tokenizers import Tokenizer

STRIDE = 128  # tokens by which the window moves over a longer text
MAX_QUESTION_TOKENS = 128  # of a longer one the end is read: that is where the question is asked
_TITLE_CHARS = 120  # of a longer one, a first paragraph perhaps, the beginning says enough


def heading(title: str, text: str) -> str:
    """Return what is read in front of a passage with this text; nothing where it begins with the title itself."""
    title = title[:_TITLE_CHARS].strip()
    return f"{title}: " if title and not text.startswith(title) else ""


def marked(question: str) -> str:
    """Return the question with one question mark: models learnt from such, and people leave it out or put several."""
    question = question.rstrip()
    bare = question.rstrip("?!")
    if "?" in question[len(bare) :]:  # "Who left??", "Who left?!", "Who left ?"
        return f"{bare.rstrip()}?"
    return question if ENDS_QUESTION.search(question) else f"{question}?"


@dataclass(frozen=True, slots=True)
class Window:
    """The output of a model for a run of tokens of a text.

    `start` and `end` are the logits (tokens,) for an answer to start and to end there; `null_score` is the sum of both
    for "no answer here". `offsets` are the tokens' ranges in the text, which neither begin nor end with white space: a
    token of nothing else has an empty one.
    """

    offsets: list[tuple[int, int]]
    start: Logits
    end: Logits
    null_score: float


@dataclass(frozen=True, slots=True)
class Framed:
    """Token ids and types that a model reads at once; `text` are those of the text, at `offsets` of it."""

    ids: list[int]
    types: list[int]
    text: slice
    offsets: list[tuple[int, int]]
    null: int  # the token whose logits say "no answer here"

    def window(self, start: Logits, end: Logits) -> Window:
        """Return the part of the model's output that is of the text; `start` and `end` are its logits for all `ids`."""
        null = float(start[self.null]) + float(end[self.null])
        return Window(self.offsets, start[self.text], end[self.text], null)


class Framing:
    """Frames questions and texts as one tokenizer wants them, in at most `limit` tokens. Stateless.

    "No answer" is scored at the first token `null_id`, and where the tokenizer sets none, at the very first token.
    """

    def __init__(
        self, tokenizer: Tokenizer, *, limit: int, null_id: int | None = None, question_first: bool = True
    ) -> None:
        self._tokenizer = tokenizer
        self._question_first = question_first
        self._null_id = null_id
        pair = tokenizer.encode("who", "it")
        tokens = list(zip(pair.ids, pair.type_ids, strict=True))
        first, second = ([at for at, whose in enumerate(pair.sequence_ids) if whose == side] for side in (0, 1))
        self._before = tokens[: first[0]]
        self._between = tokens[first[-1] + 1 : second[0]]
        self._after = tokens[second[-1] + 1 :]
        self._types = tokens[first[0]][1], tokens[second[0]][1]
        self._room = limit - len(self._before) - len(self._between) - len(self._after)

    def framed(self, question: str, text: str) -> Iterator[Framed]:
        """Yield the text in as many windows as it takes, in order; none for a text without tokens."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids
        asked = asked[-min(MAX_QUESTION_TOKENS, self._room // 2) :]
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        ids = encoding.ids
        offsets = [trimmed(text, start, end) for start, end in encoding.offsets]
        for first, last in windows(len(ids), self._room - len(asked)):
            yield self._frame(asked, ids[first:last], offsets[first:last])

    def _frame(self, asked: list[int], text: list[int], offsets: list[tuple[int, int]]) -> Framed:
        sides = (asked, text) if self._question_first else (text, asked)
        one, two = ([(token, kind) for token in side] for side, kind in zip(sides, self._types, strict=True))
        tokens = [*self._before, *one, *self._between, *two, *self._after]
        ids = [token for token, _ in tokens]
        begin = len(self._before) + (len(one) + len(self._between) if self._question_first else 0)
        # Text and question are looked past: their tokens are what somebody wrote.
        after = len(tokens) - len(self._after)
        specials = [*range(len(self._before)), *range(after, len(tokens))]
        null = next((at for at in specials if ids[at] == self._null_id), 0)
        return Framed(ids, [kind for _, kind in tokens], slice(begin, begin + len(text)), offsets, null)


def windows(size: int, capacity: int) -> list[tuple[int, int]]:
    """Return ranges of at most `capacity` tokens that cover [0, size), in order; the last one ends at `size`.

    Each begins `STRIDE` tokens after the one before it, or less where windows are so small that they would share less
    than a quarter: an answer that one of them cuts is whole in the next.
    """
    if size <= capacity:
        return [(0, size)] if size else []
    stride = min(STRIDE, capacity - capacity // 4)
    starts = [*range(0, size - capacity, stride), size - capacity]
    return [(start, start + capacity) for start in starts]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without the white space at its ends: some tokenizers count a space to the word after it."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
