"""Names in questions and in texts, and the numbers of questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefbot.quantities import plain_figure
from briefbot.text.calendar_names import MONTHS, WEEKDAYS
from briefbot.text.name_words import GENERATIONS, JOINING, TITLES
from briefbot.text.spelt_numbers import FIGURE
from briefbot.words import QUESTION_WORDS, WORD, folded

Words = tuple[str, ...]

_SMALL = "a-zß-öø-ÿ"
_CAPITAL = rf"[^\W\d_{_SMALL}]"
_CAPITALISED = (
    rf"{_CAPITAL}(?:(?:\.{_CAPITAL}){{0,3}}\.(?!\w)|\w*(?:[’'&.-]\w+)*)"  # "U.S.", "J.", "O'Neill", "A320-200"
)
_NUMBERED = r"(?:\d[\w-]*(?:\.\d+)*)"  # behind a capitalised word: "Type 17", "Room 4B", "Firefox 2.0"
_GENERATION = rf"(?:,? (?:the )?(?:{'|'.join(sorted({*GENERATIONS, *GENERATIONS.values()}))})\b\.?)"
_JOINED = rf"(?<![’']s)(?: (?:{'|'.join(JOINING)}) | & |[ ])(?:{_CAPITALISED}|{_NUMBERED})(?!\w)"
# What may begin it stands first, so that the engine skips all else.
_RUN = re.compile(rf"{_CAPITAL}(?<![\w.].){_CAPITALISED.removeprefix(_CAPITAL)}(?:{_JOINED})*{_GENERATION}?")
# "U.S." is one word, "A320-200" and "2.0" as well, "Self-Driving" two.
_PART = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_](?!\w)|[^\W_]*\d[^\W_]*(?:[.-][^\W_]+)*|[^\W_]+")
_POSSESSIVE = re.compile(r"[’']s?(?!\w)|[’'](?=s\b)s")
_DATES = frozenset(folded(name)[:length] for name in (*MONTHS, *WEEKDAYS) for length in (3, 4, len(name)))
_NO_NAME = QUESTION_WORDS | {"after", "before", "during", "name", "since", "tell", "under", "until"}
_JOINTS = frozenset(word for joint in JOINING for word in joint.split()) | {"and"}
_MONTH = "|".join(MONTHS)
_NEAR_MONTH = re.compile(
    rf"\b(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH})\b", re.IGNORECASE
)
_FIGURE = re.compile(rf"(?<![\w.-]){FIGURE}(?![\w-])")
_SMALL_WORD = re.compile(rf"(?<![\w’'])[{_SMALL}]\w+")
_MOST_WORDS = 6  # of a name that is looked for in small letters
LOOKED_AT = 20_000  # characters of a text: of a book the beginning must do


@dataclass(frozen=True, slots=True)
class Name:
    """A name as a question has it."""

    text: str
    words: Words  # `folded`, without what joins them: ("university", "north", "goss")
    head: str  # the word that says what it is: "university" of "University of North Goss", "bridge" of "Quay Bridge"

    @property
    def core(self) -> Words:
        """The words without titles in front: ("lovelace",) of "Captain Lovelace"."""
        at = next((at for at, word in enumerate(self.words) if word not in TITLES), 0)
        return self.words[at:]

    @property
    def is_of(self) -> bool:
        """Whether its head is not its last word."""
        return self.head != self.words[-1]


@dataclass(frozen=True, slots=True)
class Mention:
    """A run of capitalised words in a text."""

    start: int
    end: int
    words: Words
    head: str


def names_asked(question: str, known: frozenset[Words] = frozenset()) -> tuple[Name, ...]:
    """Return the names in a question, each once, in order; days and months are none.

    A run of words in small letters is one where `known` has it, see `known_names`. Of a question all in capitals that
    is the only way.
    """
    shouted = question.isupper()
    runs = [] if shouted else [(m.start, m.end, m) for m in _mentions(question)]
    first = next(WORD.finditer(question), None)
    found: list[tuple[int, Name]] = []
    for start, end, mention in runs:
        begins = first is not None and start == first.start()
        if begins and len(mention.words) == 1 and mention.words not in known and question[start:end].istitle():
            continue  # "Ministers met when?"
        found.append((start, Name(question[start:end], mention.words, mention.head)))
    taken = [(start, start + len(name.text)) for start, name in found]
    found += [
        (start, name)
        for start, end, name in _in_small_letters(question, known)
        if not any(start < other_end and other < end for other, other_end in taken)
    ]
    return tuple({name.words: name for _, name in sorted(found, key=lambda pair: pair[0])}.values())


def numbers_asked(question: str, names: Iterable[Name] = ()) -> tuple[str, ...]:
    """Return the figures of a question that are no part of its names and no day of a month: "2015", "40000"."""
    text = _NEAR_MONTH.sub(" ", question)
    for name in names:
        text = text.replace(name.text, " ")
    return tuple(dict.fromkeys(plain_figure(figure) for figure in _FIGURE.findall(text)))


def known_names(texts: Iterable[str]) -> frozenset[Words]:
    """Return the names that texts write with capitals, and the parts of them from two words on.

    A single word counts where no text has it in small letters, and one has it alone within a sentence; titles do not.
    """
    known: set[Words] = set()
    small: set[str] = set()
    for text in texts:
        small.update(folded(word) for word in _SMALL_WORD.findall(text[:LOOKED_AT]))
        for mention in mentions(text):
            words = mention.words[:_MOST_WORDS]
            if len(words) == 1 and _begins_sentence(text, mention.start):
                continue
            known.update(words[at:end] for at in range(len(words)) for end in range(at + 2, len(words) + 1))
            if len(words) == 1:
                known.add(words)
    return frozenset(
        words
        for words in known
        if not all(word in TITLES for word in words) and (len(words) > 1 or words[0] not in small | _NO_NAME)
    )


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 5) : start].rstrip(" ")
    return not before or not (before[-1].isalnum() or before[-1] in ",;)")


@lru_cache(maxsize=64)
def mentions(text: str) -> tuple[Mention, ...]:
    """Return the names in a text, in order."""
    return tuple(_mentions(text[:LOOKED_AT]))


def _mentions(text: str) -> Iterator[Mention]:
    for run in _RUN.finditer(text):
        if parsed := _parsed(run[0]):
            start, end, words, head = parsed
            yield Mention(run.start() + start, run.start() + end, words, head)


@lru_cache(maxsize=50_000)
def _parsed(run: str) -> tuple[int, int, Words, str] | None:
    """Return (start, end, words, head) of the name in a run of capitalised words; None where there is none in it."""
    plain = run if run.isalpha() else _POSSESSIVE.sub(lambda found: " " * len(found[0]), run)
    parts = [(part.start(), part.end(), _plain(part[0])) for part in _PART.finditer(plain)]
    while parts and (parts[0][2] in _NO_NAME or parts[0][2] in _DATES or parts[0][2] in _JOINTS):
        del parts[0]
    while parts and (parts[-1][2] in _DATES or parts[-1][2] in _JOINTS):
        del parts[-1]
    if not parts or not run[parts[0][0]].isupper():
        return None
    return parts[0][0], parts[-1][1], *_words_and_head([word for _, _, word in parts])


def _plain(part: str) -> str:
    """Return a word as it is compared: "U.S" as "us"."""
    return folded(part if any(map(str.isdigit, part)) else part.replace(".", ""))


def _words_and_head(parts: Sequence[str]) -> tuple[Words, str]:
    words = tuple(GENERATIONS.get(word, word) for word in parts if word not in _JOINTS and word != "the")
    before_of = parts[parts.index("of") - 1] if "of" in parts[1:] else words[-1]
    return words, words[-1] if before_of in TITLES else before_of


def _in_small_letters(question: str, known: frozenset[Words]) -> Iterator[tuple[int, int, Name]]:
    """Yield the longest runs of a question that are known, from the left."""
    if not known:
        return
    plain = _POSSESSIVE.sub(lambda found: " " * len(found[0]), question)
    found = [(part.start(), part.end(), _plain(part[0])) for part in _PART.finditer(plain)]
    at = 0
    while at < len(found):
        for end in range(min(len(found), at + 2 * _MOST_WORDS), at, -1):
            run = found[at:end]
            if any(edge in _NO_NAME or edge in _JOINTS or edge in _DATES for edge in (run[0][2], run[-1][2])):
                continue
            words, head = _words_and_head([word for _, _, word in run])
            if words in known:
                yield run[0][0], run[-1][1], Name(question[run[0][0] : run[-1][1]], words, head)
                at = end - 1
                break
        at += 1
