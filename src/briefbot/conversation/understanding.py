"""The turns so far + a question -> what to search for, and what to read the passages for.

Without a language model a follow-up cannot be rewritten, but the turns before it say what it leaves out. Its passages
are searched for with them, and it is read as it was asked ("Where did he go?"): a reader that sees an earlier question
beside it answers that one again. Only what is no whole question ("And when?") is read with what it goes on from. See
docs/decisions/0019-follow-ups.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from briefbot.replies import Reply
from briefbot.spelling import with_respelt
from briefbot.text.calendar_names import MONTHS, WEEKDAYS
from briefbot.text.characters import CLOSING_ENGLISH, UNSPACED
from briefbot.text.question_forms import AUXILIARY, INTERROGATIVE, POLITE, PREPOSITION
from briefbot.text.sentence_ends import LATIN
from briefbot.types import Hit
from briefbot.words import WORD, content_words, share_found

_PRONOUNS = frozenset({"he", "him", "his", "she", "her", "hers", "they", "them", "their", "it", "its"})
_VERB = rf"(?:\w+ed|{AUXILIARY}|broke|came|fell|fled|grew|hit|left|lost|made|paid|rose|said|sank|took|went|won)\b"
_TIME = "(?:day|week|weekend|month|year|century|spring|summer|autumn|winter|morning|afternoon|evening|time)"

# What a follow-up begins with, and a question that is complete does not.
_LEAD = re.compile(
    r"(?:(?:and|but|or|so(?! far| many| much| called)|also|then|ok(?:ay)?|thanks)\b[\s,.]*)*"
    r"(?:(?:what|how) about\b)?\s*",
    re.IGNORECASE,
)
# "How did that happen?", "Who said this was wrong?", "Who called for that in May?", "at that time", "Who led it then?";
# but not "the dam that failed", "this year's budget", "those who left".
_POINTING = re.compile(
    rf"\b{AUXILIARY} (?:that|(?:this|these)(?! {_TIME}\b)|those(?! (?:who|\w+ing|\w+ed|in|of|with)\b))\b"
    rf"|\b(?:this|these) {AUXILIARY}\b"
    rf"|\b{PREPOSITION} (?:this|that) {PREPOSITION}\b"
    r"|\b(?:at|by|in|of|on) that (?:day|moment|month|place|point|time|week|year)\b"
    r"|\b(?:this|that|these|those|there|then)(?=\W*$)",
    re.IGNORECASE,
)
# The same behind a name: "What did Bush say about it?", "Did Putin attend too?", "Who else ...?", "... to this plan?"
_POINTING_BEHIND = re.compile(
    r"\b(?:it|them|him|her|else|too|so|the same|as well)(?=\W*$)"
    rf"|^\W*(?:{PREPOSITION} )?{INTERROGATIVE}(?: \w+)? else\b"
    rf"|\b(?:this|that|these|those) (?!{_TIME}\b|{_VERB})\w+(?=\W*$)",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b(?:{INTERROGATIVE}|{AUXILIARY})\b", re.IGNORECASE)
# Behind a lead, in small letters: neither "And in May?" nor "And the WHO?", nor "And the man who was arrested?".
_ASKS_FIRST = re.compile(rf"(?:^|,\s*)(?:{PREPOSITION} )?(?:{INTERROGATIVE}|{AUXILIARY})\b")
# "When?", "Why not?", "By whom?", "In which court?", "For how many games?"; but not "What happened?", "What sank?".
_ASKING = re.compile(
    rf"(?:{PREPOSITION} )?(?:why(?: not)?|when|where(?: to)?|who(?:m|se)?(?: with)?"
    rf"|(?:what|which|how(?: many| much)?)(?: (?!{_VERB})\w+)?)(?: else| exactly)?\W*",
    re.IGNORECASE,
)
# "In 2004?", "Among the men?", "The cause?"
_NAMING = re.compile(rf"(?:{PREPOSITION}(?: \w+){{1,4}}|the(?: \w+){{1,2}})\W*", re.IGNORECASE)
# What a question begins with: of "How many people were hurt?", "people were hurt" is what happened.
_OPENING = re.compile(
    rf"\W*(?:(?:{PREPOSITION} )?{INTERROGATIVE}\b(?: (?:many|much|long|often|old|far)\b)?\s*)?(?:{AUXILIARY}\b\s*)?",
    re.IGNORECASE,
)
# Capitalised, and yet a question that names nothing else may lean on the turns before it.
_NO_NAMES = frozenset(word.casefold() for word in ("I", "US", *WEEKDAYS, *MONTHS))
_END_MARKS = f"{LATIN} "  # go where another question is put behind
# A statement and then a question. A point behind three letters or fewer with a capital may be of "Gov." or "Nov."
_STATED = re.compile(
    rf"(.*\s\S*(?:(?<![^\W\d_])[a-z]+|\w{{4,}}|[A-Z]{{2,}}|\d)[{LATIN}][{CLOSING_ENGLISH}]*)\s+([^\W\d_a-z][^{LATIN}]*\??)",
    re.DOTALL,
)
# An order, not keywords. "Name of the mayor" is no order.
_TELLS = re.compile(
    rf"\W*{POLITE}*(?:describe|explain|find|give|list|name(?! of)|show|summari[sz]e|tell)\b", re.IGNORECASE
)
_FEW_WORDS = 3
_KEYWORDS = 2
_OWN_WORDS = 4  # "how much is bail for the man who bit his dog" has more
_UNSPACED = re.compile(f"[{UNSPACED}]")  # of such scripts one "word" may be a whole question
_TURNS = 3  # further back, a topic has usually changed
_LONGEST = 60  # words of an earlier question that a fragment is read with, so that both are within the reader's limit
_ARTICLE = 20_000  # characters: of a book the beginning and the passage must do
_ON_TOPIC = 0.5  # of the words of the turns that the best article has; see `on_topic`


class Leaning(Enum):
    """Whether a question depends on the turns before it."""

    NO = auto()
    PERHAPS = auto()
    YES = auto()


@dataclass(frozen=True, slots=True)
class Search:
    """A text to search for, and the questions before it whose topic the articles found must have; none where the
    text says that itself.
    """

    text: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is understood in its conversation."""

    searches: tuple[Search, ...]  # each in case those before it give no answer
    read: str  # the question that passages are read for
    unlike: str = ""  # an answer that cannot be meant


