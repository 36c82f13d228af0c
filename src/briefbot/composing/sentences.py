"""The sentences of articles that may be quoted as a whole, and which of them say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefbot.blocks import LABELLED, BlockKind
from briefbot.composing.cited import cite_sentence
from briefbot.text.characters import CLOSING
from briefbot.text.sentence_ends import ELLIPSIS, LATIN
from briefbot.types import Citation, Document, Passage, family_of
from briefbot.words import WORD, overlap, trigrams

Vectors = NDArray[np.float32]

_LEAST_WORDS = 5
_LONGEST = 500  # characters; what is longer is mostly a list or a table that was read as one sentence
_SAME_WORDS = 0.5  # Jaccard index of the word trigrams from which two sentences say the same
_SAME_SENSE = 0.9  # cosine of their vectors
_ENDS = re.compile(f"[{LATIN}{ELLIPSIS}][{CLOSING}]*$")
_BEGINS_SMALL = re.compile(r"[^\w]*[a-z]")
# What points back to a sentence before it: "He said ...", "That is why ...", "But they ...", "“We will ...”".
_DANGLING = re.compile(
    r"\W*(?:(?:and|but|so|yet|or|then|however|also|still|instead|meanwhile|moreover|nor|because|while|as|when|after|if|though"
    r"|although|since|in addition|for example|for instance)\b[\s,]*)*"
    r"(?:he|she|it|they|this|that|these|those|his|her|their|its|him|them|such|both|neither|others?|another|one of them"
    r"|the (?:latter|former|two|pair|same|other)|we|i|you|my|our)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"\W*(?:and|but|so|yet|or|nor|however|also|instead|moreover|in addition|for example)\b", re.IGNORECASE
)
# What speaks to the reader or of the page, where it was not told from the story.
_ADDRESSES = re.compile(
    r"\b(?:click (?:here|on)|subscribe|sign up|newsletter|read more|follow us|photo(?:graph)?:|getty images"
    r"|all rights reserved|copyright|contributed to this (?:report|story|article)"
    r"|this (?:story|article) (?:has been|was) (?:updated|corrected|first)"
    r"|(?:earlier|previous) version of this (?:story|article|report)"
    r"|e-?mail(?:ed)? (?:him|her|us|the (?:author|reporter|writer))|see also|related:|watch (?:the )?video|file photo"
    r"|associated press writers?|may not be published|scroll down|advertisement|story highlights|replay|skip)\b"
    r"|://|www\.|\(AP Photo|@\w+\.",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article."""

    passage: Passage
    start: int
    end: int
    place: int  # how many sentences of its article come before it, the headline not counted

    @property
    def document(self) -> Document:
        return self.passage.document

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def is_headline(self) -> bool:
        return self.document.block_at(self.start).kind is BlockKind.HEADLINE

    @property
    def is_labelled(self) -> bool:
        return self.document.block_at(self.start).kind in LABELLED

    @property
    def points_back(self) -> bool:
        """Whether it begins with a word that only a sentence before it explains: "He", "That", "But they"."""
        return bool(_DANGLING.match(self.text))

    @property
    def leads_on(self) -> bool:
        """Whether it begins with a word that joins it to a sentence before it: "But", "Also"."""
        return bool(_LEADING.match(self.text))

    @property
    def is_quotable(self) -> bool:
        """Whether it is a whole sentence of the story: not a line of the page, a piece or a question."""
        text = self.text
        return (
            len(WORD.findall(text)) >= _LEAST_WORDS
            and len(text) <= _LONGEST
            and not _ADDRESSES.search(text)
            and not _BEGINS_SMALL.match(text)
            and (self.is_headline or (bool(_ENDS.search(text)) and not text.rstrip("\"'”’)").endswith("?")))
            and "\n\n" not in text
        )


def sentences_of(passages: Iterable[Passage]) -> Iterator[Sentence]:
    """Yield the sentences of the passages of one article, in order."""
    place = 0
    for passage in passages:
        for start, end in passage.sentences:
            sentence = Sentence(passage, start, end, place)
            yield sentence
            place += not sentence.is_headline


def say_the_same(one: frozenset[str], other: frozenset[str], cosine: float) -> bool:
    """Return whether two sentences with these word trigrams and this cosine of their vectors are near-copies."""
    return cosine >= _SAME_SENSE or overlap(one, other, _SAME_WORDS)


def cited(sentences: Sequence[Sentence]) -> tuple[Citation, ...]:
    """Return a citation of each sentence as a whole, the best first, one an article; near-copies share a voice."""
    voices: list[tuple[str, frozenset[str]]] = []
    found: dict[str, Citation] = {}
    for sentence in sentences:
        family, own = family_of(sentence.document), trigrams(sentence.text)
        at = next((at for at, (known, words) in enumerate(voices) if family == known or own == words), len(voices))
        if at == len(voices):
            voices.append((family, own))
        found.setdefault(sentence.document.id, cite_sentence(sentence.passage, sentence.start, sentence.end, at + 1))
    return tuple(found.values())
