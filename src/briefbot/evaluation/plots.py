"""Outcomes -> a reliability diagram and a risk-coverage curve, as SVG and PNG files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.errors import BriefbotError
from briefbot.evaluation.measure import Outcome
from briefbot.evaluation.risk import area_under_risk, calibration_error, reliability, risk_coverage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ACCENT, _PALE = "#1f6feb", "#c9d6e2"


def draw(outcomes: Sequence[Outcome], folder: Path) -> list[Path]:
    """Draw both plots into `folder`, made if it is missing; returns the files. Raises BriefbotError if that fails."""
    from matplotlib.figure import Figure  # takes half a second, and needs no display

    confidences = [outcome.confidence for outcome in outcomes]
    right = [outcome.right for outcome in outcomes]
    files = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, plot in (("reliability", _reliability), ("risk-coverage", _risk_coverage)):
            figure = Figure(figsize=(6.4, 4.4), layout="constrained")
            axes = figure.add_subplot()
            axes.spines[["top", "right"]].set_visible(False)
            axes.grid(color=_PALE, linewidth=0.4)
            plot(axes, confidences, right)
            for suffix in ("svg", "png"):
                path = folder / f"{name}.{suffix}"
                figure.savefig(path, dpi=160)
                files.append(path)
    except OSError as error:
        raise BriefbotError(f"Nothing can be drawn in {folder}: {error.strerror or error}") from error
    return files


def _reliability(axes: Axes, confidences: Sequence[float], right: Sequence[bool]) -> None:
    bins = reliability(confidences, right)
    axes.plot([0, 1], [0, 1], color=_PALE, linewidth=1.5, zorder=1)
    largest = max(bin_.count for bin_ in bins)
    axes.bar(
        [bin_.low + 0.05 for bin_ in bins],
        [0.25 * bin_.count / largest for bin_ in bins],
        width=0.09,
        color=_PALE,
        zorder=0,
        label="how many questions",
    )
    axes.plot(
        [bin_.confidence for bin_ in bins], [bin_.right for bin_ in bins], "o-", color=_ACCENT, zorder=2, label="right"
    )
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="confidence",
        ylabel="share of right answers",
        title=f"{len(right):,} questions, expected calibration error {calibration_error(confidences, right):.3f}",
    )
    axes.legend(frameon=False, loc="upper left")


def _risk_coverage(axes: Axes, confidences: Sequence[float], right: Sequence[bool]) -> None:
    _, coverage, risk = risk_coverage(confidences, right)
    axes.plot(coverage, 100 * risk, color=_ACCENT)
    axes.set(
        xlim=(0, 1),
        ylim=(0, None),
        xlabel="share of questions answered, the most confident first",
        ylabel="wrong of a hundred answered",
        title=f"{len(right):,} questions, area under the curve {area_under_risk(confidences, right):.3f}",
    )
