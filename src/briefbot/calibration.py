"""The calibration that turns scores into a probability, and the reader and encoder that it holds for.

The packaged reader's calibration ships beside it. That of any other pair of reader and encoder is fitted by
`briefbot calibrate` and kept on this machine: the scores of two models mean different things.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from briefbot.cache import cache_folder, keep
from briefbot.errors import ModelError
from briefbot.reader import PACKAGED_FOLDER, Reader, is_packaged
from briefbot.settings import PACKAGED_ENCODER, PACKAGED_READER

_LOG = logging.getLogger(__name__)
CERTAIN = 0.99  # no finite set of labelled questions supports a claim beyond this
_NEVER = -1.0  # below any confidence
_VERSION = 5  # counted up when features or fields change, so that older fits on this machine are left alone


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of two logistic models, by feature name; "bias" is the constant. See `answerer` for the features."""

    rank: dict[str, float]
    confidence: dict[str, float]
    thresholds: tuple[float, ...]  # the confidence from which on at most 0, 1, ... 100 of a hundred answers are wrong
    margin: float = 0.0  # over the null score, above which a passage read alone is taken to answer
    silence: float = 0.0  # the confidence up to which a decline says that the articles do not say, see `fitting`

    @classmethod
    def load(cls, path: Path = PACKAGED_FOLDER / "calibration.json") -> Calibration:
        """Read a calibration, the packaged one or one that was fitted here. Raises ModelError if the file is none."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            rank, confidence, thresholds = values["rank"], values["confidence"], tuple(values["thresholds"])
            return cls(rank, confidence, thresholds, values["margin"], values["silence"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            cure = (
                "Install briefbot again."
                if path.parent == PACKAGED_FOLDER
                else "Delete it, or fit it again with: briefbot calibrate QUESTIONS"
            )
            raise ModelError(f"{path} is no calibration of a reader ({error}). {cure}") from error

    def save(self, path: Path) -> None:
        """Write the file that `load` reads."""
        keep(path, json.dumps(asdict(self), indent=1) + "\n")

    @property
    def least_wrong(self) -> int:
        """The fewest wrong answers of a hundred, in whole ones, at which any question is answered."""
        return next(wrong for wrong, threshold in enumerate(self.thresholds) if threshold <= CERTAIN)

    def threshold(self, wrong_per_hundred: float) -> float:
        """Return the confidence from which on answers are given, so that at most so many of a hundred are wrong.

        Above 1 where not even the surest answers were that often right: then every question is declined.
        """
        return self.thresholds[math.floor(wrong_per_hundred)]


def calibration_for(reader: Reader, encoder: str, fingerprint: str) -> Calibration:
    """Return the calibration of a reader over an index of this encoder.

    For a pair that nobody has calibrated it is the packaged one, with a warning: its ranking can be used, its
    probability cannot, so that no reply says that the articles do not say.
    """
    own = own_calibration(reader, fingerprint)
    if own.exists():
        return Calibration.load(own)
    if (reader.name, encoder) != (PACKAGED_READER, PACKAGED_ENCODER):
        _LOG.warning(
            "Confidence is not calibrated for the reader %s with the encoder %s: take it as an order, not as a "
            "probability. Fit it on labelled questions with: briefbot calibrate QUESTIONS",
            reader.name,
            encoder,
        )
        return replace(Calibration.load(), silence=_NEVER)
    return Calibration.load()


def margin_for(reader: Reader) -> float:
    """Return the margin (span score minus no-answer score) above which one passage counts as an answer.

    Zero for readers without calibration.
    """
    return Calibration.load().margin if is_packaged(reader) else 0.0


def own_calibration(reader: Reader, fingerprint: str) -> Path:
    """Return where `briefbot calibrate` keeps what it fitted for a reader and the encoder with this fingerprint."""
    return cache_folder() / "calibrations" / f"{reader.fingerprint}-{fingerprint}-{_VERSION}.json"


def probability(logit: float) -> float:
    """Return the probability of a logit, 0 to CERTAIN."""
    return min(CERTAIN, 1 / (1 + math.exp(-max(logit, -50.0))))


def weigh(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """Return the logit of a linear model; a feature without a weight has none."""
    return weights["bias"] + sum(weight * features[name] for name, weight in weights.items() if name != "bias")
