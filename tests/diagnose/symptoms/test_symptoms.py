"""Each symptom on a curve drawn by hand, and what must not be taken for it."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.diagnose import diagnose_trials
from trainlab.diagnose.curves.steps_left import HORIZON, StepsLeft
from trainlab.diagnose.symptoms import SYMPTOMS
from trainlab.diagnose.symptoms.still_falling import _in_words

STEPS = np.arange(800)
NOISE = 1 + 0.05 * np.random.default_rng(0).standard_normal(800)
LEARNED = 0.15 + 0.55 * np.exp(-STEPS / 60)


@pytest.fixture
def judge(make_trial, make_curves):
    def judged(losses, **settings):
        findings = diagnose_trials([make_trial(**settings)], make_curves([losses]), classes=2)
        return {finding.symptom: finding for finding in findings}

    return judged


def test_far_above_its_start_is_exploded_though_finite(judge):
    found = judge(np.where(STEPS < 5, 0.7, 40.0) * NOISE, learning_rate=30.0)
    assert set(found) == {"exploded"}
    assert found["exploded"].advice == "Lower learning_rate (it was 30)."
    assert found["exploded"].evidence["times"] == pytest.approx(57, rel=0.1)


def test_a_climb_is_a_bug_and_a_jump_is_not(judge):
    found = judge((0.7 + STEPS / 400) * NOISE)
    assert set(found) == {"train loss rises"}
    assert "look at the sign of the gradient" in found["train loss rises"].advice
    assert "train loss rises" not in judge(np.where(STEPS < 400, 0.3, 1.0) * NOISE)


def test_a_fall_that_turns_into_a_climb_names_the_turn(judge):
    losses = np.where(STEPS < 300, 0.7 - STEPS / 1000, 0.4 + (STEPS - 300) / 1000) * NOISE
    found = judge(losses)
    assert set(found) == {"train loss rises"}
    assert found["train loss rises"].evidence["step"] == pytest.approx(300, abs=30)


def test_a_straight_slow_descent_wants_a_larger_rate(judge):
    found = judge((0.7 - 0.15 * STEPS / 800) * NOISE, learning_rate=0.001)
    assert set(found) == {"slow line"}
    assert found["slow line"].advice == "Raise learning_rate tenfold, to 0.01."
    assert found["slow line"].evidence["fall"] == pytest.approx(0.15 / 0.7, rel=0.05)


@pytest.mark.parametrize(
    "losses",
    [
        np.where(STEPS < 20, 0.7, 0.3 - 0.1 * STEPS / 800),
        LEARNED,
        0.7 - 0.15 * (STEPS / 800) ** 4,
        0.7 * 0.1 ** (STEPS / 800),
    ],
)
def test_curves_are_no_lines(judge, losses):
    assert "slow line" not in judge(losses * NOISE)


def test_noise_as_large_as_the_descent_is_jagged(judge):
    spiky = 0.4 * np.random.default_rng(1).exponential(size=800)
    found = judge(LEARNED + spiky, batch_size=8, learning_rate=0.5)
    assert "jagged" in found
    assert (
        found["jagged"].advice
        == "Take a larger batch_size (it was 8) or a smaller learning_rate (it was 0.5)."
    )
    assert judge(LEARNED + spiky, batch_size="full")["jagged"].advice.startswith("Take a smaller")
    assert "jagged" not in judge(LEARNED * NOISE)


def test_a_plateau_is_timed(judge):
    losses = np.where(STEPS < 300, 0.69, 0.1 + 0.59 * np.exp(-(STEPS - 300) / 50)) * NOISE
    evidence = judge(losses)["plateau then drop"].evidence
    assert evidence["step"] == 0
    assert evidence["until"] == pytest.approx(300, abs=30)
    assert evidence["plateau"] == pytest.approx(0.69, rel=0.05)
    assert "plateau then drop" not in judge(LEARNED * NOISE)


def test_an_early_spike_is_found_where_it_is(judge):
    spike = 2 * np.exp(-(((STEPS - 100) / 8) ** 2))
    evidence = judge((LEARNED + spike) * NOISE)["early spike recovered"].evidence
    assert evidence["step"] == pytest.approx(100, abs=10)
    assert evidence["height"] == pytest.approx(2.2, rel=0.2)
    late = 2 * np.exp(-(((STEPS - 500) / 8) ** 2))
    assert "early spike recovered" not in judge((LEARNED + late) * NOISE)


@pytest.mark.parametrize("steps", [60, 200, 800, 5000])
def test_a_lone_high_batch_is_no_spike(judge, steps):
    losses = 0.3 * np.exp(0.2 * np.random.default_rng(steps).standard_normal(steps))
    losses[steps // 8] = 0.9
    assert "early spike recovered" not in judge(losses)


@pytest.mark.parametrize("steps", [60, 200, 800])
def test_a_spike_is_found_in_a_short_curve_as_in_a_long_one(judge, steps):
    time = np.arange(steps) / steps
    losses = (0.2 + 0.5 * np.exp(-time / 0.1)) * np.where((time > 0.15) & (time < 0.2), 5.0, 1.0)
    found = judge(losses * (1 + 0.05 * np.random.default_rng(0).standard_normal(steps)))
    assert found["early spike recovered"].evidence["step"] == pytest.approx(
        0.15 * steps, abs=0.02 * steps + 2
    )


def test_noise_does_not_hide_where_a_loss_became_flat(judge):
    noise = np.exp(0.3 * np.random.default_rng(4).standard_normal(800))
    step = judge((0.1 + 0.2 * np.exp(-STEPS / 70)) * noise)["flat since"].evidence["step"]
    assert step >= 70, "at 70 it still lay 70% above its end"


def test_steps_left_are_told_in_words_and_numbers(judge):
    found = judge((0.02 + 0.6 * np.exp(-STEPS / 400)) * (1 + (NOISE - 1) / 5))["still falling"]
    left = [found.evidence[f"steps_left{end}"] for end in ("_low", "", "_high")]
    assert left == sorted(left)
    assert f"about {left[1]:,} more steps to flatten ({left[0]:,} to {left[2]:,})" in found.sentence


def test_an_interval_that_says_nothing_is_not_told():
    for lengths, words in (
        ((1.0, HORIZON, HORIZON), "does not show"),
        ((1.5, HORIZON, HORIZON), "at least 50 more steps"),
        ((1.0, 1.012, 1.05), "about 1 more step to flatten (1 to 5)"),
        ((1.0, 1.5, 1.11), "it needs at most 11 more steps to flatten"),
        ((1.5, 3.0, HORIZON), "at least 50 more steps"),
        ((1.5, 3.0, 4.0), "about 200 more steps to flatten (50 to 300)"),
        ((1.05, 1.5, 4.0), "it needs at most 300 more steps to flatten"),
        ((HORIZON, HORIZON, HORIZON), "will not flatten within 16 times as many"),
    ):
        assert words in _in_words(100, lengths)[0]


@pytest.mark.parametrize(("middle", "found"), [(1.001, False), (1.019, False), (1.03, True)])
def test_a_trial_about_to_flatten_is_not_told_to_train_longer(judge, monkeypatch, middle, found):
    def left(series, rows, *_):
        return StepsLeft(*(np.full(len(rows), length) for length in (1.0, middle, 1.5)))

    monkeypatch.setattr("trainlab.diagnose.symptoms.still_falling.predict_flattening", left)
    falling = (0.02 + 0.6 * np.exp(-STEPS / 400)) * (1 + (NOISE - 1) / 5)
    assert ("still falling" in judge(falling)) == found


def test_every_silence_names_symptoms():
    assert {other for symptom in SYMPTOMS.values() for other in symptom.silences} < set(SYMPTOMS)
    assert all(name not in symptom.silences for name, symptom in SYMPTOMS.items())
