"""Figures -> text for a terminal."""

from __future__ import annotations

import numpy as np

from briefbot.evaluation.fitting import Fit
from briefbot.evaluation.measure import Figures
from briefbot.evaluation.risk import area_under_risk, calibration_error

_ACCEPTED = (5, 10, 15, 20, 25, 30, 40, 100)  # wrong answers per hundred


def table(figures: Figures) -> str:
    """One figure a line, the name first."""
    width = max(len(name) for name in figures)
    return "\n".join(
        f"{name:<{width}}  {value:>8,.1f}" if isinstance(value, float) else f"{name:<{width}}  {value:>8,}"
        for name, value in figures.items()
    )


def promises(fit: Fit) -> str:
    """How well a calibration does, and what accepting so many wrong answers of a hundred gives, cross-validated."""
    values, outcomes = np.array(fit.confidences), np.array(fit.right, bool)
    could = np.array([bool(case.answers) for case in fit.cases])
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
    silent = values <= fit.calibration.silence
    if silent.any():
        told, true = silent[~could].mean(), (~could)[silent].mean()
        lines.append(
            f"the articles are said not to say up to a confidence of {fit.calibration.silence:.3f}: "
            f"to {told:.3f} of the questions without an answer, and it is true of {true:.3f}"
        )
    return "\n".join(lines)
