from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from trainlab.diagnose import diagnose_trials, main_symptoms
from trainlab.diagnose.symptoms import SYMPTOMS
from trainlab.diagnose.symptoms.too_few_steps import SYMPTOM as TOO_FEW_STEPS
from trainlab.record import Curves, Finding, Trial

STEPS = np.arange(400)
NOISE = 0.03 * np.random.default_rng(0).standard_normal(400)
FALLING = 0.7 * np.exp(-STEPS / 300) * (1 + NOISE)
SETTLED = (0.05 + 0.65 * np.exp(-STEPS / 10)) * (1 + NOISE)
STUCK = 0.693 * (1 + NOISE)


def symptoms(findings: list[Finding], trial: int = 0) -> set[str]:
    return {finding.symptom for finding in findings if finding.trials == (trial,)}


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        (FALLING, {"still falling"}),
        (SETTLED, {"flat since"}),
        (STUCK, {"never learned"}),
        (np.full(400, 0.693), {"never learned"}),
        (STUCK * 3, {"never learned"}),
        ((0.7 * np.exp(-STEPS / 50) + 0.05) * (1 + NOISE), set()),
    ],
)
def test_each_curve_gets_its_verdict(make_trial, make_curves, losses, expected):
    assert symptoms(diagnose_trials([make_trial()], make_curves([losses]), classes=2)) == expected


def test_a_verdict_does_not_depend_on_the_neighbours(make_trial, make_curves):
    rows = [FALLING, np.full(7, 1e30), SETTLED[:90], STUCK]
    together = diagnose_trials([make_trial(id) for id in range(4)], make_curves(rows), classes=2)
    for place, row in enumerate(rows):
        alone = diagnose_trials([make_trial(0)], make_curves([row]), classes=2)
        assert [finding.evidence for finding in alone] == [
            finding.evidence for finding in together if finding.trials == (place,)
        ]


def test_flat_since_names_the_step(make_trial, make_curves):
    losses = np.where(STEPS < 100, 0.7 - 0.006 * STEPS, 0.1) * (1 + NOISE / 10)
    (finding,) = diagnose_trials([make_trial()], make_curves([losses]), classes=2)
    assert finding.symptom == "flat since"
    assert 90 <= finding.evidence["step"] <= 110
    assert finding.evidence["loss"] == pytest.approx(0.1, rel=0.02)


def test_slow_progress_under_heavy_noise_is_not_flat(make_trial, make_curves):
    noise = np.random.default_rng(1).standard_normal(4000)
    losses = 0.5 * np.exp(-np.arange(4000) / 8000) * np.exp(0.3 * noise)
    assert "flat since" not in symptoms(diagnose_trials([make_trial()], make_curves([losses])))


def test_still_falling_says_by_how_much(make_trial, make_curves):
    (finding,) = diagnose_trials(
        [make_trial(epochs=40)], make_curves([0.7 * np.exp(-STEPS / 300)]), classes=2
    )
    assert finding.evidence["fall"] == pytest.approx(1 - np.exp(-100 / 300), rel=0.01)
    assert "raise epochs (it was 40)" in finding.advice


def test_the_endless_fall_of_a_solved_problem_is_not_still_falling(make_trial, make_curves):
    losses = 0.7 / (1 + 5 * STEPS)
    assert "still falling" not in symptoms(diagnose_trials([make_trial()], make_curves([losses]), classes=2))


def test_guessing_is_told_from_learning_by_the_number_of_classes(make_trial, make_curves):
    curves = make_curves([np.maximum(3 - STEPS / 10, STUCK)])
    assert symptoms(diagnose_trials([make_trial()], curves, classes=2)) == {"never learned"}
    assert "never learned" not in symptoms(diagnose_trials([make_trial()], curves, classes=10))


def test_a_lucky_start_that_never_moves_has_not_learned(make_trial, make_curves):
    lucky = make_curves([STUCK * 0.6])
    assert symptoms(diagnose_trials([make_trial()], lucky, classes=2)) == {"never learned"}


def test_learning_within_the_first_block_is_learning(make_trial, make_curves):
    losses = np.append(0.7, 0.3 * np.exp(0.1 * np.random.default_rng(0).standard_normal(3999)))
    assert symptoms(diagnose_trials([make_trial()], make_curves([losses]), classes=2)) == {"flat since"}


@pytest.mark.parametrize("settings", [{"l2": 0.1}, {"l1": 0.1}, {"class_weights": "1:5"}])
def test_losses_without_a_known_chance_are_compared_to_their_start(make_trial, make_curves, settings):
    trial = make_trial(**settings)
    assert symptoms(diagnose_trials([trial], make_curves([STUCK]), classes=2)) == {"never learned"}
    assert "never learned" not in symptoms(diagnose_trials([trial], make_curves([SETTLED + 1]), classes=2))


def evaluations(make_curves, losses):
    return make_curves([losses], "validation_loss", np.linspace(0, 400, len(losses)).astype(int))


