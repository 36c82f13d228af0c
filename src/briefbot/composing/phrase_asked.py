"""Question -> the words or phrases that the articles it asks for are to have."""

from __future__ import annotations

import re

from briefbot.text.question_forms import POLITE, THANKS
from briefbot.words import WORD

_QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{1,200})[”\"»“]|(?<!\w)['‘]([^'’‘]{2,100})['’](?!\w)")
_TOLD = (
    r"(?:mentioned|named|cited|quoted|appear(?:s|ing)?|occurs?|found|comes? up|crops? up"
    r"|spoken of|referred to|discussed|in)"
)
_NOBODY = r"(?!(?:you|i|we|they|there|it|that|this|the articles?|any articles?|an article|my articles?)\b)"
_PASSIVE = (  # "in which X is named", "Is X mentioned in any article?", "does X appear"
    re.compile(
        rf"\b(?:in which|in that|where|that) {_NOBODY}(?P<x>.+?) (?:is|are|was|were|gets?|has been"
        rf"|have been)?\s*{_TOLD}\b"
        r"(?! (?:which|what))",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:is|are|was|were|do|does|did|has|have) {_NOBODY}(?P<x>.+?) (?:been )?{_TOLD}\b", re.IGNORECASE),
)
_STRICT = (
    r"mention(?:s|ing|ed)?|nam(?:e|es|ing)(?= \S)|refer(?:s|ring)? to|cit(?:e|es|ing)"
    r"|contain(?:s|ing)?|us(?:e|es|ed|ing)"
    r"|includ(?:e|es|ing)|say(?:s|ing)?|with(?:out)?|featur(?:e|es|ing)|quot(?:e|es|ing)"
)
_LOOSE = (
    r"about|on|regarding|concerning|discuss(?:es|ing|ed)?|cover(?:s|ed|ing)?|deal(?:s|ing)? with|touching(?: on)?|into"
    r"|(?:speak|talk)(?:s|ing)? (?:of|about)|related to|of(?= (?:the )?\w+\W*\Z)"
)
_WORD_SAID = re.compile(r"\b(?:the )?(?:words?|phrases?|names?|terms?)\s+(?P<x>.+)\Z", re.IGNORECASE | re.DOTALL)
_ACTIVE = re.compile(rf"\b(?:(?P<strict>{_STRICT})|(?P<loose>{_LOOSE}))\s+(?P<x>.+)\Z", re.IGNORECASE | re.DOTALL)
_TRAILING = re.compile(
    r"\s+(?:(?:in|within|among) (?:them|it|any\b.*|(?:all )?(?:of )?(?:the|my|these|this|your|our) "
    rf"(?:articles?|index|texts?|collection|pile|news|stories))|then|{THANKS}|there|here|at all"
    r"|published|written|printed|released|(?:do|have) (?:you|i|we)(?: (?:have|got))?|(?:you|i"
    r"|we) have(?: got)?|are there|is that|exist)\W*\Z",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:(?:the )?(?:words?|phrases?|names?|terms?|topics?|subjects?) |(?:both|all of"
    r"|anything (?:about|on)|about|on) )",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|an?|any|some)\s+", re.IGNORECASE)
_NOTHING = frozenset(
    WORD.findall(
        """
        it that this them these those articles article you i we they there here what which he she him her one ones is
        are was were the a an any all in of me my your our do does have has and collection index us about on cover
        covered
        """
    )
)
_ASKING = re.compile(
    rf"\A\W*(?:{POLITE}|(?:i['’]m looking for|show(?: me)?|list(?: me)?|give(?: me)?|find(?: me)?"
    r"|tell(?: me)?|search(?: for)?|look for|get(?: me)?|every(?:thing)?|only|all)\b[\s,:]*)",
    re.IGNORECASE,
)
_ENDS = " \t\n.,;:!?…"


def quoted_phrases(question: str) -> tuple[tuple[str, ...], str]:
    """Return the phrases that stand in quotation marks, and the question without them."""
    found = tuple((one or other).strip() for one, other in _QUOTED.findall(question))
    kept = tuple(phrase for phrase in found if WORD.search(phrase))
    return (kept, _QUOTED.sub(" ", question)) if kept else ((), question)


def phrase_asked(text: str, of_articles: bool) -> tuple[tuple[str, ...], bool, str]:
    """Return the phrases that articles are to have, whether they are only to be about them, and what stands in front.

    `of_articles`: whether the question speaks of articles at all; one that does not is a phrase itself.
    """
    for pattern in _PASSIVE:
        if (found := pattern.search(text)) and (phrase := _cleaned(found["x"])):
            return _parted(found["x"], phrase), False, text[: found.start()]
    if (said := _WORD_SAID.search(text)) and (phrase := _cleaned(said["x"])):
        return _parted(said["x"], phrase), False, text[: said.start()]
    at = 0
    while found := _ACTIVE.search(text, at):
        if phrase := _cleaned(found["x"]):
            without = found[0][:7].casefold() == "without"
            return _parted(found["x"], phrase), bool(found["loose"]), text[: found.start() + (7 if without else 0)]
        at = found.start() + 1
    if of_articles:
        return (), False, text
    phrase = _cleaned(without_politeness(text))
    return ((phrase,) if phrase else ()), True, ""


def without_politeness(text: str) -> str:
    """Return a request without what it begins with: "could you please list"."""
    before = None
    while text != before:
        before, text = text, _ASKING.sub("", text)
    return text


def words_of(phrase: str) -> str:
    """Return a phrase without the article that it begins with."""
    return _ARTICLE.sub("", phrase, count=1) if _ARTICLE.match(phrase) else phrase


def _parted(given: str, phrase: str) -> tuple[str, ...]:
    """Return both phrases of "both X and Y", else the one."""
    if re.match(r"\W*both\b", given, re.IGNORECASE):
        parts = re.split(r"\s+and\s+", phrase)
        if len(parts) == 2:
            return tuple(parts)
    return (phrase,)


def _cleaned(phrase: str) -> str:
    """Return a phrase without what belongs to the question; "" where nothing is left that could be in an article."""
    before = None
    while phrase != before:
        before, phrase = phrase, _TRAILING.sub("", phrase.strip(_ENDS))
        if leading := _LEADING.match(phrase):
            phrase = phrase[leading.end() :]
    phrase = " ".join(phrase.split())
    return "" if {word.casefold() for word in WORD.findall(phrase)} <= _NOTHING else phrase
