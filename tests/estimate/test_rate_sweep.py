from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.estimate.conftest import as_trials, parabola

from trainlab.errors import StudyError
from trainlab.estimate import Estimate, estimate_rate_sweep
from trainlab.estimate.falls import BANDWIDTH
from trainlab.estimate.interval import SeedRange
from trainlab.record import Curves

RATES = np.geomspace(1e-3, 1e2, 51)
STEP = RATES[1] / RATES[0]
SMOOTHED = 10**BANDWIDTH


def test_the_answers_of_parabolas_are_known(make_sweep):
    curvatures = [0.5, 1.0, 2.0]
    sweep = estimate_rate_sweep(*make_sweep(RATES, curvatures))
    assert sweep.seeds == (0, 1, 2)
    assert sweep.start == pytest.approx(1.0, rel=0.01)
    # No seed explodes up to the smallest 2 / c; half of them do above the median 2 / c.
    assert 1.0 / STEP < sweep.stable <= 1.0
    assert sweep.edge.value == pytest.approx(2.0, rel=STEP - 1)
    assert sweep.edge.low == pytest.approx(1.0, rel=STEP - 1)
    assert sweep.edge.high == pytest.approx(4.0, rel=STEP - 1)
    # One step is enough at 1 / c.
    assert 0.5 / SMOOTHED < sweep.fastest.value < 2.0 * SMOOTHED
    assert sweep.advice == ()


def test_one_parabola_is_fastest_where_one_step_is_enough(make_sweep):
    sweep = estimate_rate_sweep(*make_sweep(RATES, [0.1], steps=10))
    assert 10 / SMOOTHED < sweep.fastest.value < 10 * SMOOTHED
    assert sweep.fastest.low == sweep.fastest.value == sweep.fastest.high
    assert sweep.edge.value == pytest.approx(20, rel=STEP - 1)
    assert sweep.band is not None
    low, high = sweep.band
    assert low < sweep.recommended.value < high
    assert sweep.recommended.value == pytest.approx(min(low ** (1 / 3) * high ** (2 / 3), sweep.stable))
    assert "one seed" in sweep.advice[0]


def test_the_recommended_rate_never_explodes_a_seed(make_sweep):
    # Two seeds train at rates at which the third explodes.
    sweep = estimate_rate_sweep(*make_sweep(RATES, [0.01, 0.01, 1.0]))
    assert sweep.recommended.value <= sweep.stable <= 2.0


def test_trials_in_any_order_give_the_same_answer(make_sweep):
    info, trials, losses = make_sweep(RATES, [0.5, 1.0])
    order = np.random.default_rng(0).permutation(len(trials))
    shuffled = Curves(losses.name, losses.trials[order], losses.steps, losses.values[order])
    one = estimate_rate_sweep(info, trials, losses)
    other = estimate_rate_sweep(info, [trials[place] for place in order[::-1]], shuffled)
    assert one.recommended == other.recommended
    np.testing.assert_array_equal(one.final, other.final)


def test_range_tests_are_read_beside_the_sweep(make_sweep):
    info, trials, losses = make_sweep(RATES, [1.0, 1.0])
    growing = np.geomspace(1e-3, 1e2, 40)
    rows = [(trial.settings, losses.values[trial.id]) for trial in trials]
    curve = 2 - 1.5 / (1 + (0.05 / growing) ** 2)
    test = {"schedule": "range_test", "learning_rate": 1e-3, "peak_factor": 1e5}
    rows += [({**test, "seed": seed}, curve) for seed in (1, 0)]
    plain = [({k: s[k] for k in ("learning_rate", "seed", "schedule", "peak_factor") if k in s}, c)
             for s, c in rows]  # fmt: skip
    info, trials, losses = as_trials(plain, 40)
    rates = np.full((len(rows), 40), np.nan)
    rates[-2:] = growing
    sweep = estimate_rate_sweep(
        info, trials, losses, Curves("learning_rate", losses.trials, losses.steps, rates)
    )
    assert sweep.rates.size == RATES.size
    assert sweep.range_test is not None
    np.testing.assert_allclose(sweep.range_test.rates, growing)
    assert 0.03 < sweep.range_test.pick < 1
    assert estimate_rate_sweep(info, trials, losses).range_test is None


def test_a_range_too_low_or_too_high_is_told(make_sweep):
    low = estimate_rate_sweep(*make_sweep(np.geomspace(1e-3, 0.3, 12), [1.0, 1.0]))
    assert low.edge is None
    assert low.stable is None
    assert any("0.3, the largest rate tried" in said and "log:0.001:30:12" in said for said in low.advice)
    assert not any("smallest" in said for said in low.advice)
    high = estimate_rate_sweep(*make_sweep(np.geomspace(0.3, 30, 12), [1.0, 1.0]))
    assert any("0.3, the smallest rate tried" in said and "log:0.003:30:12" in said for said in high.advice)


