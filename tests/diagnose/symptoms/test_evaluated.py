"""What evaluations tell that the losses of batches hide, and faults that were seen in studies."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from trainlab.diagnose import Classes, diagnose_trials
from trainlab.diagnose.symptoms.chance import largest_loss

SCATTER = np.random.default_rng(0).exponential(size=4000)
"""Losses of single examples scatter about as much as their mean."""


@pytest.fixture
def judge(make_trial, make_curves):
    """Findings by symptom of one trial: losses of batches of one about a curve, and evaluations of it."""

    def judged(
        curve, steps=300, evaluations=11, validation=None, noise=True, examples=None, classes=2, **settings
    ):
        trial = dataclasses.replace(make_trial(**{"batch_size": 1, **settings}), length=steps, steps=steps)
        at = np.linspace(0, steps, evaluations).round().astype(int)
        train = curve(np.arange(steps) / steps) * (SCATTER[:steps] if noise else 1)
        seen = [
            make_curves([of(at / steps)], name, at)
            for name, of in (("validation_loss", validation or curve), ("evaluated_train_loss", curve))
        ]
        findings = diagnose_trials([trial], make_curves([train]), *seen, classes=classes, examples=examples)
        return {finding.symptom: finding for finding in findings}

    return judged


def test_a_fall_that_batches_of_one_hide_is_seen_at_the_default_evaluations(judge):
    found = judge(lambda t: 0.1 + 0.6 * np.exp(-t / 0.5), steps=100)["still falling"]
    assert found.evidence["curve"] == "evaluated_train_loss"
    earlier, last = (0.1 + 0.6 * np.exp(-t / 0.5) for t in (0.7, 1.0))
    assert found.evidence["fall"] == pytest.approx(1 - last / earlier)
    assert f"from {earlier:.3g} to {last:.3g}" in found.sentence


def test_an_oscillating_trial_is_not_told_to_train_longer(judge):
    waves = np.random.default_rng(1).uniform(0.3, 1.2, 101)
    assert "still falling" not in judge(lambda t: np.interp(t, np.linspace(0, 1, 101), waves), noise=False)


def test_what_fell_in_every_epoch_has_learned(judge):
    found = judge(lambda t: 0.72 * (1 - 0.04 * t), noise=False)
    assert "never learned" not in found
    assert "slow line" in found


def test_a_dead_net_sits_at_the_entropy_of_the_classes(judge):
    rare = Classes.of({"classes": 2, "class_counts": "90:10"})
    at_chance = -0.9 * np.log(0.9) - 0.1 * np.log(0.1)
    found = judge(lambda t: at_chance + 0.4 * np.exp(-t / 0.05), classes=rare)["never learned"]
    assert found.evidence["chance"] == pytest.approx(at_chance)
    assert "guessing by the shares of the 2 classes gives 0.325" in found.sentence
    assert "never learned" not in judge(lambda t: at_chance + 0.4 * np.exp(-t / 0.05), classes=2)


@pytest.mark.parametrize(
    ("loss", "counts", "chance"),
    [
        ("cross_entropy", "5:5:10", 1.0397),
        ("mse", "5:5:10", (0.25 * 0.75 * 2 + 0.25) / 3),
        ("mse", "3:1", 0.1875),
    ],
)
def test_the_loss_of_guessing(make_trial, loss, counts, chance):
    known = Classes.of({"classes": counts.count(":") + 1, "class_counts": counts})
    assert known.loss_of_guessing(make_trial(loss=loss), measured=True) == pytest.approx(chance, abs=1e-4)


def test_balanced_weights_make_guessing_even(make_trial):
    rare = Classes.of({"classes": 2, "class_counts": "90:10"})
    trial = make_trial(class_weights="balanced")
    assert rare.loss_of_guessing(trial, measured=True) == pytest.approx(np.log(2))


def test_a_study_of_an_older_format_knows_the_number_of_classes_only():
    assert Classes.of({"classes": 4}).shares == (0.25,) * 4
    assert Classes.of({}) is None


def test_a_saturated_squared_error_has_not_exploded(judge, make_trial):
    found = judge(lambda t: 0.2 + 0.3 * (t > 0.05), loss="mse", noise=False)
    assert "exploded" not in found
    assert "never learned" in found
    assert largest_loss(make_trial(loss="mse"), Classes.of({"classes": 4})) == 0.5


def test_memorising_is_no_slow_line(judge):
    noise = judge(lambda t: 0.7 - 0.1 * t, validation=lambda t: 0.7 + 0.1 * t, noise=False)
    assert "slow line" not in noise
    assert "slow line" in judge(lambda t: 0.7 - 0.1 * t, noise=False)


def test_overfitting_says_what_the_train_loss_did(judge):
    def valley(t):
        return 0.4 + (t - 0.4) ** 2

    found = judge(lambda t: 0.7 * np.exp(-2 * t), validation=valley, noise=False)["overfits"]
    assert found.evidence["train_then"] == pytest.approx(0.7 * np.exp(-0.8))
    assert found.evidence["train_last"] == pytest.approx(0.7 * np.exp(-2))
    rising = judge(lambda t: 0.148 + 0.16 * t, validation=valley, noise=False)
    assert "overfits" not in rising, "its train loss rose"


def test_a_rise_within_the_noise_of_few_validation_examples_is_none(judge):
    def rises(t):
        return 0.4 + 0.06 * np.maximum(t - 0.3, 0) + 0.2 * np.maximum(0.3 - t, 0)

    def falls(t):
        return 0.7 * np.exp(-2 * t)

    assert "overfits" in judge(falls, validation=rises, noise=False, examples=1000)
    assert "overfits" not in judge(falls, validation=rises, noise=False, examples=30)


def test_a_hard_batch_is_no_spike_where_evaluations_do_not_rise(make_trial, make_curves):
    steps = np.arange(400)
    clean = 0.3 + 0.4 * np.exp(-steps / 10)
    losses = clean * np.exp(0.05 * np.random.default_rng(0).standard_normal(400))
    losses[60:63] = 1.2
    at = steps[::20]
    for height, found in ((0.3, False), (0.8, True)):
        evaluated = np.where(at == 60, height, clean[at])
        curves = [make_curves([evaluated], name, at) for name in ("validation_loss", "evaluated_train_loss")]
        findings = diagnose_trials([make_trial(batch_size=32)], make_curves([losses]), *curves, classes=2)
        assert ("early spike recovered" in {finding.symptom for finding in findings}) == found


def test_a_climb_that_batches_hide_is_seen(judge):
    assert "train loss rises" in judge(lambda t: 0.7 + 0.3 * t)
    net = "dense4 batchnorm:relu dense2"
    assert "train loss rises" not in judge(lambda t: 0.7 + 0.3 * t, net=net), "statistics of another kind"


def test_batch_normalisation_of_single_examples_is_named_as_the_cause(judge):
    found = judge(lambda t: 0.7 + 0 * t, net="dense4 batchnorm:relu dense2")["never learned"]
    assert found.advice.startswith("Raise batch_size (it was 1): batch normalisation subtracts the mean")


def test_few_evaluations_of_batches_of_one_show_that_it_learned(judge):
    assert "never learned" not in judge(lambda t: 0.707 * np.exp(-t), steps=480, evaluations=3)


def test_trials_of_few_steps_are_judged_by_their_evaluations(judge):
    found = judge(lambda t: 0.1 + 0.6 * np.exp(-t / 0.5), steps=30, noise=False)
    assert set(found) == {"still falling", "too few steps"}
    assert found["too few steps"].sentence == (
        "1 trial made fewer than 40 steps, too few to look for spikes, plateaus and jags."
    )
    unknown = judge(lambda t: 0.7 * np.exp(-t), steps=20, evaluations=2)["too few steps"]
    assert unknown.sentence.endswith(
        "; it was evaluated fewer than 5 times, too few to see a late fall or overfitting."
    )
    assert unknown.evidence == {"trials": 1, "not_followed": 1}


def test_a_standstill_that_evaluations_do_not_show_is_none(judge):
    def slow(t):
        return np.where(t < 0.5, 1 - 0.4 * t, 0.8 * np.exp(-8 * (t - 0.5)))

    assert "plateau then drop" not in judge(slow)


def test_a_noisy_fall_is_no_plateau_where_no_two_evaluations_say_so(make_trial, make_curves):
    steps, curves = 220, 400
    fall = 0.02 + 2 / (1 + 30 * np.arange(steps) / steps)
    noise = np.exp(0.2 * np.random.default_rng(0).normal(size=(curves, steps)))
    trials = [dataclasses.replace(make_trial(number), length=steps, steps=steps) for number in range(curves)]
    at = np.array([0, 44, 88, 132, 176, 219])
    measured = make_curves([fall[at]] * curves, "evaluated_train_loss", at)
    for seen in (None, measured):
        findings = diagnose_trials(trials, make_curves(list(fall * noise)), None, seen)
        assert not [finding for finding in findings if finding.symptom == "plateau then drop"]


@pytest.mark.parametrize("evaluations", [2, 6])
def test_steps_without_noise_show_a_plateau_without_evaluations(judge, evaluations):
    def standing(t):
        return np.where((t < 0.05) | (t > 0.38), 0.2 + 0.8 * np.exp(-8 * np.abs(t - 0.38)), 1.0)

    found = judge(standing, steps=400, evaluations=evaluations, noise=False)
    assert found["plateau then drop"].evidence["until"] == pytest.approx(0.38 * 400, abs=20)


def test_one_that_learned_and_fell_back_has_not_never_learned(judge):
    def fell_back(t):
        return np.where(t < 0.6, 0.1 + 2.2 * np.exp(-t / 0.1), 4.5)

    assert "never learned" not in judge(fell_back, noise=False, classes=10)
    assert "never learned" not in judge(fell_back, noise=False, classes=10, evaluations=3)
    assert "never learned" in judge(lambda t: np.where(t < 0.6, 2.3 - t / 5, 4.5), noise=False, classes=10)


@pytest.mark.parametrize(
    ("accuracy", "best_step", "found"), [(0.911, 200, False), (0.911, 0, True), (0.2, 200, True)]
)
def test_accuracy_tells_of_learning_that_a_loss_hides(make_trial, make_curves, accuracy, best_step, found):
    """Trained with weights so large that the loss stays above guessing while most answers are right."""
    trial = dataclasses.replace(make_trial(), best={"train_accuracy": accuracy}, best_step=best_step)
    measured = make_curves([[9.0, 5.0, 9.0]], "evaluated_train_loss", np.array([0, 200, 400]))
    findings = diagnose_trials([trial], make_curves([np.full(400, 9.0)]), None, measured, classes=10)
    assert found == ("never learned" in {finding.symptom for finding in findings})
