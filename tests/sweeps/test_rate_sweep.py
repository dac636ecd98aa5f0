from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import ExperimentError, SettingError
from trainlab.experiments import propose
from trainlab.settings import OPTIMIZERS
from trainlab.sweeps import rate_experiment, read_rate_sweep
from trainlab.sweeps.rates import default_range, read_rates


def test_a_sweep_is_every_rate_with_every_seed_and_range_tests():
    experiment = rate_experiment("moons", "2-4-2", {"batch_size": 50}, seeds=3, seed=7, steps=80)
    trials = propose(experiment).settings
    swept = [trial for trial in trials if trial["schedule"] == "constant"]
    tests = [trial for trial in trials if trial["schedule"] == "range_test"]
    rates = sorted({trial["learning_rate"] for trial in swept})
    assert len(swept) == 64 * 3
    assert (rates[0], rates[-1]) == (1e-4, 1e2)
    np.testing.assert_allclose(np.diff(np.log10(rates)), 6 / 63, rtol=1e-6)
    assert {trial["seed"] for trial in swept} == {trial["seed"] for trial in tests} == {7, 8, 9}
    assert {trial["learning_rate"] for trial in tests} == {1e-4}
    assert {trial["peak_factor"] for trial in tests} == {1e2 / 1e-4}
    assert {trial["steps"] for trial in trials} == {80}
    assert {trial["batch_size"] for trial in trials} == {50}


@pytest.mark.parametrize(
    "settings",
    [
        {"schedule": "cyclical", "warmup": 20},
        {"schedule": "cyclical", "peak_factor": 3.0, "decay_steps": 9},
        {"schedule": "one_cycle", "decay_steps": 50},
        {"warmup": 5},
    ],
)
def test_a_schedule_is_that_of_the_swept_trials_alone(settings):
    trials = propose(rate_experiment("moons", "2-4-2", settings, seeds=1)).settings
    plain = propose(rate_experiment("moons", "2-4-2", {}, seeds=1)).settings
    assert trials[-1] == plain[-1]
    assert trials[-1]["schedule"] == "range_test"
    usual = (
        {"schedule": "cyclical", "peak_factor": 6.0} | settings
        if "cyclical" in settings.values()
        else settings
    )
    for trial in trials[:-1]:
        assert usual.items() <= trial.items()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_default_range_is_six_decades_around_what_is_used(optimizer):
    low, high = default_range({"optimizer": optimizer})
    assert high / low == pytest.approx(1e6)
    usual = {"sgd": 0.01, "adadelta": 0.01, "lion": 1e-4}.get(optimizer, 1e-3)
    assert 9.9 * low <= usual <= high / 10


def test_rates_are_read_in_every_form():
    assert read_rates("1,0.1,10,0", {}, 64) == [0.1, 1, 10]
    assert read_rates([3, 1, 2], {}, 64) == [1, 2, 3]
    assert read_rates(tl.log(0.01, 1, 3), {}, 64) == [0.01, 0.1, 1]
    assert len(read_rates(None, {}, 7)) == 7
    for refused in ("random-log:0.1:1", "0.1,1", 3, "0,0.1,1"):
        with pytest.raises(ExperimentError, match="rates="):
            read_rates(refused, {}, 64)


@pytest.mark.parametrize(
    ("setting", "instead"),
    [
        ("learning_rate", "give rates"),
        ("steps", "give steps"),
        ("epochs", "give steps"),
        ("until", "sweep-batch"),
    ],
)
def test_what_the_sweep_decides_is_refused_among_the_settings(setting, instead):
    with pytest.raises(ExperimentError, match=f"sweep-lr decides {setting} itself.*{instead}"):
        rate_experiment("moons", "2-4-2", {setting: 1})


def test_other_mistakes_are_told_before_anything_trains(tmp_path):
    with pytest.raises(ExperimentError, match="schedule=range_test is what sweep-lr compares with"):
        tl.sweep_lr("moons", "2-4-2", schedule="range_test", root=tmp_path)
    with pytest.raises(SettingError, match="unknown setting 'momentun'"):
        tl.sweep_lr("moons", "2-4-2", momentun=0.9, root=tmp_path)
    with pytest.raises(SettingError, match="steps of the recipe"):
        tl.sweep_lr("moons", "2-4-2", steps=0, root=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_real_sweep_finds_what_the_curves_show(moons_sweep):
    # 2-4-2 on half-moons learns best between 0.3 and 5, and explodes from 5 to 30 on.
    assert 0.1 < moons_sweep.recommended.value < 5
    assert 0.2 < moons_sweep.fastest.value < 10
    assert 3 < moons_sweep.edge.value < 40
    assert moons_sweep.stable <= moons_sweep.edge.value
    assert moons_sweep.exploded[-1].all()
    assert not moons_sweep.exploded[:8].any()
    assert moons_sweep.lowest < 0.5 < moons_sweep.start
    test = moons_sweep.range_test
    np.testing.assert_allclose(test.rates, np.geomspace(1e-3, 1e2, 60), rtol=1e-4)
    assert test.picks.shape == (3,)


def test_its_study_is_an_ordinary_one(moons_sweep):
    study = tl.open(moons_sweep.folder)
    assert study.info.name == "moons-sweep-lr"
    assert len(study) == 17 * 3
    assert study.info.varied == ("learning_rate", "schedule")
    again = read_rate_sweep(study)
    assert again.recommended == moons_sweep.recommended
    np.testing.assert_array_equal(again.best, moons_sweep.best)
    assert study.findings()


def test_arrays_can_be_swept(tmp_path):
    generator = np.random.default_rng(0)
    x = generator.normal(size=(120, 2))
    dataset = tl.Dataset.from_arrays(x, (x[:, 0] > 0).astype(int), name="halves")
    sweep = tl.sweep_lr(dataset, "2-2", rates=[0.01, 0.1, 1.0], seeds=1, steps=20, root=tmp_path)
    assert sweep.rates.tolist() == [0.01, 0.1, 1.0]
    assert sweep.recommended.value > 0.1
