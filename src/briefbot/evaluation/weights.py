"""Labelled features -> the weights of two linear models: which of several is right, and whether one is.

Each weight keeps to the sign that its feature may have, see `features.Sign`. Features are standardised, so that one
penalty suits features of all sizes; one that never varies gets no weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from briefbot.features import Features, Sign

Array = NDArray[np.float64]
_PENALTY = 3.0  # on half the square of each standardised weight
_MOST = 1e4  # of a penalty: beyond it a weight stays where it is expected, whatever the questions tell
_TRUST = 40.0  # in a weight that is expected: the penalty on half the square of what a fit departs from it


def fit_ranking(
    questions: Sequence[tuple[Sequence[Features], Sequence[bool]]],
    signs: Mapping[str, Sign],
    priors: Mapping[str, float],
) -> Features:
    """Return the weights by which the right ones of each question stand first; "bias" is 0.

    The loss is the softmax's over all of a question (Cao et al. 2007, "Learning to Rank: From Pairwise Approach to
    Listwise Approach"), several right ones counted together. Questions where none or each is right teach nothing.
    """
    telling = [(rows, right) for rows, right in questions if any(right) and not all(right)]
    if not telling:
        return {"bias": 0.0} | dict.fromkeys(signs, 0.0)
    matrix = _matrix([row for rows, _ in telling for row in rows], signs)
    labels = np.array([one for _, right in telling for one in right], float)
    sizes = [len(rows) for rows, _ in telling]
    starts, of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(sizes)), sizes)

    def loss(scores: Array) -> tuple[float, Array]:
        exponents = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        whole = np.add.reduceat(exponents, starts)
        own = np.maximum(np.add.reduceat(exponents * labels, starts), 1e-12)
        return float(np.sum(np.log(whole) - np.log(own))), exponents / whole[of] - exponents * labels / own[of]

    weights, _ = _fitted(matrix, loss, signs, priors)
    return {"bias": 0.0} | weights


def fit_probability(
    rows: Sequence[Features], right: Sequence[bool], signs: Mapping[str, Sign], priors: Mapping[str, float]
) -> Features:
    """Return the weights of a logistic model, with its "bias"."""
    labels = np.array(right, float)

    def loss(scores: Array) -> tuple[float, Array]:
        probability = 1 / (1 + np.exp(-np.clip(scores, -50, 50)))
        lost = -labels * np.log(probability + 1e-12) - (1 - labels) * np.log(1 - probability + 1e-12)
        return float(lost.sum()), probability - labels

    weights, bias = _fitted(_matrix(rows, signs), loss, signs, priors, with_bias=True)
    return {"bias": bias} | weights


def _matrix(rows: Sequence[Features], signs: Mapping[str, Sign]) -> Array:
    return np.array([[row[name] for name in signs] for row in rows], float)


def _fitted(
    matrix: Array,
    loss: Callable[[Array], tuple[float, Array]],
    signs: Mapping[str, Sign],
    priors: Mapping[str, float],
    *,
    with_bias: bool = False,
) -> tuple[Features, float]:
    """Minimise a loss of the scores within the signs (L-BFGS-B, Byrd et al. 1995).

    Where a weight is expected, what is penalised is how far the fit departs from it: the maximum a posteriori.
    """
    from scipy.optimize import minimize

    mean, scale = matrix.mean(axis=0), matrix.std(axis=0)
    varies = np.ptp(matrix, axis=0) > 0
    scale[~varies] = 1.0
    expected = np.array([priors.get(name, 0.0) for name in signs]) * scale
    is_expected = np.array([name in priors for name in signs])
    penalties = np.where(is_expected, np.minimum(_TRUST / scale**2, _MOST), _PENALTY)
    standard = (matrix - mean) / scale
    bounds = [
        # The bounds are of the weight itself; what never varies keeps to what is expected.
        tuple(None if end is None else end * size for end in sign.value) if own else (value, value)
        for sign, own, value, size in zip(signs.values(), varies, expected, scale, strict=True)
    ]

    def objective(values: Array) -> tuple[float, Array]:
        weights, bias = values[:-1], values[-1]
        lost, slope = loss(standard @ weights + bias)
        apart = weights - expected
        slopes = standard.T @ slope + penalties * apart
        return lost + float(penalties @ apart**2) / 2, np.append(slopes, slope.sum() if with_bias else 0.0)

    found = minimize(
        objective,
        np.append(expected, 0.0),
        jac=True,
        method="L-BFGS-B",
        bounds=[*bounds, (None, None) if with_bias else (0.0, 0.0)],
        options={"maxiter": 500},
    ).x
    weights = found[:-1] / scale
    return dict(zip(signs, weights.tolist(), strict=True)), float(found[-1] - weights @ mean)
