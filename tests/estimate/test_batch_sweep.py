from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.estimate.conftest import as_trials

from trainlab.errors import StudyError
from trainlab.estimate import estimate_batch_sweep

SIZES = (1, 4, 16, 64, 256)
RATES = (0.01, 0.1, 1.0, 10.0)
BEST = dict(zip(SIZES, (1, 1, 2, 2, 2), strict=True))
"""Place of the best rate of each size."""


def study(seeds, sizes=SIZES, rates=RATES):
    rows = [
        ({"batch_size": size, "learning_rate": rate, "seed": seed}, np.ones(3))
        for size in sizes for rate in rates for seed in range(seeds)
    ]  # fmt: skip
    info, trials, _ = as_trials(rows, 3)
    return info, trials


def known_steps(trials, *, critical=20.0, least=50.0, of_seed=(1.0,)):
    """The law at the best rate, three times as many steps at others; seeds differ by a factor."""
    steps = []
    for trial in trials:
        size, rate = trial.settings["batch_size"], trial.settings["learning_rate"]
        factor = of_seed[trial.settings["seed"]] * (1 if RATES[BEST[size]] == rate else 3)
        steps.append(factor * least * (1 + critical / size))
    return np.array(steps)


def test_the_critical_batch_size_is_found_with_the_rate_tuned_for_each():
    info, trials = study(5)
    factors = (0.8, 0.9, 1.0, 1.1, 1.3)
    sweep = estimate_batch_sweep(info, trials, known_steps(trials, of_seed=factors), "loss <= 1")
    assert sweep.sizes.tolist() == list(SIZES)
    assert sweep.best_rate.tolist() == [RATES[BEST[size]] for size in SIZES]
    widened = stats.t.ppf(0.95, 4) / 1.6449 * np.sqrt(5 / 4)
    for size, steps in zip(SIZES, sweep.steps, strict=True):
        law = 50 * (1 + 20 / size)
        assert steps.value == pytest.approx(law)
        # A draw's median is 0.8 times as much in 6% of draws; both halves are widened.
        ends = (0.8**widened * law, 1.3**widened * law)
        assert (steps.low, steps.high) == pytest.approx(ends, rel=1e-3)
    # A factor of a seed moves all sizes alike: the critical size is the same in every draw.
    assert sweep.critical.value == pytest.approx(20, rel=1e-3)
    assert sweep.critical.high / sweep.critical.low == pytest.approx(1, abs=1e-3)
    assert sweep.least_steps.low == pytest.approx(50 * 0.8**widened, rel=1e-3)
    assert sweep.least_examples.value == pytest.approx(1000, rel=1e-3)
    assert sweep.advice == ()


def test_one_rate_for_all_sizes_would_have_hidden_it():
    info, trials = study(1)
    steps = known_steps(trials)
    kept = [place for place, trial in enumerate(trials) if trial.settings["learning_rate"] == 0.1]
    one_rate = estimate_batch_sweep(info, [trials[place] for place in kept], steps[kept], "loss <= 1")
    assert one_rate.critical.value < 15


def test_seeds_that_never_reach_the_target_open_the_interval():
    info, trials = study(5)
    steps = known_steps(trials, of_seed=(1.0,) * 5)
    last = [trial.settings["seed"] > 2 for trial in trials]
    sweep = estimate_batch_sweep(info, trials, np.where(last, np.inf, steps), "loss <= 1")
    assert sweep.steps[0].value == pytest.approx(1050)
    assert sweep.steps[0].high == np.inf
    assert sweep.critical.value == pytest.approx(20, rel=1e-3)


def test_a_size_that_most_seeds_do_not_reach_is_left_out_and_told():
    info, trials = study(3)
    steps = known_steps(trials, of_seed=(1.0, 1.0, 1.0))
    large = [trial.settings["batch_size"] == 256 and trial.settings["seed"] > 0 for trial in trials]
    sweep = estimate_batch_sweep(info, trials, np.where(large, np.inf, steps), "loss <= 1")
    assert sweep.steps[-1] is None
    assert np.isnan(sweep.best_rate[-1])
    assert sweep.critical.value == pytest.approx(20, rel=1e-3)
    assert sweep.advice[0].startswith("with batch size 256 no learning rate reached the target")


