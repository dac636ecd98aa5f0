from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trainlab.web.buckets import finite
from trainlab.web.curve_window import curve_window
from trainlab.web.window import FEWEST, Window


def test_a_window_holds_the_extremes_of_every_trial(rates):
    whole = rates.study.recorded("train_loss")
    for start, stop in ((0, 59), (3.5, 40.2), (10, 11)):
        about, arrays = curve_window([rates], Window("train_loss", start=start, stop=stop, buckets=FEWEST))
        inside = (whole.steps >= start) & (whole.steps <= stop)
        for row in range(len(whole.trials)):
            known = finite(whole.matrix(np.array([row]), 60)[0][inside])
            known = known[~np.isnan(known)]
            if about["form"] == "buckets" and known.size:
                assert np.nanmin(arrays["low"][row]) == known.min()
                assert np.nanmax(arrays["high"][row]) == known.max()


def test_points_reach_over_the_window_on_both_sides(rates):
    about, arrays = curve_window([rates], Window("train_loss", start=10.5, stop=20.5, buckets=400))
    assert about["form"] == "points"
    assert arrays["x"][: arrays["counts"][0]].tolist() == list(range(10, 22))


@pytest.mark.parametrize("along", ["epoch", "examples", "time"])
def test_axes_are_steps_times_what_a_step_is(rates, along):
    about, arrays = curve_window([rates], Window("train_loss", along=along, buckets=400))
    trial = rates.look().trials[0]
    a_step = {"epoch": 1 / trial.steps_per_epoch, "examples": 100, "time": trial.seconds_per_step}[along]
    first = arrays["x"][: arrays["counts"][0]]
    np.testing.assert_allclose(first, np.arange(len(first)) * a_step)
    assert about["unknown"] == ""


def test_a_logarithmic_axis_begins_at_the_first_positive_place(rates):
    about, _ = curve_window([rates], Window("train_loss", log=True))
    assert about["reach"][0] == 1


def test_smoothing_is_that_of_plots(rates):
    from trainlab.plots.compute.lines.thinning import running_mean

    _, arrays = curve_window([rates], Window("train_loss", smooth=9, buckets=400))
    values = rates.study.recorded("train_loss", [0]).values.astype(float)
    expected = running_mean(values, np.arange(values.shape[1]), 9, False)[0]
    np.testing.assert_allclose(arrays["mean"][: arrays["counts"][0]], expected, rtol=1e-5)


def test_several_studies_are_rows_one_after_the_other(rates, optimizers):
    about, arrays = curve_window([rates, optimizers], Window("train_loss"))
    assert about["trials"] == 14
    _, alone = curve_window([optimizers], Window("train_loss"))
    assert arrays["counts"][12:].tolist() == alone["counts"].tolist()
    np.testing.assert_array_equal(arrays["y"][arrays["counts"][:12].sum() :], alone["y"])


class Growing:
    """A study of which some steps are committed."""

    def __init__(self, kept) -> None:
        self.kept, self.id, self.steps, self.version, self._sent = kept, kept.id, [], 0, {}

    def commit(self, steps: list[int]) -> None:
        self.steps, self.version = steps, self.version + 1

    def look(self):
        return replace(self.kept.look(), version=self.version)

    def curve(self, name):
        from trainlab.record import Curves

        whole = self.kept.study.recorded(name)
        rows = [whole.row(row)[1][:count] for row, count in enumerate(self.steps)]
        borders = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
        steps = np.concatenate([np.arange(len(row)) for row in rows]).astype(np.int32)
        return self.version, Curves.ragged(name, whole.trials, borders, steps, np.concatenate(rows))

    def points(self, name):
        from trainlab.web.growing import Points

        version, curves = self.curve(name)
        return version, Points.of(curves)

    def counts(self, name, version):
        return self._sent.get((name, version))

    def sent(self, name, version, counts):
        self._sent[name, version] = counts


@pytest.mark.parametrize("buckets", [FEWEST, 400])
@pytest.mark.parametrize("smooth", [1, 5])
def test_what_is_new_makes_the_whole_of_what_was_there(rates, buckets, smooth):
    study = Growing(rates)
    asked = Window("train_loss", start=0, stop=59, buckets=buckets, smooth=smooth)
    study.commit([20] * 12)
    about, have = curve_window([study], asked)
    form = str(about["form"])
    have = {name: array.copy() for name, array in have.items()}
    for commit in ([20] * 6 + [40] * 6, [33] * 6 + [40] * 6, [60] * 12):
        since = form, tuple(about["versions"])
        study.commit(commit)
        about, new = curve_window([study], replace(asked, since=since))
        _, whole = curve_window([study], asked)
        rows = range(12) if about["rows"] is None else about["rows"]
        if about["form"] != form:  # more points than places: all is sent anew
            assert about["rows"] is None
            form, have = str(about["form"]), {name: array.copy() for name, array in new.items()}
            continue
        if form == "buckets":
            for place, row in enumerate(rows):
                for name in new:
                    have[name][row, about["first"] :] = new[name][place]
            for name in new:
                np.testing.assert_array_equal(have[name], whole[name])
        else:
            assert ("before" in new) == (smooth == 1)  # only what is new, but for means, whose ends change
            have = merged(have, new, rows)
            for name in have:
                np.testing.assert_array_equal(have[name], whole[name])
    assert about["first"] > 0 if form == "buckets" else True


def merged(have: dict, new: dict, rows) -> dict:
    """Points that were sent, and those that came behind or in place of them, as the page merges them."""
    sent = {row: place for place, row in enumerate(rows)}
    borders = {
        which: np.concatenate([[0], np.cumsum(one["counts"])])
        for which, one in (("have", have), ("new", new))
    }
    found: dict = {name: [] for name in have}
    for row in range(len(have["counts"])):
        old = slice(borders["have"][row], borders["have"][row + 1])
        place = sent.get(row)
        for name in ("x", "y", "mean") if "mean" in have else ("x", "y"):
            if place is None:
                piece = have[name][old]
            else:
                piece = new[name][borders["new"][place] : borders["new"][place + 1]]
                if "before" in new:
                    piece = np.concatenate([have[name][old][: new["before"][place]], piece])
            found[name].append(piece)
        found["counts"].append(len(found["y"][-1]))
    return {
        name: np.array(found[name], np.int32) if name == "counts" else np.concatenate(found[name])
        for name in found
    }


def test_a_trial_that_has_nothing_new_is_not_sent(rates):
    study = Growing(rates)
    asked = Window("train_loss", start=0, stop=59)
    study.commit([20] * 12)
    about, _ = curve_window([study], asked)
    study.commit([30] + [20] * 11)
    about, arrays = curve_window(
        [study], replace(asked, since=(str(about["form"]), tuple(about["versions"])))
    )
    assert about["rows"] == [0]
    assert arrays["before"].tolist() == [20]
    assert arrays["counts"].tolist() == [10]
