from __future__ import annotations

import numpy as np
import pytest

from trainlab.errors import PlotError
from trainlab.plots.compute.lines.seed_band import median_and_band
from trainlab.web.bands import bands, group_rows
from trainlab.web.window import Window


def test_a_group_is_the_median_over_its_trials(rates):
    about, arrays = bands([rates], Window("validation_loss", buckets=400), ["learning_rate"])
    whole = rates.study.recorded("validation_loss")
    assert [len(group["rows"]) for group in about["groups"]] == [2] * 6
    values = [group["values"]["learning_rate"] for group in about["groups"]]
    assert values == sorted(values)
    first = about["groups"][0]["rows"]
    middle, low, high = median_and_band(whole.values[first])
    held = ~np.isnan(arrays["low"][0])
    assert held.sum() == len(whole.steps)
    np.testing.assert_allclose(arrays["low"][0][held], middle, rtol=1e-6)
    np.testing.assert_allclose(arrays["below"][0][held], low, rtol=1e-6)
    np.testing.assert_allclose(arrays["above"][0][held], high, rtol=1e-6)


def test_a_group_does_not_depend_on_what_else_is_shown(rates):
    """https://github.com/wandb/wandb/issues/6672"""
    _, alone = bands([rates], Window("train_loss"), ["learning_rate"])
    _, finer = bands([rates], Window("train_loss", rows=(0, 1)), ["learning_rate"])
    for name, array in alone.items():
        np.testing.assert_array_equal(array, finer[name])


def test_the_median_ends_where_most_have_diverged(rates):
    diverged = [trial.diverged_at for trial in rates.look().trials if trial.status == "diverged"]
    assert diverged
    about, arrays = bands([rates], Window("train_loss", buckets=60), ["learning_rate"])
    last = arrays["low"][-1]
    group = [rates.look().trials[row] for row in about["groups"][-1]["rows"]]
    assert all(trial.status == "diverged" for trial in group)
    assert np.isnan(last[-1])
    assert not np.isnan(arrays["low"][0][-1])


def test_trials_with_points_at_other_places_hold_their_last_value(rates):
    from trainlab.record import Curves
    from trainlab.web.bands import _group
    from trainlab.web.places import Places

    look = rates.look()
    steps, values = np.array([0, 10, 20, 0, 15, 20]), np.array([1.0, 2, 3, 5, 6, 7])
    curves = Curves.ragged("validation_loss", np.array([0, 1]), np.array([0, 3, 6]), steps, values)
    places = Places("step", [(look.info, look.trials)])
    x, middle, low, high = _group([(curves, 0), (curves, 1)], [0, 1], look.trials, places, "validation_loss")
    assert x.tolist() == [0, 10, 15, 20]
    assert middle.tolist() == [3, 3.5, 4, 5]
    assert low.tolist() == [1, 2, 2, 3]
    assert high.tolist() == [5, 5, 6, 7]


def test_an_unknown_setting_is_named(rates):
    with pytest.raises(PlotError, match="unknown setting to group by 'learning_rat'"):
        bands([rates], Window("train_loss"), ["learning_rat"])


def test_groups_hold_every_row_once(rates):
    trials = rates.look().trials
    groups = group_rows([("a", trials), ("b", trials)], ["seed", "study"])
    rows = sorted(row for _, rows in groups for row in rows)
    assert rows == list(range(2 * len(trials)))