def test_a_target_that_is_never_reached_is_no_fit():
    info, trials = study(2)
    sweep = estimate_batch_sweep(info, trials, np.full(len(trials), np.inf), "loss <= 0")
    assert sweep.steps == (None,) * 5
    assert sweep.critical is sweep.least_steps is sweep.least_examples is None
    assert "batch size 1, 4, 16, 64 and 256" in sweep.advice[0]


def test_rates_on_the_edge_and_open_ends_are_told():
    info, trials = study(2)
    steps = np.array(
        [1e4 / trial.settings["batch_size"] / trial.settings["learning_rate"] for trial in trials]
    )
    sweep = estimate_batch_sweep(info, trials, np.maximum(steps, 1), "loss <= 1")
    assert any(
        "the best learning rate is the largest tried, 10: extend --rates" in said for said in sweep.advice
    )
    info, trials = study(2, sizes=(1, 2, 4))
    flat = estimate_batch_sweep(info, trials, np.full(len(trials), 30.0), "loss <= 1")
    assert flat.critical is None
    assert any("Add smaller --batch-sizes" in said for said in flat.advice)
    steep = estimate_batch_sweep(
        info, trials, np.array([1e5 / trial.settings["batch_size"] for trial in trials]), "loss <= 1"
    )
    assert steep.critical is None
    assert any("Add larger --batch-sizes" in said for said in steep.advice)


def test_an_edge_that_another_rate_equals_is_not_the_best():
    info, trials = study(2)
    sweep = estimate_batch_sweep(info, trials, np.full(len(trials), 30.0), "loss <= 1")
    assert not any("extend --rates" in said for said in sweep.advice)


def test_few_seeds_have_no_intervals_and_it_says_so():
    info, trials = study(3)
    sweep = estimate_batch_sweep(info, trials, known_steps(trials, of_seed=(0.8, 1.0, 1.3)), "loss <= 1")
    assert sweep.critical.low == sweep.critical.value == sweep.critical.high
    assert sweep.advice == ("3 seeds are too few for intervals: give --seeds 5.",)


def test_a_target_that_holds_from_the_start_takes_a_step():
    info, trials = study(1, sizes=(1, 2, 4))
    sweep = estimate_batch_sweep(info, trials, np.zeros(len(trials)), "loss <= 9")
    assert sweep.reached.min() == 1


def test_full_batches_are_as_large_as_train():
    info, trials = study(1, sizes=(1, 10, "full"))
    assert estimate_batch_sweep(info, trials, np.ones(len(trials)), "").sizes.tolist() == [1, 10, 900]
    unknown = dataclasses.replace(info, dataset={})
    with pytest.raises(StudyError, match="how many examples batch_size=full is"):
        estimate_batch_sweep(unknown, trials, np.ones(len(trials)), "")


def test_what_is_no_sweep_is_refused():
    info, trials = study(1)
    other = dataclasses.replace(trials[0], settings={**trials[0].settings, "l2": 0.5})
    with pytest.raises(StudyError, match=r"differ in l2.*batch_size, learning_rate and seed only"):
        estimate_batch_sweep(info, [other, *trials[1:]], np.ones(len(trials)), "")
    running = dataclasses.replace(trials[0], status="running")
    with pytest.raises(StudyError, match="not over"):
        estimate_batch_sweep(info, [running, *trials[1:]], np.ones(len(trials)), "")
    info, trials = study(1, sizes=(8,))
    with pytest.raises(StudyError, match="one batch size"):
        estimate_batch_sweep(info, trials, np.ones(len(trials)), "")


@settings(max_examples=40)
@given(st.integers(1, 3), st.data())
def test_any_steps_have_an_answer(seeds, data):
    info, trials = study(seeds, sizes=(1, 2, 8, 32), rates=(0.1, 1.0))
    step = st.one_of(st.integers(0, 10**6).map(float), st.just(np.inf))
    steps = np.array(data.draw(st.lists(step, min_size=len(trials), max_size=len(trials))))
    sweep = estimate_batch_sweep(info, trials, steps, "loss <= 1")
    for found in (*sweep.steps, sweep.critical, sweep.least_steps, sweep.least_examples):
        if found is not None:
            assert found.low >= 0
            assert found.low <= found.value <= found.high
            assert np.isfinite(found.value)
    assert [steps is None for steps in sweep.steps] == np.isnan(sweep.best_rate).tolist()
