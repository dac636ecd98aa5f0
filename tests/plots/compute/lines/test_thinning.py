from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.plots.compute.lines.thinning import columns_for, running_mean, spread_columns, thin


def straight(part, place):
    """The height of the straight line through a part at a place; None where its beginning bends."""
    at, known = np.arange(len(part)), np.isfinite(part)
    if known.sum() < 8 or not known[:3].any():
        return None
    slope, height = np.polyfit(at[known], part[known], 1)
    bends = np.diff(part, 2)
    bends = bends[np.isfinite(bends)]
    noise = np.sqrt((bends**2).mean() / 6) if bends.size else 0.0
    outer = np.flatnonzero(known[:3])
    off = abs(part[outer].mean() - (height + slope * outer.mean()))
    if off > 3.5 * noise / np.sqrt(len(outer)):
        return None
    return min(max(height + slope * place, part[known].min()), part[known].max())


def slow_running_mean(values, at, window, log):
    """The definition, point by point."""
    result = np.full((len(values), len(at)), np.nan)
    for row, column in np.ndindex(result.shape):
        here, line = at[column], values[row]
        if not np.isfinite(line[here]):
            continue
        half = min(window // 2, here // 4 if log else here)
        near = line[here - half : here + half + 1]
        result[row, column] = near[np.isfinite(near)].mean()
        last = np.flatnonzero(np.isfinite(line))[-1]
        sides = [
            (line[: last + 1], here, min(window, 16) if log else window),
            (line[last::-1], last - here, window),
        ]
        for side, place, most in sides:
            size = min(most, last + 1)
            while size >= 8 and place < size // 2:
                fitted = straight(side[:size], place)
                if fitted is not None:
                    result[row, column] = fitted
                    break
                size //= 2
    return result


@given(
    seed=st.integers(0, 10_000), points=st.integers(1, 60), window=st.integers(2, 30), log=st.booleans(),
    cut=st.integers(1, 60),
)  # fmt: skip
def test_running_mean_is_its_definition(seed, points, window, log, cut):
    random = np.random.default_rng(seed)
    values = random.random((3, points))
    values[0, cut:] = np.nan
    values[1, random.random(points) < 0.3] = np.nan
    at = np.unique(random.integers(0, points, 20))
    np.testing.assert_allclose(
        running_mean(values, at, window, log), slow_running_mean(values, at, window, log)
    )


def test_one_spike_spoils_its_window_only():
    values = np.full((1, 100), 0.5)
    values[0, 30] = 1e30
    smooth = running_mean(values, np.arange(100), 11, False)[0]
    assert (smooth[36:] == 0.5).all()
    assert smooth[30] > 1e28


def test_a_first_fall_without_noise_is_not_smeared():
    values = np.exp(-np.arange(200.0) / 4)[None]
    assert running_mean(values, np.arange(200), 40, False)[0, 0] == 1.0


@pytest.mark.parametrize("seed", range(20))
def test_the_ends_of_a_noisy_curve_are_as_smooth_as_its_middle(seed):
    # Losses of single examples; the first happens to be small, and so is the last batch of the last epoch.
    random = np.random.default_rng(seed)
    values = random.exponential(2.0, (1, 2000))
    values[0, 0], values[0, -1] = 0.01, 0.0
    smooth = running_mean(values, np.arange(2000), 40, False)[0]
    middle = smooth[100:-100]
    for end in (smooth[:20], smooth[-20:]):
        # A straight line varies about twice as much at its ends as in its middle.
        assert abs(end - 2.0).max() < 2.5 * abs(middle - 2.0).max()
        assert abs(np.diff(end)).max() < 0.2


def test_an_explosion_at_the_end_is_not_smoothed_away():
    values = np.r_[np.full(200, 0.5), np.geomspace(0.5, 1e6, 5)][None]
    assert running_mean(values, np.arange(205), 20, False)[0, -1] > 1e4


@given(points=st.integers(1, 5000), columns=st.integers(200, 1000), log=st.booleans())
def test_columns_are_spread_and_hold_both_ends(points, columns, log):
    x = np.arange(1, points + 1, dtype=float)
    at = spread_columns(x, columns, log)
    assert at[0] == 0
    assert at[-1] == points - 1
    assert len(at) <= columns
    assert (np.diff(at) > 0).all()


def test_thinning_keeps_every_spike_and_the_end():
    x, y = np.arange(50_000.0), np.zeros(50_000)
    y[12_345], y[40_001], y[-1] = 7.0, -3.0, 2.0
    places, values, low, high = thin(x, y, y - 1, y + 1, 1000, False)
    assert len(places) <= 2000
    assert (values.max(), values.min()) == (7.0, -3.0)
    assert values[-1] == 2.0
    assert places[-1] == x[-1]
    assert (low.min(), high.max()) == (-4.0, 8.0)
    assert (np.diff(places) >= 0).all()


def test_short_lines_stay_as_they_are():
    x = np.arange(10.0)
    assert thin(x, x, None, None, 1000, False)[1] is x


@pytest.mark.parametrize(("lines", "columns"), [(1, 1000), (100, 600), (240, 250), (400, 200), (10_000, 200)])
def test_many_lines_share_the_places_of_a_figure(lines, columns):
    assert columns_for(lines) == columns
