"""Where the texts of articles hold the words that a person looks for in the list."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefbot import Assistant, BriefbotError, Hit, QuestionError
from briefbot.phrases import clipped, folded
from briefbot.presentation import Range

log = logging.getLogger(__name__)

_LEAST_LETTERS = 3  # of what is looked for in texts
_NEAR = 0.5  # of the best passage's score for its words: what is below holds few of them, or common ones
_LONGEST = 300  # characters of a sentence that is shown


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article in which words were found."""

    document_id: str
    place: Range
    parts: tuple[tuple[str, bool], ...]  # its text in pieces, each with whether it is one of the words


def sentences_with(words: str, assistant: Assistant) -> dict[str, Sentence]:
    """Return the best sentence of each article whose text holds the words, by `Document.id`, the best article first.

    Words are compared by their stems, as in every search; of several, an article need not hold all.
    """
    if len(words.strip()) < _LEAST_LETTERS:
        return {}
    try:
        hits = assistant.search(words, assistant.settings.candidates)
    except QuestionError:
        return {}
    except BriefbotError as error:
        log.warning("the texts could not be searched: %s", error)
        return {}
    least = _NEAR * max((hit.bm25 for hit in hits), default=0.0)
    wanted = folded(words).split()
    found: dict[str, Sentence] = {}
    for hit in hits:
        if hit.bm25 > 0 and hit.bm25 >= least:
            found.setdefault(hit.passage.document.id, _sentence(hit, wanted))
    return found


def _sentence(hit: Hit, wanted: Sequence[str]) -> Sentence:
    """Return the sentence of a passage that holds the most of the words; of equal ones the first that is no title."""
    document = hit.passage.document
    texts = {place: document.text[slice(*place)] for place in hit.passage.sentences}

    def worth(place: Range) -> tuple[int, bool]:
        held = sum(word in folded(texts[place]) for word in wanted)
        return held, texts[place].strip() != document.title.strip()

    best = max(texts, key=worth)
    return Sentence(document.id, best, _parts(clipped(texts[best], _LONGEST), wanted))


def _parts(text: str, wanted: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    pieces = re.split(r"(\w+)", text)
    return tuple((piece, any(word in folded(piece) for word in wanted)) for piece in pieces if piece)
