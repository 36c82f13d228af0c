"""The measure that a question asks for, and the one that an answer gives: money, a share, a length, so many of a thing.

"How many buses" is not answered by an amount of money, "how much does it weigh" not by a length. What is measured is
read off the words for units; a thing that is counted is its noun.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from briefbot.text.calendar_names import MONTH_FORMS, MONTHS, WEEKDAYS
from briefbot.text.characters import CURRENCY, DASHES
from briefbot.text.sentence_ends import LATIN
from briefbot.text.spelt_numbers import FIGURE, LONE_WORDS, SCALES, TENS
from briefbot.words import QUESTION_WORDS, STEM, WORD


class Dimension(Enum):
    """What a number may be of."""

    MONEY = auto()
    SHARE = auto()  # of a whole: percent, two thirds
    DURATION = auto()
    AGE = auto()
    CLOCK = auto()
    DATE = auto()  # a day, a month, a year; also "yesterday", "in spring"
    LENGTH = auto()
    AREA = auto()
    VOLUME = auto()
    WEIGHT = auto()
    TEMPERATURE = auto()
    SPEED = auto()
    COUNT = auto()  # of what the noun names


@dataclass(frozen=True, slots=True)
class MeasureFit:
    """Features of an answer against the measure asked for; 0 or 1 each, all 0 where the question asks for none."""

    same: float = 0.0  # it is of a dimension asked for
    counted: float = 0.0  # it counts the very thing asked for
    clash: float = 0.0  # it is of another dimension
    numberless: float = 0.0  # it has no number at all


_UNITS = {
    Dimension.MONEY: """
        dollar dollars euro euros pound pounds yen yuan rupee rupees peso pesos crown crowns franc francs mark marks
        rouble roubles ruble rubles lira won real reais cent cents
        pence krona kronor krone kroner zloty dirham riyal""",
    Dimension.SHARE: "percent percentage per\u00a0cent thirds quarters fifths half third quarter",
    Dimension.DURATION: """
        second seconds minute minutes hour hours day days night nights week weeks weekend weekends month months year
        years decade decades century centuries""",
    Dimension.LENGTH: """
        millimetre millimetres millimeter millimeters centimetre centimetres centimeter centimeters metre metres meter
        meters kilometre kilometres kilometer kilometers km cm mm inch inches foot feet yard yards mile miles
        light-years""",
    Dimension.AREA: "acre acres hectare hectares",
    Dimension.VOLUME: "litre litres liter liters gallon gallons barrel barrels pint pints",
    Dimension.WEIGHT: """
        gram grams gramme grammes kilogram kilograms kilo kilos kg tonne tonnes ton tons ounce ounces lb lbs""",
    Dimension.TEMPERATURE: "degree degrees celsius fahrenheit",
    Dimension.SPEED: "mph kph knots km/h",
}
_OF_UNIT = {word: dimension for dimension, words in _UNITS.items() for word in words.split()}
_NUMBER_WORDS = frozenset((*LONE_WORDS, *SCALES, *TENS)).union(
    ("one", "no", "none", "zero", "both", "several", "few", "many", "most", "half", "majority", "once", "twice"),
    ("couple", "tens", "dozens", "hundreds", "thousands", "millions", "billions"),
)
_NUMBER = re.compile(rf"{FIGURE}|\b(?:{'|'.join(sorted(_NUMBER_WORDS))})\b", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(rf"(?:{FIGURE}[kmb]?|\b(?:{'|'.join(sorted(_NUMBER_WORDS))}))[\s,]*\Z", re.IGNORECASE)
_MONEY = re.compile(rf"[{CURRENCY}]")
_SHARE = re.compile(r"\d\s?%|\bper\s?cent\b", re.IGNORECASE)
_AGE = re.compile(
    rf"^[{DASHES}\s]?(?:years?|months?)[{DASHES}\s]old\b|^[{DASHES}\s]year[{DASHES}\s]olds?\b", re.IGNORECASE
)
_YEARS_OLD = re.compile(rf"\d[{DASHES}\s]years?[{DASHES}\s]old", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b|\b\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
_SQUARE = re.compile(r"\b(?:square|sq)\b", re.IGNORECASE)
_CUBIC = re.compile(r"\bcubic\b", re.IGNORECASE)
_REACH = 60  # characters behind a span in which that is looked for
_NEXT_THING = re.compile(r"[\d,;.()]| (?:on|for|to|in|at|and|from|by) ")  # behind it, another number has its unit
_AFTER = 4  # words behind a number among which its unit or its noun stands
_STOPS = QUESTION_WORDS | frozenset(WORD.findall("if into many may might much must per shall"))
_GENERIC = frozenset(("people", "person", "persons", "others", "more", "other", "total", "times"))

_ASKS_SHARE = re.compile(r"\b(?:percent(?:age)?|per cent|proportion|what share|fraction|by how much)\b", re.IGNORECASE)
_PRICE = "price|cost|fine|fee|salary|pay|sum|budget|wage|rent|reward|prize money|net worth|fortune"
_PAYS = (
    "costs?|pa(?:y|ys|id)|worth|spend(?:s|ing)?|spent|price|raise[ds]?|earn(?:s|ed)?|owe[ds]?|charge[ds]?|fetch|fined"
    "|donate[ds]?|invest(?:s|ed)?|(?:sell|sold|go) for"
)
_ASKS_MONEY = re.compile(
    rf"\b(?:how much (?:money|cash|debt|funding|compensation|aid)|(?:what|which) (?:\w+ ){{0,3}}?(?:{_PRICE})"
    rf"|(?:how much|what) (?:\w+[\s'\u2019-]+){{0,12}}?(?:{_PAYS}))\b",
    re.IGNORECASE,
)
_HOW = {
    "old": (Dimension.AGE, Dimension.DURATION, Dimension.COUNT),
    "long": (Dimension.DURATION, Dimension.LENGTH),
    "soon": (Dimension.DURATION,),
    "far": (Dimension.LENGTH, Dimension.DURATION),
    "tall": (Dimension.LENGTH,),
    "high": (Dimension.LENGTH, Dimension.SHARE, Dimension.TEMPERATURE, Dimension.MONEY, Dimension.COUNT),
    "deep": (Dimension.LENGTH,),
    "wide": (Dimension.LENGTH,),
    "heavy": (Dimension.WEIGHT,),
    "fast": (Dimension.SPEED, Dimension.DURATION),
    "hot": (Dimension.TEMPERATURE,),
    "cold": (Dimension.TEMPERATURE,),
}
_ASKS_HOW = re.compile(rf"\bhow ({'|'.join(_HOW)})\b", re.IGNORECASE)
_ASKS_WEIGHT = re.compile(r"\b(?:weigh|weighs|weighed|weight)\b", re.IGNORECASE)
_ASKS_DEPTH = re.compile(
    r"\b(?:what|which) (?:\w+ )?(?:depth|height|length|width|distance|altitude|size)\b", re.IGNORECASE
)
_ASKS_COUNT = re.compile(r"\bhow many\b|\b(?:what|which) (?:is the |was the )?number of\b", re.IGNORECASE)
# "When" opens a question, or stands at its end; within it, it mostly only tells of another event.
_ASKS_DATE = re.compile(
    rf"(?:^|[{LATIN},;]\s+|\band\s+)\W*(?:since |until |by |from )?when\b|\bwhen\W*$"
    r"|\b(?:what|which) (?:day|date|month|year|weekday)\b",
    re.IGNORECASE,
)
_ALSO_WORDS = ("March", "April", "May")  # in small letters they are something else
_DATE_WORDS = re.compile(
    rf"\b(?:{'|'.join(MONTH_FORMS)}|{'|'.join(WEEKDAYS)})\b|\b(?:1[5-9]|20)\d\d(?:s|\b)"
    r"|\b(?i:today|tonight|yesterday|tomorrow|week|weekend|month|year|decade|century|spring|summer|autumn|fall|winter"
    r"|ago|christmas|easter|morning|afternoon|evening|night|midnight|noon|day|days|weeks|months|years|hours|minutes"
    rf"|{'|'.join(name for name in MONTHS if name not in _ALSO_WORDS)})\b"
)
_ASKS_MUCH = re.compile(r"\bhow much\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a question asks to be measured. `dimensions` may be any of these; empty means any amount.

    `nouns` are the stems of the things that are counted.
    """

    dimensions: frozenset[Dimension] = frozenset()
    nouns: frozenset[str] = frozenset()


