"""How many wrong answers a person accepts: named choices, with what they did on labelled questions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """A choice; the figures are those of "Confidence on news and SQuAD together" in training/RESULTS.md."""

    wrong: int  # of a hundred answers that are given
    name: str
    means: str
    right: int  # of a hundred answers that were given
    answered: int  # of a hundred questions that the articles answer


ACCEPTED = (
    Accepted(10, "Fewer wrong answers", "It answers only what it is surest of.", right=90, answered=34),
    Accepted(20, "Balanced", "It answers most questions, and one answer in five may be wrong.", right=80, answered=68),
    Accepted(30, "More answers", "It is seldom silent, so look at the source of each.", right=70, answered=87),
)
