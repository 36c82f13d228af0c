"""Labelled questions -> token features for the span reader.

A feature holds a whole tokenised context; what the model sees of it is drawn anew each epoch, see `drawing`. Offsets of
SQuAD 1.1 train were recovered from page sources: where an answer occurs several times and no published offset says
which one is meant (`n_occ` > 1, no `gold`), every occurrence is accepted and the loss sums over them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from briefbot.reader.framing import heading
from briefbot.text.sentence_ends import LATIN

QUESTION_TOKENS = 48  # what a longer question ends with is kept, as where it is asked
TITLE_TOKENS = 24

Item = tuple[str, str, dict[str, Any]]  # title of the article, context, question: as `squad_items` yields them
Span = tuple[int, int]
_SENTENCE_END = re.compile(rf"(?<![A-Z])[{LATIN}][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")  # an initial ends none


@dataclass(frozen=True, slots=True)
class Feature:
    """One question on one context, in word pieces. `spans` are inclusive (first, last) context tokens.

    `rivals` are other passages (tokens,) of the article, near to the question, that do not hold the answer.
    """

    question: np.ndarray
    context: np.ndarray
    sentences: np.ndarray  # (sentences + 1,) their bounds in tokens, from 0 to the size of the context
    spans: tuple[Span, ...]  # empty: the context does not answer the question
    rivals: tuple[np.ndarray, ...] = ()
    title: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))  # as it is read in front of the context

    @property
    def question_without_mark(self) -> np.ndarray:
        return self.question[:-1] if self.question.size > 4 else self.question


class Featurizer:
    """Tokenises each context and question once and maps answers to inclusive token spans."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._contexts: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
        self._titles: dict[str, np.ndarray] = {}

    def context(self, text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return token ids (n,), character offsets (n, 2) and the bounds of sentences, in tokens, of a context."""
        if text not in self._contexts:
            encoding = self._tokenizer.encode(text, add_special_tokens=False)
            ids = np.array(encoding.ids, np.int32)
            offsets = np.array(encoding.offsets, np.int32).reshape(-1, 2)
            begins = np.array([match.end() for match in _SENTENCE_END.finditer(text)], np.int32)
            inner = np.searchsorted(offsets[:, 0], begins)
            self._contexts[text] = ids, offsets, np.unique([0, *inner, ids.size])
        return self._contexts[text]

    def question(self, text: str) -> np.ndarray:
        ids = self._tokenizer.encode(text.strip(), add_special_tokens=False).ids
        return np.array(ids[-QUESTION_TOKENS:], np.int32)

    def title(self, text: str) -> np.ndarray:
        """Return the tokens read in front of a passage of the article; none for one without a title."""
        if text not in self._titles:
            ids = self._tokenizer.encode(heading(text, ""), add_special_tokens=False).ids
            self._titles[text] = np.array([*ids[:-1][:TITLE_TOKENS], *ids[-1:]], np.int32)
        return self._titles[text]

    def feature(
        self, context: str, item: dict[str, Any], rivals: Sequence[str] = (), title: str = ""
    ) -> Feature | None:
        """Return the feature of a labelled question.

        None where it has answers and none is found in the context: a faulty label teaches nothing.
        """
        ids, offsets, sentences = self.context(context)
        spans: set[Span] = set()
        for answer in item["answers"]:
            for start, end in answer_occurrences(context, answer):
                covered = np.flatnonzero((offsets[:, 0] < end) & (offsets[:, 1] > start))
                if covered.size:
                    spans.add((int(covered[0]), int(covered[-1])))
        if item["answers"] and not spans:
            return None
        question = self.question(item["question"])
        return Feature(question, ids, sentences, tuple(sorted(spans)), self._ids(rivals), self.title(title))

    def unanswered(self, context: str, question: str, rivals: Sequence[str] = (), title: str = "") -> Feature:
        """Return the feature of a question that neither the context nor its rivals answer."""
        ids, _, sentences = self.context(context)
        return Feature(self.question(question), ids, sentences, (), self._ids(rivals), self.title(title))

    def _ids(self, contexts: Sequence[str]) -> tuple[np.ndarray, ...]:
        return tuple(self.context(text)[0] for text in contexts)


def answer_occurrences(context: str, answer: dict[str, Any]) -> list[Span]:
    """Return the character spans that may be meant: the labelled one if it is certain, else every occurrence."""
    text, start = answer["text"].strip(), answer["answer_start"]
    certain = answer.get("gold") or answer.get("n_occ", 1) == 1
    lead = len(answer["text"]) - len(answer["text"].lstrip())
    if certain and context[start + lead : start + lead + len(text)] == text:
        return [(start + lead, start + lead + len(text))]
    pattern = rf"(?<!\w){re.escape(text)}(?!\w)" if text else r"(?!)"
    return [match.span() for match in re.finditer(pattern, context)]
