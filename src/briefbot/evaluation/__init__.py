"""Labelled questions -> how good the answers are, and how far their confidence can be believed.

labels    read_questions(file) -> Questions, of SQuAD files or of your own
scores    exact match, F1, right or wrong
risk      calibration error, risk and coverage, the threshold that keeps a promise
measure   Questions -> Outcomes -> figures
fitting   Questions -> the Calibration of a reader
tables    figures -> text
plots     Outcomes -> a reliability diagram and a risk-coverage curve
"""

from __future__ import annotations

from briefbot.evaluation.fitting import Fit, calibrate
from briefbot.evaluation.labels import Question, drawn, read_questions, squad_items
from briefbot.evaluation.measure import (
    Figures,
    Outcome,
    ask_index,
    best_margin,
    figures,
    holds_answer,
    index_contexts,
    is_context,
    outcome_of,
    read_contexts,
    right_rank,
)
from briefbot.evaluation.plots import draw
from briefbot.evaluation.risk import (
    Bin,
    area_under_risk,
    calibration_error,
    reliability,
    risk_coverage,
    threshold_for,
)
from briefbot.evaluation.scores import best_over_answers, exact_match, f1, is_right, normalize
from briefbot.evaluation.tables import promises, table

__all__ = [
    "Bin",
    "Figures",
    "Fit",
    "Outcome",
    "Question",
    "area_under_risk",
    "ask_index",
    "best_margin",
    "best_over_answers",
    "calibrate",
    "calibration_error",
    "draw",
    "drawn",
    "exact_match",
    "f1",
    "figures",
    "holds_answer",
    "index_contexts",
    "is_context",
    "is_right",
    "normalize",
    "outcome_of",
    "promises",
    "read_contexts",
    "read_questions",
    "reliability",
    "right_rank",
    "risk_coverage",
    "squad_items",
    "table",
    "threshold_for",
]