def test_nothing_learned(make_sweep):
    slow = estimate_rate_sweep(*make_sweep(np.geomspace(1e-9, 1e-6, 8), [1.0, 1.0]))
    wild = estimate_rate_sweep(*make_sweep(np.geomspace(1e20, 1e30, 8), [1.0, 1.0]))
    # Losses that grew a millionfold, and are finite still.
    grown = estimate_rate_sweep(*make_sweep(np.geomspace(5, 50, 8), [1.0, 1.0], steps=8))
    for sweep, advice in ((slow, "larger ones"), (wild, "smaller ones"), (grown, "smaller ones")):
        nothing = (sweep.recommended, sweep.fastest, sweep.band, sweep.stable, sweep.edge)
        assert nothing == (None,) * 5
        [sentence] = sweep.advice
        assert advice in sentence


def test_where_one_rate_does_nothing_and_the_next_explodes_rates_between_are_advised(make_sweep):
    sweep = estimate_rate_sweep(*make_sweep([1e-9, 1e-8, 1e3, 1e4], [1.0, 1.0]))
    assert sweep.recommended is None
    [sentence] = sweep.advice
    assert (
        "1000 is too large already, 1e-08 is not. Try rates between them: --rates log:1e-08:1e+03:4"
        in sentence
    )


def test_a_few_steps_are_not_judged(make_sweep):
    sweep = estimate_rate_sweep(*make_sweep(RATES, [1.0, 1.0], steps=5))
    assert sweep.recommended is None
    assert sweep.advice == ("5 steps are too few to distinguish learning from noise: give more --steps.",)


def test_two_seeds_are_said_to_tell_little(make_sweep):
    sweep = estimate_rate_sweep(*make_sweep(RATES, [1.0, 1.1]))
    assert sweep.advice == (
        "2 seeds say little about how far the answer varies between seeds: give --seeds 5.",
    )


def test_a_seed_that_never_learns_does_not_decide(make_sweep):
    sweep = estimate_rate_sweep(*make_sweep(RATES, [1.0, 1.0, 1e-9]))
    alone = estimate_rate_sweep(*make_sweep(RATES, [1.0, 1.0]))
    assert sweep.recommended.value == alone.recommended.value
    assert "the loss of 1 of 3 seeds fell beyond its noise at no rate" in sweep.advice[0]


def test_what_is_no_sweep_is_refused(make_sweep):
    info, trials, losses = make_sweep(RATES[:4], [1.0, 1.0])
    other = dataclasses.replace(trials[3], settings={**trials[3].settings, "l2": 0.1})
    with pytest.raises(StudyError, match="differ in l2"):
        estimate_rate_sweep(info, [*trials[:3], other, *trials[4:]], losses)
    with pytest.raises(StudyError, match=r"no trial of learning_rate .* with seed 1"):
        estimate_rate_sweep(info, [*trials[:3], *trials[4:]], losses)
    with pytest.raises(StudyError, match="2 learning rates above 0: a sweep needs 3"):
        estimate_rate_sweep(info, trials[:4], losses)
    running = dataclasses.replace(trials[0], status="running")
    with pytest.raises(StudyError, match="not over"):
        estimate_rate_sweep(info, [running, *trials[1:]], losses)


CURVES = st.one_of(
    st.floats(1e-3, 1e3).map(lambda level: np.full(12, level)),
    st.tuples(st.floats(1e-3, 10), st.floats(1e-3, 3)).map(lambda made: parabola(*made, 12)),
    st.integers(1, 12).map(lambda end: np.concatenate([np.ones(end - 1), np.full(13 - end, np.inf)])),
)


@settings(max_examples=60)
@given(st.integers(3, 6), st.integers(1, 3), st.data())
def test_any_curves_have_an_answer_inside_the_range(rates, seeds, data):
    rows = [
        ({"learning_rate": 10.0**-rate, "seed": seed}, data.draw(CURVES))
        for rate in range(rates)
        for seed in range(seeds)
    ]
    sweep = estimate_rate_sweep(*as_trials(rows, 12))
    lowest, highest = sweep.rates[0], sweep.rates[-1]
    for found in (sweep.recommended, sweep.fastest, sweep.edge):
        if found is not None:
            assert isinstance(found, Estimate | SeedRange)
            assert lowest * (1 - 1e-9) <= found.low <= found.value <= found.high
            assert found.value <= highest * (1 + 1e-9)
    assert (sweep.recommended is None) == (sweep.fastest is None) == (sweep.band is None)