def understand(question: str, history: Sequence[Reply | str]) -> Understood:
    """Return the question as it is, or with the turns that it depends on; `history` is oldest first."""
    turns = history[-_TURNS:]
    leans = leaning(question) if turns else Leaning.NO
    if leans is Leaning.NO:
        return Understood((Search(question),), _as_question(_stated(question)))
    told: list[Reply | str] = []
    for turn in reversed(turns):
        told.insert(0, turn)
        if not _goes_on(question_of(turn)):
            break
    with_answers = (f"{question_of(turn)} {turn.text}" if isinstance(turn, Reply) else turn for turn in told)
    together = " ".join([*(text.strip() for text in with_answers), question])
    searches = [Search(together, tuple(question_of(turn).strip() for turn in told))]
    if leans is Leaning.PERHAPS:
        searches.append(Search(question))
    return Understood(tuple(searches), *_read(question, turns))


def on_topic(hits: Sequence[Hit], about: Sequence[str]) -> list[Hit]:
    """Keep the hits whose articles have at least half as many words of these questions as the article with most.

    A follow-up is read without its topic: "How old is he?" has an answer in many an article that speaks of another.
    """
    words = content_words(" ".join(about))
    shares = [share_found(words, _article(hit)) for hit in hits]
    least = _ON_TOPIC * max(shares, default=0)
    return [hit for hit, share in zip(hits, shares, strict=True) if share >= least]


def leaning(question: str) -> Leaning:
    """Decide whether a question depends on the turns before it.

    It does if it is a fragment, or says little itself and begins as a follow-up ("And ..."), points ("did that"), has
    a pronoun or is very short. If it says more, or only names nothing, it perhaps does.
    """
    text = question.strip()
    words = WORD.findall(text)
    names = [at for at, word in enumerate(words) if at and _is_name(word)]
    before_names = words[: names[0]] if names else words
    if fragment(text):
        return Leaning.YES
    if _led(text) or _POINTING.search(text) or _has_pronoun(before_names):
        return Leaning.PERHAPS if names or len(content_words(text)) > _OWN_WORDS else Leaning.YES
    if names:
        return Leaning.PERHAPS if _POINTING_BEHIND.search(text) else Leaning.NO
    if _UNSPACED.search(text):
        return Leaning.NO
    return Leaning.YES if len(words) <= _FEW_WORDS and _ASKS.search(text) else Leaning.PERHAPS


