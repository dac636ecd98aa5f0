"""Predicted against true numbers, and the fit of a net of one input: what their figures show."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import r2_score, root_mean_squared_error

from trainlab.plots.compute.fit import fit_places, fit_plot
from trainlab.plots.compute.predicted import MOST_POINTS, predicted_plot


@pytest.fixture
def numbers():
    random = np.random.default_rng(0)
    true = random.normal(100, 20, (300, 2))
    return true, true + random.normal(0, 5, true.shape)


def test_each_target_has_a_panel_that_says_how_good_it_is(numbers):
    true, predicted = numbers
    plot = predicted_plot("t", ("a", "b"), true, predicted, "test")
    for column, panel in enumerate(plot.panels):
        error = root_mean_squared_error(true[:, column], predicted[:, column])
        share = r2_score(true[:, column], predicted[:, column])
        assert panel.heading == f"RMSE {error:.4g}, R2 {share:.4f}"
        np.testing.assert_array_equal(panel.true, true[:, column])
        assert panel.low < min(true[:, column].min(), predicted[:, column].min())
        assert panel.high > max(true[:, column].max(), predicted[:, column].max())


def test_of_many_examples_some_are_drawn_and_all_are_counted():
    true = np.random.default_rng(1).normal(size=(9001, 1))
    plot = predicted_plot("t", ("a",), true, true + 1, "train")
    assert len(plot.panels[0].true) == MOST_POINTS
    assert plot.panels[0].heading.startswith("RMSE 1, R2 ")
    assert "4,000 of 9,001 examples are drawn" in plot.notes[1]


def test_equal_targets_have_no_share():
    assert predicted_plot("t", ("a",), np.ones((3, 1)), np.ones((3, 1)), "test").panels[0].heading == "RMSE 0"


def test_a_fit_shows_the_data_whatever_the_net_does():
    x = np.linspace(-1, 1, 20)
    data = np.stack([x, np.sin(3 * x)], axis=1)
    places = fit_places(x)
    assert places[0] < -1 < 1 < places[-1]
    wild = fit_plot("t", ("x", "y"), data, data[:5], places, {"step 0": 1e6 * places, "step 9": places})
    assert [panel.heading for panel in wild.panels] == ["step 0", "step 9"]
    assert -4 < wild.low < data[:, 1].min() < data[:, 1].max() < wild.high < 4
    assert "leaves the picture" in wild.notes[0]
    calm = fit_plot("t", ("x", "y"), data, data[:5], places, {"step 9": places})
    assert "leaves" not in calm.notes[0]
