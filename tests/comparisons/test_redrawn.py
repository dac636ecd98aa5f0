from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from trainlab.comparisons.asked import Range
from trainlab.comparisons.folds import best_of, folds
from trainlab.comparisons.points import Points
from trainlab.comparisons.redrawn import Between, new_places, redrawn
from trainlab.record import Trial


@pytest.mark.parametrize("count", [8, 16, 11])
def test_new_points_are_as_evenly_spread_as_those_of_a_scrambled_sobol_sequence(count):
    drawn = new_places(count, np.random.default_rng(0))
    cells = 1 << (count - 1).bit_length()
    assert ((drawn >= 0) & (drawn < 1)).all()
    used = np.sort((drawn * cells).astype(int), axis=1)
    assert (np.diff(used, axis=1) > 0).all()  # one in a cell, at most
    theirs = [qmc.Sobol(1, rng=seed).random(cells)[:count, 0] for seed in range(300)]
    found, expected = (np.sort(np.array(places), axis=1) for places in (drawn, theirs))
    np.testing.assert_allclose(found.mean(axis=0), expected.mean(axis=0), atol=0.02)
    np.testing.assert_allclose(found.std(axis=0), expected.std(axis=0), atol=0.015)


def test_what_lies_between_points_lies_on_the_line_between_them():
    places = np.array([0.5, 0.1, 0.9])
    scores = np.array([[3.0, 3.0], [1.0, 1.0], [2.0, 2.0]])
    found = folds(scores, np.zeros_like(scores), np.ones(3, bool))
    new = Between(places, np.array([[0.1, 0.3, 0.7], [0.0, 0.5, 1.0], [0.2, 0.2, 0.2]]))
    np.testing.assert_allclose(new.best_of(found, 3)[:, 0], [2.5, 3.0, 1.5])
    np.testing.assert_allclose(new.best_of(found, 1)[:, 0], [(1 + 2 + 2.5) / 3, 2.0, 1.5])


def test_nothing_is_chosen_next_to_a_point_that_diverged():
    places = np.array([0.0, 0.5, 1.0])
    scores = np.array([[1.0, 1.0], [2.0, 2.0], [9.0, 9.0]])
    found = folds(scores, np.zeros_like(scores), np.array([True, True, False]))
    new = Between(places, np.array([[0.25, 0.7, 0.8]]))
    np.testing.assert_allclose(new.best_of(found, 3), [[2.0, 2.0]])


def points(count: int, **settings: np.ndarray) -> Points:
    def trial(number: int) -> Trial:
        own = {name: float(values[number]) for name, values in settings.items()}
        return Trial(id=number, settings=own, population=0, length=1, steps_per_epoch=1, parameters=1)

    scores = np.random.default_rng(0).normal(size=(count, 3))
    return Points(
        "sgd", tuple((trial(number),) for number in range(count)), scores, np.zeros_like(scores),
        np.ones(count, bool),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("count", "settings", "spread", "expected"),
    [
        (16, ("l2",), True, True),
        (16, ("l2",), False, False),  # independent draws leave gaps
        (4, ("l2",), True, False),  # too few
        (16, ("l2", "momentum"), True, False),
    ],
)
def test_points_of_one_range_are_drawn_between_those_that_were_tried(count, settings, spread, expected):
    table = points(count, **{name: np.linspace(0.1, 0.9, count) for name in settings})
    tuned = [(name, Range(0.0, 1.0)) for name in settings]
    best_of_new, between = redrawn([table], [tuned], spread)
    assert between is expected
    found = folds(table.scores, table.ties, table.sound)
    again = best_of_new(found, count)
    assert again.shape[1] == 3
    # What is drawn again is not better than what was tried, on average.
    assert again.mean() <= best_of(found, count).mean() + 3 * again.mean(axis=1).std()
    np.testing.assert_array_equal(again, redrawn([table], [tuned], spread)[0](found, count))
