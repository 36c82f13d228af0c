"""How right an answer is: SQuAD's official scores, and the one meaning of right or wrong that confidence is about.

The normalisation is SQuAD's own (Rajpurkar et al. 2016; 2018 for questions without an answer).
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from briefbot.quantities import plain_figure
from briefbot.text.characters import UNSPACED
from briefbot.text.spelt_numbers import FIGURE, LONE_WORDS

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
_FIGURE_OR_WORD = re.compile(rf"{FIGURE}|[a-z]+")
_JOINED = rf"[^\W{UNSPACED}]"  # a letter or digit that is one word with the next


def normalize(text: str) -> str:
    """Lower-case, drop ASCII punctuation and English articles, collapse white space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(predicted: str, expected: str) -> float:
    """Return 1.0 when both are equal after normalisation, else 0.0."""
    return float(normalize(predicted) == normalize(expected))


def f1(predicted: str, expected: str) -> float:
    """Return the harmonic mean of token precision and recall; when either side is empty, 1.0 only if both are."""
    got, wanted = normalize(predicted).split(), normalize(expected).split()
    if not got or not wanted:
        return float(got == wanted)
    shared = sum((Counter(got) & Counter(wanted)).values())
    if shared == 0:
        return 0.0
    precision, recall = shared / len(got), shared / len(wanted)
    return 2 * precision * recall / (precision + recall)


def best_over_answers(metric: Callable[[str, str], float], predicted: str, answers: Iterable[str]) -> float:
    """Return the best value over all accepted answers, as SQuAD scores it; an unanswerable question accepts ""."""
    return max(metric(predicted, answer) for answer in tuple(answers) or ("",))


def is_right(text: str, answers: Sequence[str]) -> bool:
    """Return whether an answer counts as right, not wrong: it has an F1 of at least one half with some answer.

    A person would take "the Treaty of Lisbon" for "Treaty of Lisbon, 2007"; exact match would call it wrong. But
    nobody would take "3 percent" for "7.5 percent": numbers must agree as far as both name any.
    """
    return bool(text) and any(f1(text, answer) >= 0.5 and _numbers_agree(text, answer) for answer in answers)


def says(text: str, answer: str) -> bool:
    """Return whether a text holds an answer that is no part of a longer word or number, over whatever white space."""
    return _standing_alone(answer).search(text) is not None


@cache
def _standing_alone(answer: str) -> re.Pattern[str]:
    words = answer.split()
    first, last = words[0][0], words[-1][-1]
    before = rf"(?<!{_JOINED})" if re.match(_JOINED, first) else ""
    after = rf"(?!{_JOINED})" if re.match(_JOINED, last) else ""
    before += r"(?<!\d[.,:])" if first.isdigit() else ""
    after += r"(?![.,:]\d)" if last.isdigit() else ""
    return re.compile(before + r"\s+".join(map(re.escape, words)) + after)


def _numbers_agree(one: str, other: str) -> bool:
    first, second = _numbers(one), _numbers(other)
    return not first or not second or first <= second or second <= first


def _numbers(text: str) -> set[str]:
    """Return the numbers that a text names, spelt ones among them, as digits.

    The text is not normalised before: that takes the point out of "1.5" and leaves the sign before "£5" in the way.
    """
    found = _FIGURE_OR_WORD.findall(text.lower())
    figures = {plain_figure(word) for word in found if word[0].isdigit()}
    return figures | {str(LONE_WORDS[word]) for word in found if word in LONE_WORDS}
