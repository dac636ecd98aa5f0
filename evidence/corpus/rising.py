"""Labels of losses that go up: on train, or on examples that were not trained on."""

from __future__ import annotations

import math

import numpy as np

from evidence.corpus.facts import Facts, between, rise_from_valley, smooth
from evidence.corpus.families import EVALUATIONS


def exploded(trial: Facts) -> bool | None:
    """Not finite within what is seen; or, in the median of the last half, at 3 times the start.

    False for a squared error of probabilities, which is at most 1: it saturates.
    """
    if trial.entry["diverged_at"] is not None:
        return True
    settings = trial.entry["settings"]
    if trial.entry["flipped_from"] is not None or (settings["loss"] == "mse" and not settings.get("l2")):
        return False
    return between(float(np.median(trial.train[EVALUATIONS // 2 :])) / trial.start, 1.5, 3)


def rises(trial: Facts) -> bool | None:
    """The gradient was flipped, and the loss rose by a tenth of its start from there on."""
    if trial.entry["flipped_from"] is None:
        # Nothing is wrong with it; but an unstable trial may rise for a while, which is no mistake to say.
        rise = (trial.end - float(np.median(trial.train[EVALUATIONS // 2 :][:3]))) / trial.start
        return False if rise < 0.05 else None
    return between((trial.end - float(trial.train.min())) / trial.start, 0.02, 0.1)


def overfits(trial: Facts) -> bool | None:
    """The test loss rose by a tenth from a minimum in the first 80%, while the loss on train fell.

    Where validation is small, what is so on test need not show in it. So the loss on samples of its size,
    drawn from test, is asked as well: nine of ten must have risen by a twentieth for True, and less than half
    of them for False; else it hangs on which examples validation got. None where the test loss of an unsteady
    trial goes up and down by as much as it rose.
    """
    test = smooth(trial.test)
    valley = int(np.argmin(test))
    if valley > 0.8 * EVALUATIONS or not trial.end < 0.98 * float(trial.train[valley]):
        rise = float(test[-1] / test[valley] - 1)
        return False if rise < 0.1 else None
    rose = between(rise_from_valley(trial.test), 0.03, 0.1)
    low, middle, _ = trial.entry.get("sampled") or (None, None, None)
    if (rose and low is not None and low < 0.05) or (rose is False and middle is not None and middle >= 0.05):
        return None
    return None if rose and _scatters(trial.test) else rose


def _scatters(test: np.ndarray) -> bool:
    """Whether the lowest and the end lie within 3 standard deviations of a point about its neighbours."""
    scatter = 1.4826 * float(np.median(np.abs(np.diff(test, n=2)))) / math.sqrt(6)
    return bool(np.median(test[-3:]) - smooth(test).min() < 3 * scatter)
