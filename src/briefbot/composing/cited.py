"""Sentences of articles as citations, for replies that name articles rather than answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from briefbot.blocks import LABELLED
from briefbot.types import Citation, Document, Hit, Passage, Span, family_of
from briefbot.words import folded

Range = tuple[int, int]

_LINE = re.compile(r"\S[^\n]*")
_SEPARATOR = re.compile(r"(\s+|['’‘]|[-‐‑‒–—])")


@lru_cache(maxsize=64)
def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a word or phrase in a `folded` text: whole words, whatever dash, apostrophe or space."""
    parts = []
    for part in _SEPARATOR.split(folded(phrase.strip())):
        if not part:
            continue
        if part.isspace():
            parts.append(r"\s+")
        elif part in "'’‘":
            parts.append("['’‘]")
        elif _SEPARATOR.fullmatch(part):
            parts.append("[-‐‑‒–—]")
        else:
            parts.append(re.escape(part))
    return re.compile(rf"(?<!\w){''.join(parts)}(?!\w)")


def mentions_all(patterns: Sequence[re.Pattern[str]], document: Document) -> bool:
    """Return whether the title or text of an article has each phrase."""
    plain = folded(f"{document.title}\n{document.text}")
    return all(pattern.search(plain) for pattern in patterns)


def first_sentence(document: Document, passages: Sequence[Passage]) -> Range:
    """Return the first sentence of an article: its headline, where it has one.

    A caption or quoted mail counts only where nothing else is there, and the first line where no passage is.
    """
    news = [passage for passage in passages if passage.kind not in LABELLED] or passages
    if news:
        return min(passage.sentences[0] for passage in news)
    return next(_lines(document.text))


def sentence_with(pattern: re.Pattern[str], document: Document, passages: Sequence[Passage]) -> Range:
    """Return the first sentence of an article that has a phrase, or else its line, or else the first sentence."""
    sentences = sorted(sentence for passage in passages for sentence in passage.sentences)
    pairs = ((one[0], other[1]) for one, other in pairwise(sentences))
    for start, end in (*sentences, *pairs, *_lines(document.text)):
        if pattern.search(folded(document.text[start:end])):
            return start, end
    return first_sentence(document, passages)


def cite_sentence(passage: Passage, start: int, end: int, voice: int) -> Citation:
    """Return a whole sentence of a passage as a citation, for which nothing was scored."""
    return Citation(Span(Hit(passage, 0.0, 0.0, 0.0), start, end, score=0.0, null_score=0.0), voice)


def cite_sentences(found: Iterable[tuple[Document, Range]]) -> tuple[Citation, ...]:
    """Return whole sentences as citations; those of near-copies of one text have one `voice`."""
    voices: dict[str, int] = {}
    citations = []
    for document, (start, end) in found:
        voice = voices.setdefault(family_of(document), len(voices) + 1)
        citations.append(cite_sentence(Passage(document, ((start, end),)), start, end, voice))
    return tuple(citations)


def _lines(text: str) -> Iterator[Range]:
    for line in _LINE.finditer(text):
        yield line.start(), line.start() + len(line[0].rstrip())
