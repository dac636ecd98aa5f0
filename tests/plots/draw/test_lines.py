"""Lines and bands as matplotlib holds them: how many objects, where, in which colour."""

from __future__ import annotations

# pyright: reportAttributeAccessIssue=false, reportCallIssue=false, reportIndexIssue=false
# matplotlib says no more of vertices and offsets than that they are like arrays.
import numpy as np
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_hex

from trainlab.plots import curve_plot, draw_curves
from trainlab.plots.compute.legend.colors import CATEGORIES

FALL = np.exp(-np.arange(40) / 10)


def collections(axes, kind):
    return [one for one in axes.collections if isinstance(one, kind)]


def test_all_lines_of_a_panel_are_one_object_and_all_bands_another(make_study):
    rows = [({"l2": l2, "seed": seed}, FALL * (1 + l2 + seed)) for l2 in (0.1, 0.2, 0.3) for seed in (0, 1)]
    plot = curve_plot(*make_study(rows, ["l2"]))
    axes = draw_curves(plot).axes[0]
    [lines], [bands] = collections(axes, LineCollection), collections(axes, PolyCollection)
    assert len(lines.get_segments()) == len(bands.get_paths()) == 3
    for line, segment, area in zip(plot.lines, lines.get_segments(), bands.get_paths(), strict=True):
        np.testing.assert_allclose(segment, np.column_stack([line.x, line.y]))
        top = axes.get_ylim()[1]
        assert area.vertices[:, 1].min() == line.low.min()
        assert area.vertices[:, 1].max() == min(line.high.max(), top)
    assert [to_hex(color) for color in lines.get_colors()] == [line.color for line in plot.lines]
    assert bands.get_zorder() < lines.get_zorder()


def test_a_band_has_a_gap_where_it_is_not_known(make_study):
    rows = [({"seed": 0}, FALL), ({"seed": 1}, FALL * 2)]
    plot = curve_plot(*make_study(rows))
    plot.lines[0].low[10:12] = np.nan
    [bands] = collections(draw_curves(plot).axes[0], PolyCollection)
    first, second = bands.get_paths()
    assert (first.vertices[:, 0].max(), second.vertices[:, 0].min()) == (9, 12)


def test_the_marks_of_all_trials_that_diverged_are_one_object(make_study):
    rows = [
        ({"learning_rate": rate}, [1.0, 0.9, *rest])
        for rate, rest in (
            (0.1, [0.8, 0.7]),
            (1.0, [0.95, np.inf]),
            (2.0, [9e9, np.inf]),
            (3.0, [np.nan] * 2),
        )
    ]
    plot = curve_plot(*make_study(rows, ["learning_rate"]))
    axes = draw_curves(plot).axes[0]
    [marks] = collections(axes, PathCollection)
    top = axes.get_ylim()[1]
    assert top < 9e9
    np.testing.assert_allclose(marks.get_offsets(), [[2, 0.95], [2, top], [1, 0.9]])
    assert [to_hex(color) for color in marks.get_edgecolors()] == [line.color for line in plot.lines[1:]]
    assert not marks.get_clip_on()
    assert not marks.get_in_layout()


def test_a_curve_before_smoothing_lies_faintly_below(make_study):
    noisy = np.abs(np.random.default_rng(0).normal(1, 0.3, 400))
    plot = curve_plot(*make_study([({}, noisy)]))
    raw, smooth = collections(draw_curves(plot).axes[0], LineCollection)
    assert raw.get_alpha() < smooth.get_alpha()
    assert raw.get_zorder() < smooth.get_zorder()
    assert to_hex(raw.get_colors()[0]) == to_hex(smooth.get_colors()[0]) == CATEGORIES[0]