def measure_asked(question: str) -> Measure | None:
    """Return the measure that a question asks for; None where it asks for none."""
    if found := _ASKS_COUNT.search(question):
        nouns = _nouns(question[found.end() :])
        units = {_OF_UNIT[word] for word in nouns if word in _OF_UNIT}
        stems = frozenset(word[:STEM] for word in nouns if word not in _GENERIC)
        return Measure(frozenset(units) | ({Dimension.COUNT} if not units else frozenset()), stems)
    if found := _ASKS_HOW.search(question):
        return Measure(frozenset(_HOW[found[1].casefold()]))
    if _ASKS_DATE.search(question):
        return Measure(frozenset({Dimension.DATE, Dimension.CLOCK}))
    if _ASKS_SHARE.search(question):
        return Measure(frozenset({Dimension.SHARE, *((Dimension.MONEY,) if _ASKS_MUCH.search(question) else ())}))
    if _ASKS_DEPTH.search(question):
        return Measure(frozenset({Dimension.LENGTH, Dimension.AREA}))
    if _ASKS_MUCH.search(question) and _ASKS_WEIGHT.search(question):
        return Measure(frozenset({Dimension.WEIGHT}))
    if _ASKS_MONEY.search(question):
        return Measure(frozenset({Dimension.MONEY, Dimension.SHARE}))
    if found := _ASKS_MUCH.search(question):
        return Measure(frozenset(), frozenset(word[:STEM] for word in _nouns(question[found.end() :])[:1]))
    return None


