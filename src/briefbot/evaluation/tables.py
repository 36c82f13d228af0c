"""Figures -> text for a terminal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from briefbot.evaluation.fitting import Fit
from briefbot.evaluation.measure import Figures
from briefbot.evaluation.risk import area_under_risk, calibration_error
from briefbot.settings import Settings

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_ACCEPTED = (5, 10, 15, 20, 25, 30, 40, 100)  # wrong answers per hundred


def table(figures: Figures) -> str:
    """Return the figures, one a line, the name first."""
    width = max(len(name) for name in figures)
    return "\n".join(
        f"{name:<{width}}  {value:>8,.1f}" if isinstance(value, float) else f"{name:<{width}}  {value:>8,}"
        for name, value in figures.items()
    )


def promises(fit: Fit) -> str:
    """Report how well a calibration does, and what accepting so many wrong of a hundred gives, cross-validated."""
    values, outcomes = np.array(fit.confidences), np.array(fit.right, bool)
    could = np.array([case.has_answer for case in fit.cases])
    lines = [
        f"{values.size:,} questions, {could.sum():,} answerable; the best span is right for {outcomes.sum():,}",
        f"expected calibration error {calibration_error(fit.confidences, fit.right):.3f}",
        f"area under the risk-coverage curve {area_under_risk(fit.confidences, fit.right):.3f}",
        "wrong accepted of 100  confidence from  answered  right of these  answerable answered  others declined",
    ]
    for wrong in _ACCEPTED:
        answered = values >= fit.calibration.threshold(wrong)
        shares = (answered, outcomes[answered], answered[could], ~answered[~could])
        lines.append(
            f"{wrong:>21}{fit.calibration.threshold(wrong):>17.3f}"
            + "".join(
                f"{share.mean() if share.size else float('nan'):>{width}.3f}"
                for share, width in zip(shares, (10, 16, 21, 17), strict=True)
            )
        )
    return "\n".join([*lines, *_declines(fit, values, outcomes, could)])


def _declines(fit: Fit, values: Floats, right: Flags, could: Flags) -> list[str]:
    """Report what is said to the questions that are declined at the default."""
    silent = values <= fit.calibration.silence
    unsure = ~silent & (values < fit.calibration.threshold(Settings().wrong_per_hundred))
    lines = ["of no question is it said that the articles do not say: too few were met that surely have no answer"]
    if silent.any():
        lines = [
            f"up to {fit.calibration.silence:.3f} the articles are said not to say: to {silent.sum():,} questions, "
            f"{silent[~could].mean():.3f} of those without an answer; it is true of {(~could)[silent].mean():.3f}"
        ]
    if unsure.any():
        lines.append(
            f"from there to the default no answer is sure enough: for {unsure.sum():,} questions, of which "
            f"{could[unsure].mean():.3f} have an answer; the best span is right for {right[unsure].mean():.3f}"
        )
    return lines
