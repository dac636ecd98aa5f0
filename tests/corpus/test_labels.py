"""Labels of curves whose story is known, because they are made up here."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from evidence.corpus.facts import Facts
from evidence.corpus.falling import FALL, flattens_at
from evidence.corpus.families import CONTINUED, EVALUATIONS
from evidence.corpus.labels import label
from trainlab.diagnose.symptoms import SYMPTOMS

TIME = np.arange(CONTINUED * EVALUATIONS + 1) / EVALUATIONS
"""Of evaluations on train; what detectors see ends at 1."""

SEEN = TIME[: EVALUATIONS + 1]
CHANCE = math.log(2)


def fall(time: np.ndarray, span: float = 0.1, floor: float = 0.1) -> np.ndarray:
    return floor + (CHANCE - floor) * np.exp(-time / span)


def trial(
    train: np.ndarray, test: np.ndarray | None = None, early: np.ndarray | None = None,
    tenfold: tuple[float | None, float | None] = (None, None), batch: int | str = 32, **entry: Any,
) -> Facts:  # fmt: skip
    """A trial of two classes: its loss on train at ``TIME``, on test at ``SEEN``."""
    known = {"diverged_at": None, "flipped_from": None, "spike_at": None, "jumps": 0.0, "classes": 2}
    settings = {"loss": "cross_entropy", "batch_size": batch}
    return Facts(
        {**known, "settings": settings, **entry}, train[: EVALUATIONS + 1], train[EVALUATIONS:],
        train[: EVALUATIONS + 1] if test is None else test, np.ones(5) if early is None else early, tenfold,
    )  # fmt: skip


FELL = fall(TIME)
LINE = np.maximum(CHANCE - 0.15 * TIME, 0.2)
STILL = np.full(len(TIME), CHANCE)
SPIKE = np.array([0.69, 0.6, 0.55, 0.5, 2.0, 0.5])

CASES = [
    ("exploded", trial(FELL, diverged_at=3), True),
    ("exploded", trial(CHANCE * (1 + 9 * TIME)), True),
    ("exploded", trial(CHANCE * (1 + TIME)), None),
    ("exploded", trial(FELL), False),
    ("train loss rises", trial(CHANCE + 0.1 * TIME, flipped_from=0), True),
    ("train loss rises", trial(CHANCE + 0.04 * TIME, flipped_from=0), None),
    ("train loss rises", trial(FELL), False),
    ("never learned", trial(STILL), True),
    ("never learned", trial(FELL), False),
    ("never learned", trial(STILL - 0.04 * (TIME > 0.5)), None),
    ("slow line", trial(LINE, tenfold=(0.1, 0.1)), True),
    ("slow line", trial(LINE, tenfold=(0.5, 0.5)), False),
    ("slow line", trial(LINE, tenfold=(0.1, 0.9)), None),
    ("slow line", trial(FELL, tenfold=(0.1, 0.1)), False),
    ("overfits", trial(FELL, fall(SEEN, 0.1, 0.4) + 0.2 * SEEN), True),
    ("overfits", trial(FELL, fall(SEEN, 0.1, 0.4) + 0.05 * SEEN), None),
    ("overfits", trial(FELL, fall(SEEN, 0.1, 0.4) + 0.2 * SEEN, sampled=[0.01, 0.3, 0.5]), None),
    ("overfits", trial(FELL, fall(SEEN, 0.1, 0.4)), False),
    ("still falling", trial(fall(TIME, 0.6)), True),
    ("still falling", trial(FELL), False),
    ("plateau then drop", trial(np.where(TIME < 0.4, CHANCE, fall(TIME - 0.4))), True),
    ("plateau then drop", trial(FELL), False),
    ("early spike recovered", trial(FELL, early=SPIKE, spike_at=4), True),
    ("early spike recovered", trial(FELL, early=np.sqrt(SPIKE), spike_at=4), None),
    ("early spike recovered", trial(FELL), False),
    ("jagged", trial(FELL, jumps=0.3), True),
    ("jagged", trial(FELL, jumps=0.1), None),
    ("jagged", trial(FELL, jumps=0.05), False),
    ("jagged", trial(FELL + 0.3 * (np.arange(len(TIME)) % 2), batch="full"), True),
    ("flat since", trial(fall(TIME, 0.03)), True),
    ("flat since", trial(fall(TIME, 0.25)), False),
]


@pytest.mark.parametrize(
    ("symptom", "made", "truth"),
    CASES,
    ids=[f"{name}: {truth}, {number}" for number, (name, _, truth) in enumerate(CASES)],
)
def test_a_curve_made_up_for_it_gets_the_label(symptom, made, truth):
    assert label(made)[symptom] is truth


def test_every_symptom_has_labels_of_both_kinds():
    for truth in (True, False):
        assert {symptom for symptom, _, label in CASES if label is truth} == set(SYMPTOMS)


def test_of_what_exploded_nothing_else_is_said():
    told = label(trial(LINE, tenfold=(0.1, 0.1), diverged_at=3))
    assert [name for name, truth in told.items() if truth is not False] == ["exploded"]


@pytest.mark.parametrize("span", [0.05, 0.3, 0.5, 0.55])
def test_a_loss_flattens_where_a_quarter_of_training_lowers_it_by_little(span):
    """By the exact curve, whose median of three points is the middle one."""

    def loss(evaluation: float) -> float:
        return float(fall(np.array((evaluation - 1) / EVALUATIONS), span))

    ends = range(EVALUATIONS, CONTINUED * EVALUATIONS - 1)
    slow = (now for now in ends if 1 - loss(now) / loss(round(0.75 * now)) < FALL)
    assert flattens_at(trial(fall(TIME, span))) == next(slow)


def test_a_loss_that_falls_to_the_last_flattens_never():
    assert flattens_at(trial(0.6 / (1 + 10 * TIME))) is None