def measure_fit(asked: Measure | None, sentence: str, start: int, end: int) -> MeasureFit:
    """Return how [start, end) of a sentence fits the measure asked for."""
    if asked is None:
        return MeasureFit()
    span = sentence[start:end]
    if Dimension.DATE in asked.dimensions:
        return _date_fit(span, sentence[end : end + _REACH])
    if not _NUMBER.search(span):
        return MeasureFit(numberless=1.0)
    # A number at the end of a span has its unit or its noun behind it.
    after = ""
    if _ENDS_IN_NUMBER.search(span):
        ends = _NEXT_THING.search(sentence, end, end + _REACH)
        after = sentence[end : ends.start() if ends else end + _REACH]
    words = [word.casefold() for word in WORD.findall(span)]
    following = [word.casefold() for word in WORD.findall(after)[:_AFTER]]
    found = _dimension(span, words, after, following)
    counted = bool(asked.nouns) and any(word[:STEM] in asked.nouns for word in (*words, *following))
    if not asked.dimensions:
        return MeasureFit(same=1.0, counted=float(counted))
    same = found in asked.dimensions
    return MeasureFit(same=float(same), counted=float(counted), clash=float(not same and not counted))


def _date_fit(span: str, after: str) -> MeasureFit:
    """Return how a span fits a question for a time; "after the trial" names none and may be right all the same."""
    words, following = ([word.casefold() for word in WORD.findall(part)] for part in (span, after))
    old = _AGE.search(after) or _YEARS_OLD.search(span) or "aged" in words
    if _CLOCK.search(span) or (_DATE_WORDS.search(span) and not old):
        return MeasureFit(same=1.0)
    if old or (_NUMBER.search(span) and _dimension(span, words, after, following[:_AFTER]) is not Dimension.DURATION):
        return MeasureFit(clash=1.0)
    return MeasureFit()


def _dimension(span: str, words: list[str], after: str, following: list[str]) -> Dimension:
    if _MONEY.search(span):
        return Dimension.MONEY
    if _SHARE.search(span + after[:10]):
        return Dimension.SHARE
    if _AGE.search(after) or _YEARS_OLD.search(span):
        return Dimension.AGE
    if _CLOCK.search(span):
        return Dimension.CLOCK
    behind = " ".join(following[:2])
    if _SQUARE.search(f"{span} {behind}"):
        return Dimension.AREA
    if _CUBIC.search(f"{span} {behind}"):
        return Dimension.VOLUME
    for word in (*words, *following[:2]):
        if word in _OF_UNIT:
            return _OF_UNIT[word]
    return Dimension.COUNT


def _nouns(text: str) -> list[str]:
    """Return the words up to the verb or preposition: those of the thing that is counted."""
    found: list[str] = []
    for word in WORD.findall(text.casefold())[:_AFTER]:
        if word in _STOPS:
            if found:
                break
            continue
        found.append(word)
    return found
