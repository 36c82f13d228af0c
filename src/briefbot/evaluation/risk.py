"""How far a confidence can be believed: its calibration, and the risk at each share of questions answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BINS = 10
_FEWEST = 20  # answers that say anything about the share of wrong ones
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in [low, high)."""

    low: float
    high: float
    count: int
    confidence: float  # their mean
    right: float  # the share of them that is right


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Return the bins of a reliability diagram, 10 of equal width, without the empty ones."""
    values, outcomes = np.asarray(confidences, float), np.asarray(right, float)
    numbers = np.minimum((values * _BINS).astype(int), _BINS - 1)
    return [
        Bin(
            number / _BINS,
            (number + 1) / _BINS,
            int(np.sum(numbers == number)),
            float(values[numbers == number].mean()),
            float(outcomes[numbers == number].mean()),
        )
        for number in np.unique(numbers)
    ]


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error over 10 bins of equal width (Naeini et al. 2015), 0..1."""
    return sum(bin_.count * abs(bin_.confidence - bin_.right) for bin_ in reliability(confidences, right)) / max(
        len(confidences), 1
    )


def risk_coverage(
    confidences: Sequence[float], right: Sequence[bool]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return (threshold, coverage, risk) for every threshold that changes what is answered, the most confident first.

    At a threshold all questions of at least that confidence are answered: `coverage` is their share, `risk` the share
    of wrong ones among them (El-Yaniv & Wiener 2010). Equal confidences stand or fall together. All shapes (points,).
    """
    values, wrong = np.asarray(confidences, float), 1 - np.asarray(right, float)
    order = np.argsort(-values, kind="stable")
    values, wrong = values[order], wrong[order]
    last = np.flatnonzero(np.append(values[1:] != values[:-1], True)) if values.size else np.array([], int)
    answered = last + 1
    return values[last], answered / max(values.size, 1), np.cumsum(wrong)[last] / answered


def area_under_risk(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean risk over all coverages, 0..1, lower is better (AURC, Geifman & El-Yaniv 2017)."""
    _, coverage, risk = risk_coverage(confidences, right)
    return float(np.sum(np.diff(coverage, prepend=0.0) * risk))


def threshold_for(risk_accepted: float, confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the lowest threshold at which at most `risk_accepted` (0..1) of the answers were wrong; 1.01 if none is.

    That must hold of the answers themselves and once more after isotonic regression (Ayer et al. 1955), which takes a
    surer answer to be no less often right: so neither a lucky stretch among doubtful answers decides, nor an unlucky
    one among the surest. Fewer than 20 answers keep no promise.
    """
    from sklearn.isotonic import isotonic_regression

    if len(confidences) < _FEWEST:
        return 1.01
    thresholds, coverage, risk = risk_coverage(confidences, right)
    answered = np.rint(coverage * len(confidences))
    added = np.diff(answered, prepend=0.0)
    share = np.diff(answered * (1 - risk), prepend=0.0) / added
    smoothed = np.cumsum(added * (1 - isotonic_regression(share, sample_weight=added, increasing=False))) / answered
    most = risk_accepted + _ROUNDING
    kept = np.flatnonzero((risk <= most) & (smoothed <= most) & (answered >= _FEWEST))
    return float(thresholds[kept[-1]]) if kept.size else 1.01
