"""Which kind of reply a question asks for: a fact, a list, a brief, what the collection holds.

A multinomial logistic model over two views of the question: its vector, which the search makes anyway, and its surface,
word and character n-grams hashed into a fixed number of slots (Weinberger et al. 2009, "Feature Hashing for Large Scale
Multitask Learning"). `training/train_question_kinds.py` fits it. A question is taken for a fact unless another kind is
sure enough.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from briefbot.errors import ModelError
from briefbot.text.sentence_ends import LATIN
from briefbot.words import folded

PATH = Path(__file__).resolve().parent / "models" / "question_kinds.npz"

FALLBACK = "quote"
SLOTS = 12_288  # of the n-grams
_LONGEST = 300  # characters that are looked at
_FIRST = 3  # words that are also told by their place
_FRAME = 6  # places of a part of a frame
_TOKEN = re.compile(r"\w+|[?!:,;]")
# Words that say how a question is put; of others only the letters count, for they are its subject.
_CLOSED = frozenset(
    re.findall(
        r"\w+",
        """
        a about account after again ago all also am amount an and announced any anything apart appear
        appears archive are article articles as at author authors background backstory be became been before
        began begin beginning besides best bio brief briefing briefly bring built but by call came can cases
        catch cause caused causes changed changes check chronological cite cites collection compare compared
        comparison confirm contain contains contents context contrast could count counts course cover
        coverage current currently date dates day days decades describe detail details develop developed
        development developments did differ difference differences different dispute do document documents
        does doing done dr each earliest else end ended enumerate era essentials events ever every everybody
        everyone everything evidence evolution evolve evolved exactly examples explain explained extent fact
        far fight file files filled find first five for four from further gather gist give go goes going
        gone grew grow had happen happened happening has have he headlines held hello help her here hi
        highlights his history hour hours how i if imported in include includes including index info
        information into involved is it its key kind kinds know known knows last latest learn library likely
        line lines link list lists loaded long look looking main major many matters may me meant media
        member members mention mentioned mentions might milestones mine month months more most move moved
        movement much must my name named names naming new newest news newspapers night no not now number
        numbers nutshell occur occurred of often old oldest on one ones or order origin other our out outlet
        outlets outline over overall overview paper papers part parts passage passages people period play
        played please point points possible present proceed profile progress progressed publication
        published put quick quote quotes read recap recent recently report reported reporting reports rest
        review rise role row rundown said say says search sentence sentences sequence several shall she
        short should show side similar since situation size so some somebody someone sort sorts sources
        spread stage stages stand stands start started state statistics status step stood stories story sum
        summarise summarised summarize summarized summary synopsis takeaways talk tell text texts than
        thanks that the their them themes then there these they thing things this those three time timeline
        title titles tl tldr to together took topic topics total trace track true turn turned two type types
        under unfold unfolded up update updates uploaded us use various verify versus view views vs walk was
        way ways we week weeks went were what when where whether which while who whom whose why will wind
        with word work would write written wrote year years yes yesterday you your
        """,
    )
)

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class KindGuess:
    """The kind of reply that a question most likely asks for, with its probability (0..1)."""

    kind: str  # as `briefbot.replies` names it
    probability: float


@dataclass(frozen=True, slots=True)
class KindModel:
    """The weights: `vector` is (kinds, dimension), `surface` (kinds, SLOTS), `bias` and `least` (kinds,)."""

    kinds: tuple[str, ...]
    vector: Vector
    surface: Vector
    bias: Vector
    least: Vector  # the probability from which on each kind is taken instead of the fallback

    def least_of(self, kind: str) -> float:
        """Return the probability from which on a kind is taken instead of the fallback."""
        return float(self.least[self.kinds.index(kind)])

    def probabilities(self, question: str, vector: Vector) -> Vector:
        """Return the probability of each kind for a question and its unit vector (dimension,)."""
        slots, values = surface(question)
        logits = self.vector @ vector + self.surface[:, slots] @ values + self.bias
        exponents = np.exp(logits - logits.max())
        return np.asarray(exponents / exponents.sum(), np.float32)


@cache
def kind_model() -> KindModel:
    """Return the packaged weights, for vectors of the packaged encoder. Raises ModelError without them."""
    try:
        with np.load(PATH, allow_pickle=False) as kept:
            kinds = tuple(str(kind) for kind in kept["kinds"])
            scale = kept["scale"].astype(np.float32)
            surface_weights = kept["surface"].astype(np.float32) * scale[:, None]
            vector, bias, least = (kept[name].astype(np.float32) for name in ("vector", "bias", "least"))
            return KindModel(kinds, vector, surface_weights, bias, least)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"{PATH} does not hold the weights for kinds of question ({error}). Install it again."
        ) from error


def question_kind(question: str, vector: Vector, *, without_help: bool = False) -> KindGuess:
    """Return the kind of reply that a question asks for; `vector` is that of the packaged encoder, of unit length.

    It is the fallback, a fact, unless the likeliest other kind is likely enough. `without_help` leaves out help, for a
    question that names something in the articles is no question about briefbot.
    """
    model = kind_model()
    chances = dict(zip(model.kinds, model.probabilities(question, vector).tolist(), strict=True))
    if without_help:
        chances.pop("help")
        total = sum(chances.values()) or 1.0
        chances = {kind: chance / total for kind, chance in chances.items()}
    likeliest = max(chances, key=lambda kind: chances[kind])
    if likeliest != FALLBACK and chances[likeliest] < model.least_of(likeliest):
        likeliest = FALLBACK
    return KindGuess(likeliest, chances[likeliest])


def surface(question: str) -> tuple[NDArray[np.int64], Vector]:
    """Return which slots the surface of a question fills, and with what: each view of it has length one."""
    found: list[tuple[NDArray[np.int64], Vector]] = []
    text = folded(question[:_LONGEST]).replace("’", "'")
    tokens = _TOKEN.findall(text)
    shapes = [_shape(token) for token in tokens]
    # Names in questions have capitals, keywords have no question mark.
    views = (_words(shapes), _frame(shapes), _characters(" ".join(tokens)), _marks(question, tokens))
    for view in views:
        slots = np.unique(np.array([zlib.crc32(part.encode()) % SLOTS for part in view], np.int64))
        found.append((slots, np.full(len(slots), 1 / np.sqrt(max(1, len(slots))), np.float32)))
    return np.concatenate([slots for slots, _ in found]), np.concatenate([values for _, values in found])


def _shape(token: str) -> str:
    """Return a word that says how a question is put as it is, and any other as what it is made of."""
    if token in _CLOSED or not token[0].isalnum():
        return token
    return "#" if token.isdigit() else "*s" if token.endswith("s") else "*"


def _words(shapes: list[str]) -> Iterator[str]:
    """Yield runs of one to four words, and those at the beginning with their place."""
    padded = ["^", *shapes, "$"]
    for length in (1, 2, 3, 4):
        for at in range(len(padded) - length + 1):
            yield f"w {' '.join(padded[at : at + length])}"
    for at, shape in enumerate(shapes[:_FIRST]):
        yield f"f{at} {shape}"


def _frame(shapes: list[str]) -> Iterator[str]:
    """Yield runs of what is left where each phrase of other words is one place: "^ who is * $", "^ what happened in *".

    A name of four words and one of one word fill the same place, so that a whole question is a frame.
    """
    places = [shape if shape[0] not in "*#" else "*" for shape in shapes]
    places = [place for place, before in zip(places, ["", *places], strict=False) if place != "*" or before != "*"]
    padded = ["^", *places, "$"]
    for length in range(3, _FRAME + 1):
        for at in range(len(padded) - length + 1):
            yield f"p {' '.join(padded[at : at + length])}"
    yield f"p {' '.join(padded)}"


def _characters(text: str) -> Iterator[str]:
    """Yield runs of three to five characters."""
    padded = f" {text} "
    for length in (3, 4, 5):
        for at in range(len(padded) - length + 1):
            yield f"c {padded[at : at + length]}"


def _marks(question: str, tokens: list[str]) -> Iterator[str]:
    """Yield what else there is to see: its length, question marks, commas, digits, capitals behind the first word."""
    words = [token for token in tokens if token[0].isalnum()]
    yield f"m length {min(len(words), 12)}"
    yield f"m short {len(words) <= 2}"
    yield f"m ends {question.strip()[-1:] if question.strip()[-1:] in LATIN else ''}"
    yield f"m asked {min(question.count('?'), 2)}"
    yield f"m stops {min(len(re.findall(f'[{LATIN}] ', question)), 2)}"
    yield f"m commas {min(question.count(','), 3)}"
    yield f"m digits {any(map(str.isdigit, question))}"
    yield f"m capitals {any(word[:1].isupper() for word in question.split()[1:])}"
    yield f"m ands {min(words.count('and'), 2)}"
    yield f"m asking {min(sum(word in _INTERROGATIVES for word in words), 3)}"


_INTERROGATIVES = frozenset({"who", "whom", "whose", "what", "which", "when", "where", "why", "how"})
