"""The score: weighted features joined by a logistic function, by the weights of a TOML file.

``data/reference/match_weights.toml`` says of each weight whether it was fitted to labelled
exchanges (``scripts/calibrate_matching.py``) or is a judgement of this project.
"""

import tomllib
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo import reference
from fiss_geo.matching.evidence import FEATURES

Floats = npt.NDArray[np.float32]


class Weights(NamedTuple):
    """The figures of ``match_weights.toml``.

    Attributes
    ----------
    intercept : float
        Logit of a pair that shares nothing.
    features : ndarray, shape (features,)
        In the order of ``evidence.FEATURES``.
    limits, feedback : dict of str to float
        What a limit or a verdict takes from the logit or adds to it.
    min_score : float
        The threshold at which F1 was highest on the calibration half.
    """

    intercept: float
    features: Floats
    limits: dict[str, float]
    feedback: dict[str, float]
    min_score: float


@cache
def weights() -> Weights:
    """Read the weights.

    >>> weights().features.shape == (len(FEATURES),)
    True
    """
    path = reference.data_path("reference/match_weights.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    fitted = table["weights"]
    return Weights(
        float(fitted["intercept"]),
        np.array([fitted[name] for name in FEATURES], dtype=np.float32),
        table["limits"],
        table["feedback"],
        float(table["min_score"]),
    )


def logits(shared: Floats) -> Floats:
    """Give the logit of each pair from its features, shape (pairs, features)."""
    return shared @ weights().features + np.float32(weights().intercept)


def chance(logit: Floats) -> npt.NDArray[np.float64]:
    """Turn logits into scores from 0 to 1, three decimals.

    >>> chance(np.array([-50.0, 0.0, 50.0], dtype=np.float32)).tolist()
    [0.0, 0.5, 1.0]
    """
    return (1 / (1 + np.exp(-logit.astype(np.float64)))).round(3)


def logit_of(score: float) -> float:
    """Give the logit that rounds to a score, or to more."""
    bounded = min(max(score - 0.0005, 1e-9), 1 - 1e-9)
    return float(np.log(bounded / (1 - bounded)))
