"""How often findings of trials are false alarms: made-up curves of which none of them is true.

Each finding is looked for in curves that it is not true of, under several kinds of noise: independent, with
dependent neighbours (an autoregressive process), with heavy tails (Student's t with 2 degrees of freedom) and
that of batches of one (exponential values). Noise multiplies the losses. Evaluations have the same noise, a
fifth as large, or there are none. A share of at most 5% is the aim.

Others can add a finding: a function that makes curves it is not true of, in ``NULLS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose import diagnose_trials
from trainlab.record import Curves, Trial

STEPS = 600

DEPENDENT = 0.9
"""Correlation of neighbouring steps; that of evaluations, which lie further apart, is half."""

SCALE = 0.2
"""Deviation of the noise of steps, in logarithms."""

QUIETER = 0.2
"""Noise of evaluations, of that of steps."""

EVALUATIONS = (0, 11, 101)

Noise = Callable[[np.random.Generator, tuple[int, int], bool], np.ndarray]


def _independent(random: np.random.Generator, shape: tuple[int, int], steps: bool) -> np.ndarray:
    return random.standard_normal(shape)


def _dependent(random: np.random.Generator, shape: tuple[int, int], steps: bool) -> np.ndarray:
    like = DEPENDENT if steps else DEPENDENT / 2
    values = random.standard_normal(shape)
    for place in range(1, shape[1]):
        values[:, place] = like * values[:, place - 1] + np.sqrt(1 - like**2) * values[:, place]
    return values


def _heavy(random: np.random.Generator, shape: tuple[int, int], steps: bool) -> np.ndarray:
    return np.clip(random.standard_t(2, shape), -20, 20)


def _of_one(random: np.random.Generator, shape: tuple[int, int], steps: bool) -> np.ndarray:
    # Times SCALE it is the logarithm of the loss; evaluations measure many examples, the same every time.
    return np.log(random.exponential(size=shape)) / SCALE if steps else random.standard_normal(shape)


NOISES: dict[str, Noise] = {
    "independent": _independent, "dependent": _dependent, "heavy tails": _heavy, "batches of one": _of_one,
}  # fmt: skip


@dataclass(frozen=True)
class Null:
    """Curves without noise that a finding is not true of; time runs from 0 to 1.

    Attributes:
        finding: its name.
        what: the curves in words.
        train, validation: the losses at some times.
    """

    finding: str
    what: str
    train: Callable[[np.ndarray], np.ndarray]
    validation: Callable[[np.ndarray], np.ndarray]


def _settled(time: np.ndarray) -> np.ndarray:
    return 0.3 + 0.6 * np.exp(-time / 0.05)


def _flat(time: np.ndarray) -> np.ndarray:
    return np.full(len(time), 0.5)


def _falling(time: np.ndarray) -> np.ndarray:
    return 0.05 + 0.85 * np.exp(-time / 0.4)


NULLS = (
    Null("exploded", "flat", _flat, _flat),
    Null("train loss rises", "settled", _settled, _settled),
    Null("never learned", "falls to a tenth", _falling, _falling),
    Null("slow line", "flat", _flat, _flat),
    Null("overfits", "falls; validation settled", _falling, _settled),
    Null("still falling", "settled", _settled, _settled),
    Null("still falling", "flat", _flat, _flat),
    Null("plateau then drop", "falls to a tenth", _falling, _falling),
    Null("early spike recovered", "settled", _settled, _settled),
    Null("flat since", "falls to a tenth", _falling, _falling),
)


def alarms(null: Null, noise: str, evaluations: int, curves: int) -> float:
    """The share of the curves in which the finding is made."""
    random = np.random.default_rng([len(noise), evaluations, NULLS.index(null)])
    ids = np.arange(curves)

    def noisy(clean: np.ndarray, scale: float, steps: bool) -> np.ndarray:
        return clean * np.exp(scale * NOISES[noise](random, (curves, len(clean)), steps))

    train = noisy(null.train((np.arange(STEPS) + 0.5) / STEPS), SCALE, True)
    seen: dict[str, Curves | None] = {"validation_loss": None, "evaluated_train_loss": None}
    if evaluations:
        times = np.linspace(0, 1, evaluations)
        for name, clean in (("validation_loss", null.validation), ("evaluated_train_loss", null.train)):
            values = noisy(clean(times), SCALE * QUIETER, False)
            seen[name] = Curves(name, ids, (times * STEPS).astype(int), values)
    settings = {"learning_rate": 0.1, "batch_size": 1, "steps": STEPS}
    trials = [Trial(int(id), settings, 0, STEPS, 30, 1, "done", STEPS) for id in ids]
    found = diagnose_trials(
        trials, Curves("train_loss", ids, np.arange(STEPS), train), seen["validation_loss"],
        seen["evaluated_train_loss"], classes=10, examples=100,
    )  # fmt: skip
    return sum(finding.symptom == null.finding for finding in found) / curves