def fragment(question: str) -> str:
    """Return what an incomplete question asks for ("And when?": "when") or names ("And Tokyo?": "Tokyo"); else ""."""
    text = question.strip()
    led = _led(text)
    core = text[led:]
    if _has_pronoun(WORD.findall(core)):  # "And her profession?" asks for something else of the same person
        return ""
    naming = (led or _NAMING.fullmatch(core)) and not _ASKS_FIRST.search(core)
    return core.rstrip(_END_MARKS) if naming or _ASKING.fullmatch(core) else ""


def named(question: str) -> str:
    """Return what an incomplete question only names: "Tokyo" of "And Tokyo?"; "" where it asks something itself."""
    part = fragment(question)
    return "" if _ASKING.fullmatch(part) else part


def _read(question: str, turns: Sequence[Reply | str]) -> tuple[str, str]:
    """Return the question that passages are read for, and an answer that cannot be meant, or "".

    A fragment is read with the last question that is complete, any other question as it is. What the fragment
    asks for takes the place of what was asked ("when? people were hurt in the explosion?"); what it names stands in
    front of the question that is asked of it, too ("Tokyo: How much did America promise?").
    """
    part = fragment(question)
    whole = (turn for turn in reversed(turns) if not fragment(question_of(turn)) and _ASKS.search(question_of(turn)))
    earlier = next(whole, None) if part else None
    if earlier is None:
        return _stated(question), ""
    asked = question_of(earlier).strip()
    if _ASKING.fullmatch(part):
        return f"{part}? {_last_words(asked[_end(_OPENING, asked) :].rstrip(_END_MARKS))}?", ""
    return f"{part}: {_last_words(asked)}", earlier.text if isinstance(earlier, Reply) else ""


def _stated(question: str) -> str:
    """Return what passages are read for where a statement stands before a question: "X died. When did she resign?"

    That is the question alone where it says itself what it is about, else with the statement behind it: a reader that
    sees the statement first takes it for what is asked.
    """
    parts = _STATED.fullmatch(question.strip())
    if not parts or "?" in parts[1] or not _ASKS.search(parts[2]):
        return question
    words = WORD.findall(parts[2])
    alone = leaning(parts[2]) is Leaning.NO and any(map(_is_name, words[1:])) and not _has_pronoun(words)
    return parts[2] if alone else f"{parts[2]} {parts[1]}"


def _as_question(question: str) -> str:
    """Return keywords as a question of what they are: "goose painting price"; anything else, and a bare name, as it is.

    Where a question word stands among them they stay, for the reader finds it there as well as in front.
    """
    text = question.strip()
    words = content_words(text)
    if _ASKS.search(text) or _TELLS.match(text) or _UNSPACED.search(text) or len(words) < _KEYWORDS:
        return question
    if all(map(_is_name, WORD.findall(text))):
        return question
    return f"what is {text.rstrip(_END_MARKS)}?"


def _goes_on(question: str) -> bool:
    """Return whether a turn says too little by itself, so that the one before it is wanted as well."""
    leans = leaning(question)
    return leans is Leaning.YES or (leans is Leaning.PERHAPS and len(content_words(question)) < _FEW_WORDS)


def question_of(turn: Reply | str) -> str:
    """Return what a turn asked, with its slips mended."""
    return with_respelt(turn.question, turn.read_as) if isinstance(turn, Reply) else turn


def _article(hit: Hit) -> str:
    document = hit.passage.document
    return f"{document.title} {hit.passage.text} {document.text[:_ARTICLE]}"


def _led(text: str) -> int:
    """Return how many characters of a text lead over from the turn before: "And ", "What about "."""
    return _end(_LEAD, text)


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _last_words(text: str) -> str:
    return " ".join(text.split()[-_LONGEST:])


def _has_pronoun(words: Sequence[str]) -> bool:
    return any(word.casefold() in _PRONOUNS for word in words)


def _is_name(word: str) -> bool:
    return word[0].isupper() and word.casefold() not in _NO_NAMES
