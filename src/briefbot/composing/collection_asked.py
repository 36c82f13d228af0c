"""Question -> what it asks of the collection: which articles are meant, and what of them is wanted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from briefbot.composing.phrase_asked import phrase_asked, quoted_phrases
from briefbot.text.sentence_ends import LATIN
from briefbot.text.spelt_numbers import LONE_WORDS
from briefbot.times import Mention, mentions
from briefbot.types import Filter
from briefbot.words import WORD, folded

_ARTICLES = (
    r"(?:articles?|stor(?:y|ies)|pieces?|reports?|texts?|documents?|items?|anything|something|news|coverage|ones?)"
)
_OUTLETS = r"(?:outlets?|newspapers?|papers|publishers?|publications?|sources?|broadcasters?|news ?sites?|media)"
_NOUN = re.compile(rf"\b(?:(?P<articles>{_ARTICLES})|(?P<outlets>{_OUTLETS}))\b", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:how many|number of|count(?:ed)?|total of)\b", re.IGNORECASE)
_NEWEST = re.compile(r"\b(?:newest|latest|most recent|last(?! (?:week|month|year)))\b", re.IGNORECASE)
_OLDEST = re.compile(r"\b(?:oldest|earliest|first)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:articles|stories|pieces|reports|texts|documents|items|ones)\b", re.IGNORECASE)
_PERIOD = re.compile(
    r"\b(?:(?:what|which) (?:periods?|dates?|days?|months?|years?|time(?: ?(?:span|range|frame|period))?)\b"
    r"|period\b|time ?span|date range|from when|how far back|how (?:old|recent)\b|until when"
    r"|when (?:is|are|was|were)\b)",
    re.IGNORECASE,
)
_TOPICS = re.compile(
    r"\b(?:topics?|subjects?|themes?|what(?:['’]s| is| are| do| does| was)?\b.*\b(?:covered|cover|about|deal with)\W*\Z"
    r"|what(?:['’]s| is)? (?:all )?in (?:here|there|it|(?:my|the|this|your|our)\b)"
    r"|what do (?:i|you|we) have(?: here)?\W*\Z|overview)",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"(?:(?:which|what) (?:source|article|outlet|paper|newspaper|piece|one)s? (?:is|was|says?"
    r"|said) (?:that|this|it)(?: from| in)?"
    r"|(?:where|from where) (?:did|do|does|is|was|have) (?:you|that|this|it)\b.*"
    r"|(?:who|which \w+) (?:reported|wrote|says?|said|published|printed) (?:that|this|it|so))\W*",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:(?:do|does|did|is|are)(?:n['’]t| not)|not|never|without)(?: any| ever)?\W*\Z", re.IGNORECASE
)
_BEFORE_OUTLET = re.compile(r"\b(?:from|by|in|only|of|at)(?: only)?(?: the)?\s+\Z", re.IGNORECASE)
_BEHIND_OUTLET = re.compile(
    rf"(?:['’]s?)?\s+(?:{_ARTICLES}|mentions?|has|have|wrote|reports?|published|covers?)\b", re.IGNORECASE
)
_HOW = re.compile(
    r"(?:\b(?:(?P<until>until|till|up to|as of|through|by)|(?P<before>before|prior to|(?:older|earlier) than)"
    r"|(?P<since>since|from|starting(?: from| on| in)?|beginning)|(?P<after>after|(?:newer|later|younger) than)"
    r"|(?P<within>in|on|of|during|within|between|for|dated|published|appeared))(?: the)?\s+)\Z",
    re.IGNORECASE,
)
_ONWARD = re.compile(r"\s*(?:on|onwards?|and later)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*(?:to|until|till|through|and|[-–])\s+(?:the )?\Z", re.IGNORECASE)
_POSSESSIVE = re.compile(rf"(?:['’]s?)?\s+{_ARTICLES}\b", re.IGNORECASE)
_DATED_VERB = re.compile(
    r"\b(?:(?:was|were|are|is) )?(?:published|dated|appeared|came out|written|printed|run)\b", re.IGNORECASE
)
_UNKNOWN = re.compile(
    rf"(?:\b{_ARTICLES}(?: (?:is|are|was|were|do|does|you|i|there|we|have|written|that|which))*"
    rf" (?:from|by) (?P<any>[^{LATIN},;]{{2,80}}?)|\b(?:from|by) (?P<named>(?:the )?[A-Z][^{LATIN},;]{{1,80}}?))"
    r"(?=\s+(?:that|which|mention\w*|about|on|with|in|say\w*|nam\w+)\b|\W*\Z)"
)
_OWN = frozenset(
    WORD.findall("the my your our this these all index collection pile articles it them here there you me")
)
_DOMAIN = re.compile(r"(?:\.(?:com|co|org|net|gov|edu|info|news|tv|[a-z]{2}))+\Z")
_MOST_WORDS = 8  # of the name of an outlet
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CollectionAsked:
    """What a question asks of the collection."""

    subject: str  # as `Holdings.subject`, or "cited": where the reply before it is from
    counted: bool = False  # it asks how many
    most: int | None = None  # how many of the newest or oldest; None: all of one day
    phrases: tuple[str, ...] = ()  # that each article has
    is_loose: bool = False  # it asks for what is about them
    is_denied: bool = False  # it asks for articles that do not have them
    restricted: Filter = field(default=Filter())  # outlets and days
    author: str = ""
    of_articles: bool = True  # it speaks of articles; else it is words alone

    @property
    def is_restricted(self) -> bool:
        """Whether the question leaves less than all articles."""
        return bool(self.phrases or self.author or not self.restricted.is_empty)

    def after(self, earlier: CollectionAsked) -> CollectionAsked:
        """Return the same with what an earlier question restricted, where this one does not say."""
        if not earlier.of_articles:
            return self
        own, before = self.restricted, earlier.restricted
        dated = own.since or own.until
        restricted = Filter(
            own.outlets or before.outlets,
            since=own.since if dated else before.since,
            until=own.until if dated else before.until,
        )
        phrases, loose = (self.phrases, self.is_loose) if self.phrases else (earlier.phrases, earlier.is_loose)
        return replace(
            self, phrases=phrases, is_loose=loose, restricted=restricted, author=self.author or earlier.author
        )


def collection_asked(
    question: str, reference: dt.date | None, outlets: Iterable[str], authors: Collection[str] = ()
) -> CollectionAsked:
    """Return what a question asks of a collection with these outlets and authors; `reference` is as in `time_asked`."""
    text = question.strip()
    if _CITED.fullmatch(text):
        return CollectionAsked("cited")
    quoted, text = quoted_phrases(text)
    named, text = outlets_named(text, outlets)
    author = _author(text, authors)
    if author:
        text = re.sub(re.escape(author), " ", text, flags=re.IGNORECASE)
    since, until, text = days_of_publication(text, reference)
    of_articles = bool(author or any(word.search(text) for word in (_NOUN, _COUNTED, _NEWEST, _OLDEST)))
    phrases, is_loose, lead = (quoted, False, text) if quoted else phrase_asked(text, of_articles)
    if not named and not author and (unknown := _unknown_outlet(lead)):
        named = (unknown,)
        phrases = () if phrases and folded(phrases[0]) == folded(unknown) else phrases
    restricted = Filter(named, since=since, until=until)
    subject, most = _subject(lead, phrases, text)
    counted = bool(_COUNTED.search(lead))
    is_denied = bool(phrases and _DENIED.search(lead))
    return CollectionAsked(subject, counted, most, phrases, is_loose, is_denied, restricted, author, of_articles)


def _subject(lead: str, phrases: Collection[str], text: str) -> tuple[str, int | None]:
    """Return what is asked for by the words in front of the phrase, and how many of the newest or oldest."""
    noun = _NOUN.search(lead)
    for order, pattern in (("newest", _NEWEST), ("oldest", _OLDEST)):
        if pattern.search(lead):
            numbers = [_number(word) for word in WORD.findall(lead)]
            most = next((number for number in numbers if number), None)
            return order, most or (5 if _SEVERAL.search(lead) else None)
    if _COUNTED.search(lead) and not (noun and noun["outlets"]):
        return ("mentions" if phrases else "articles"), None
    if noun and noun["outlets"]:
        return "outlets", None
    if _PERIOD.search(lead):
        return "period", None
    if not phrases and _TOPICS.search(text):
        return "topics", None
    return ("mentions" if phrases else "articles"), None


def _number(word: str) -> int | None:
    if word.isdecimal() and len(word) < 4:
        return int(word)
    return LONE_WORDS.get(word.casefold())


def _author(text: str, authors: Collection[str]) -> str:
    """Return the author, of those that the index knows, whose work a question asks for; "" for none."""
    if not re.search(r"\b(?:by|wr(?:ote|itten|ites?)|author\w*|from|of)\b", text, re.IGNORECASE):
        return ""
    plain = f" {' '.join(WORD.findall(folded(text)))} "
    return next((name for name in authors if f" {' '.join(WORD.findall(folded(name)))} " in plain), "")


def outlets_named(text: str, outlets: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Return the outlets that a question restricts itself to, and the question without them."""
    forms = {form: outlet for outlet in outlets for form in _forms(outlet)}
    words = list(WORD.finditer(text))
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_MOST_WORDS, len(words) - at), 0, -1):
            run = words[at : at + length]
            outlet = forms.get("".join(folded(word[0]) for word in run))
            if outlet is None:
                continue
            before = _BEFORE_OUTLET.search(text[: run[0].start()])
            goes_on = found and re.search(r"(?:,|\band|\bor)\s+(?:the )?\Z", text[: run[0].start()])
            if before or goes_on or _BEHIND_OUTLET.match(text[run[-1].end() :]):
                found.append(outlet)
                start = before.start() if before else run[0].start()
                text = text[:start] + " " * (run[-1].end() - start) + text[run[-1].end() :]
                at += length - 1
                break
        at += 1
    return tuple(dict.fromkeys(found)), text