def test_overfitting_names_the_turn_and_silences_the_call_for_more(make_trial, make_curves):
    place = np.linspace(0, 1, 21)
    validation = evaluations(make_curves, 0.3 + (place - 0.4) ** 2)
    (finding,) = diagnose_trials([make_trial()], make_curves([FALLING]), validation, classes=2)
    assert finding.symptom == "overfits"
    assert finding.evidence["step"] == 160
    assert finding.evidence["lowest"] == pytest.approx(0.3, abs=1e-9)


@pytest.mark.parametrize(
    "validation",
    [
        np.linspace(0.7, 0.2, 21),
        0.3 + 0.05 * np.tile([0.0, 1.0], 10),
        np.array([0.3, 0.2, 0.9]),
        np.full(21, np.nan),
        np.append(np.linspace(0.7, 0.2, 20), 0.4),
    ],
    ids=["falls", "jumps", "too few", "empty", "one last jump"],
)
def test_other_validation_curves_do_not_overfit(make_trial, make_curves, validation):
    findings = diagnose_trials([make_trial()], make_curves([FALLING]), evaluations(make_curves, validation))
    assert "overfits" not in symptoms(findings)


def test_validation_that_rises_with_the_train_loss_is_not_overfitting(make_trial, make_curves):
    rising = 0.2 + STEPS / 400
    findings = diagnose_trials([make_trial()], make_curves([rising]), evaluations(make_curves, rising[::20]))
    assert "overfits" not in symptoms(findings)


def test_diverged_tells_the_step_and_the_losses_before(make_trial, make_curves):
    trial = make_trial(status="diverged", diverged_at=3, learning_rate=3.0)
    (finding,) = diagnose_trials([trial], make_curves([np.array([0.7, 0.6, 90.0, np.inf])]), classes=2)
    assert finding.symptom == "exploded"
    assert finding.evidence == {"step": 3, "first_loss": 0.7, "lowest_loss": 0.6, "last_loss": 90.0}
    assert finding.sentence == (
        "trial 0 diverged at step 3: its loss began at 0.7, was 0.6 at its lowest and 90 at the end."
    )
    assert finding.advice == "Lower learning_rate (it was 3)."


def test_a_trial_that_diverged_at_once_has_no_losses(make_trial, make_curves):
    trial = make_trial(status="diverged", diverged_at=0)
    (finding,) = diagnose_trials([trial], make_curves([np.array([np.nan])]))
    assert finding.sentence == "trial 0 diverged at step 0."


@pytest.mark.parametrize("status", ["planned", "running"])
def test_unfinished_trials_are_not_judged(make_trial, make_curves, status):
    assert diagnose_trials([make_trial(status=status)], make_curves([STUCK]), classes=2) == []


def test_main_symptoms_takes_the_most_telling():
    findings = [
        Finding(symptom, (trial,), "")
        for trial, symptom in [(1, "flat since"), (1, "overfits"), (2, "exploded")]
    ]
    assert main_symptoms([*findings, Finding("edge of range", (), "")]) == {1: "overfits", 2: "exploded"}


losses = st.one_of(
    st.floats(0, 1e3), st.sampled_from([0.0, 1e-300, 1e30, 3e38, np.nan, np.inf, -np.inf, -1.0])
)


@given(
    train=hnp.arrays(
        np.float32,
        hnp.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=90),
        elements=st.floats(width=32),
    ),
    validation=hnp.arrays(np.float64, (3, 7), elements=losses),
    status=st.sampled_from(["done", "diverged", "running", "stopped"]),
    stopped_by=st.sampled_from([None, "early_stopping", "until"]),
)
def test_no_curve_breaks_it(train, validation, status, stopped_by):
    trials = [
        Trial(id, {"learning_rate": 0.1}, 0, 10, 1, 1, status, steps=1, diverged_at=0, stopped_by=stopped_by)
        for id in range(len(train) + 1)
    ]
    curves = Curves("train_loss", np.arange(len(train)), np.arange(train.shape[1]), train)
    evaluated = Curves("validation_loss", np.arange(3), np.arange(7) * 5, validation)
    for finding in diagnose_trials(trials, curves, evaluated, classes=3):
        assert finding.symptom in (*SYMPTOMS, TOO_FEW_STEPS)
        assert finding.sentence.endswith(".")


def test_a_thousand_trials_take_half_a_second(make_trial):
    values = np.exp(0.1 * np.random.default_rng(0).standard_normal((1000, 2000)).astype(np.float32))
    settings = make_trial().settings
    trials = [Trial(id, settings, 0, 2000, 1, 1, "done", 2000) for id in range(1000)]
    curves = Curves("train_loss", np.arange(1000), np.arange(2000), values)
    start = time.process_time()
    findings = diagnose_trials(trials, curves, classes=2)
    assert time.process_time() - start < 1.0  # half a second on an idle core; CI's may be slow
    assert {finding.trials for finding in findings} == {(id,) for id in range(1000)}
