from __future__ import annotations

# pyright: reportCallIssue=false
# Settings are numbers here.
import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import ExperimentError, QuestionError, SettingError
from trainlab.experiments import propose
from trainlab.sweeps import batch_experiment, read_batch_sweep


def test_every_batch_size_has_every_rate_and_its_own_budget():
    experiment = batch_experiment("moons", "2-4-2", {"momentum": 0.5}, batch_sizes="1,8,full", seeds=2)
    trials = propose(experiment).settings
    assert len(trials) == 3 * 13 * 2
    budget = {trial["batch_size"]: (trial["steps"], trial["eval_every"]) for trial in trials}
    assert budget == {1: (5100, 51), 8: (725, 7), "full": (100, 1)}
    for size in budget:
        rates = sorted({trial["learning_rate"] for trial in trials if trial["batch_size"] == size})
        np.testing.assert_allclose(rates, np.geomspace(1e-3, 10, 13), rtol=1e-6)
    assert {trial["momentum"] for trial in trials} == {0.5}
    # The largest batches alone are probed on the way.
    assert {trial["probe"] for trial in trials} == {"noise_scale"}
    every = {trial["batch_size"]: trial["probe_every"] for trial in trials}
    assert every == {1: 5100, 8: 725, "full": 5}
    assert not any("until" in trial for trial in trials)
    assert {trial["validation_examples"] for trial in trials} == {2_000}


def test_batch_sizes_are_sorted_and_probes_are_a_choice():
    trials = propose(batch_experiment("moons", "2-4-2", {}, batch_sizes=["full", 64, 8], seeds=1)).settings
    assert list(dict.fromkeys(trial["batch_size"] for trial in trials)) == [8, 64, "full"]
    plain = propose(batch_experiment("moons", "2-4-2", {}, noise_scale=False, seeds=1)).settings
    assert not any("probe" in trial for trial in plain)
    own = {"probe": "gradients", "probe_every": 7}
    for noise_scale in (True, False):
        given = propose(batch_experiment("moons", "2-4-2", own, noise_scale=noise_scale, seeds=1)).settings
        assert {(trial["probe"], trial["probe_every"]) for trial in given} == {("gradients", 7)}


def test_a_target_that_can_end_trials_does():
    trials = propose(batch_experiment("moons", "2-4-2", {}, target="validation_accuracy >= 90%")).settings
    assert {trial["until"] for trial in trials} == {"validation_accuracy >= 0.9"}
    # A target that is named is measured on all there is.
    assert not any("validation_examples" in trial for trial in trials)
    assert sorted({trial["batch_size"] for trial in trials}) == [1, 2, 4, 8, 16, 32, 64, 128, 256]


def test_how_much_of_validation_is_measured_is_a_choice():
    given = {"validation_examples": "all"}
    trials = propose(batch_experiment("moons", "2-4-2", given, seeds=1)).settings
    assert {trial["validation_examples"] for trial in trials} == {"all"}


@pytest.mark.parametrize(
    ("setting", "instead"),
    [("batch_size", "give batch_sizes"), ("learning_rate", "give rates"),
     ("steps", "give steps and examples"), ("until", "give target"), ("seed", "give seed")],
)  # fmt: skip
def test_what_the_sweep_decides_is_refused_among_the_settings(setting, instead):
    with pytest.raises(ExperimentError, match=f"sweep-batch decides {setting} itself.*{instead}"):
        batch_experiment("moons", "2-4-2", {setting: 1})


def test_other_mistakes_are_told_before_anything_trains(tmp_path):
    for sizes in ([8], "random-log:1:64"):
        with pytest.raises(ExperimentError, match="batch sizes"):
            tl.sweep_batch("moons", "2-4-2", batch_sizes=sizes, root=tmp_path)
    with pytest.raises(SettingError, match="batch_size of the recipe"):
        tl.sweep_batch("moons", "2-4-2", batch_sizes=[0, 3], root=tmp_path)
    with pytest.raises(QuestionError):
        tl.sweep_batch("moons", "2-4-2", target="validation_loss <", root=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_real_sweep_shows_the_trade(batch_sweep):
    assert batch_sweep.automatic
    assert batch_sweep.target.startswith("validation_loss <= ")
    assert all(steps is not None for steps in batch_sweep.steps)
    steps = np.array([steps.value for steps in batch_sweep.steps])
    # Larger batches take fewer steps, and more examples.
    assert steps[0] > steps[-1]
    assert steps[0] * 4 < steps[-1] * 64
    assert batch_sweep.reached.shape == (3, 3, 3)
    # The mean of the probes up to the target, by hand.
    study = tl.open(batch_sweep.folder)
    rate = batch_sweep.best_rate[-1]
    trials = [
        t for t in study.trials if t.settings["batch_size"] == 64 and t.settings["learning_rate"] == rate
    ]
    sums = np.zeros(2)
    for trial in trials:
        [reached] = [a.step for a in study.ask(batch_sweep.target) if a.trial.id == trial.id]
        for place, name in enumerate(("gradient_variance", "gradient_square")):
            steps, values = trial.curve(name)
            sums[place] += values[steps < (np.inf if reached is None else reached)].sum()
    assert batch_sweep.noise_scale.value == pytest.approx(sums[0] / sums[1], rel=1e-6)


def test_a_stored_sweep_is_read_with_another_target(batch_sweep):
    study = tl.open(batch_sweep.folder)
    again = read_batch_sweep(study)
    assert again.target == batch_sweep.target
    assert again.steps == batch_sweep.steps
    easier = read_batch_sweep(study, "validation_loss <= 0.6 and step > 3")
    assert not easier.automatic
    assert easier.steps[0].value < batch_sweep.steps[0].value
    # The step of each trial is the one that 'ask' gives.
    first = {answer.trial.id: answer.step for answer in study.ask("validation_loss <= 0.6 and step > 3")}
    ids = [trial.id for trial in study.trials if trial.settings["batch_size"] == 4]
    expected = sorted(np.inf if first[id] is None else max(first[id], 1) for id in ids)
    assert sorted(easier.reached[0].ravel().tolist()) == expected


def test_trials_stop_where_they_reach_the_target(tmp_path):
    sweep = tl.sweep_batch(
        "moons", "2-4-2", batch_sizes=[16, 64], rates=[0.1, 0.4, 1.6], seeds=3, steps=40, examples=800,
        target="validation_accuracy >= 0.8", root=tmp_path,
    )  # fmt: skip
    records = [trial.record for trial in tl.open(sweep.folder).trials]
    stopped = [record for record in records if record.stopped_by == "until"]
    assert len(stopped) > len(records) / 2
    reached = sorted(steps for steps in sweep.reached.ravel() if np.isfinite(steps))
    assert reached == sorted(max(record.steps, 1) for record in stopped)
    assert read_batch_sweep(tl.open(sweep.folder)).target == "validation_accuracy >= 0.8"