def outlet_called(name: str, outlets: Iterable[str]) -> str | None:
    """Return the outlet that a name is all of: "USA Today" of usatoday.com; None where there is none."""
    forms = {form: outlet for outlet in outlets for form in _forms(outlet)}
    words = [folded(word) for word in WORD.findall(name)]
    return forms.get("".join(words)) or forms.get("".join(words[1:]) if words[:1] == ["the"] else "")


def _forms(outlet: str) -> set[str]:
    """Return the letters of an outlet's name as a person may type it: "theweek" of theweek.co.uk, in one word."""
    bare = _DOMAIN.sub("", folded(outlet).removeprefix("www."))
    whole, short = ("".join(WORD.findall(name)) for name in (folded(outlet), bare))
    parts = WORD.findall(bare)
    forms = {whole, short}
    if parts[:1] == ["the"] and len(parts) > 2:
        forms.add("".join(parts[1:]))
    if "&" in bare:
        forms.add("".join(WORD.findall(bare.replace("&", " and "))))
    return {form for form in forms if len(form) > 1}


def days_of_publication(text: str, reference: dt.date | None) -> tuple[dt.date | None, dt.date | None, str]:
    """Return the first and last day of publication that a question states, and the question without them."""
    found = list(mentions(text, reference, asked=True))
    for at, one in enumerate(found):
        how = _HOW.search(text[: one.start])
        if not (how or one.relative or _POSSESSIVE.match(text[one.end :])):
            continue  # "which articles mention June"
        end = one.end
        behind = found[at + 1] if at + 1 < len(found) else None
        kind = how.lastgroup if how else "within"
        if behind and kind in ("since", "within") and _GOES_ON.fullmatch(text[one.end : behind.start]):
            end = behind.end
            since, until = _placed(one, "since", is_open=True)[0], _placed(behind, "until", is_open=False)[1]
        else:
            onward = _ONWARD.match(text, one.end)
            is_open = bool(onward) or (how is not None and how[0].casefold().startswith(("since", "start", "begin")))
            since, until = _placed(one, kind, is_open)
            end = onward.end() if onward and kind in ("since", "after") else end
        start = how.start() if how else one.start
        rest = text[:start] + " " + text[end:]
        return since, until, _DATED_VERB.sub(" ", rest)
    return None, None, text


def _placed(one: Mention, kind: str | None, is_open: bool) -> tuple[dt.date | None, dt.date | None]:
    start, end = one.period.start, one.period.end
    match kind:
        case "before":
            return None, start - _DAY if start > dt.date.min else start
        case "until":
            return None, end
        case "after":
            return (end + _DAY if end < dt.date.max else end), None
        case "since" if is_open:
            return start, None
    return start, end


def _unknown_outlet(text: str) -> str:
    """Return what the articles are to be from where the index knows no such outlet; "" for none."""
    found = _UNKNOWN.search(text)
    name = (found["any"] or found["named"] or "").strip(f" {LATIN}") if found else ""
    return "" if not name or set(WORD.findall(folded(name))) <= _OWN else name
