"""Trials that stopped early are judged by what ended them."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.diagnose import diagnose_study, diagnose_trials
from trainlab.record.groups.ranking import rank

STEPS = np.arange(400)
NOISE = 0.03 * np.random.default_rng(0).standard_normal(400)
FALLING = 0.7 * np.exp(-STEPS / 300) * (1 + NOISE)
SETTLED = (0.05 + 0.65 * np.exp(-STEPS / 10)) * (1 + NOISE)
STUCK = 0.693 * (1 + NOISE)


@pytest.fixture
def judge(make_trial, make_curves):
    """The findings about one trial that stopped early."""

    def judged(losses, stopped_by="early_stopping", validation=None, **settings):
        trial = make_trial(stopped_by=stopped_by, **settings)
        evaluated = None if validation is None else make_curves(
            [validation], "validation_loss", np.linspace(0, 400, len(validation)).astype(int)
        )  # fmt: skip
        return diagnose_trials([trial], make_curves([losses]), evaluated, classes=2)

    return judged


def test_one_that_still_fell_should_have_waited_longer(judge):
    (finding,) = judge(FALLING, early_stopping="train_loss", patience=3, min_delta=0.01)
    assert finding.symptom == "still falling"
    assert "still falling when early stopping ended it at step 400" in finding.sentence
    assert finding.advice == "Wait longer: raise patience (it was 3) or lower min_delta (it was 0.01)."


def test_a_min_delta_of_zero_cannot_be_lowered(judge):
    (finding,) = judge(FALLING, early_stopping="train_loss", patience=3)
    assert finding.advice == "Wait longer: raise patience (it was 3)."


def test_a_falling_train_loss_is_no_reproach_when_validation_was_watched(judge):
    for watched in ("validation_loss", "validation_accuracy"):
        assert judge(FALLING, early_stopping=watched, accuracy=0.9, valued=0.3, best_loss=0.2) == []
        assert judge(FALLING, early_stopping=watched) == []  # its validation losses are not known


def test_validation_that_still_improved_is(judge):
    (finding,) = judge(
        FALLING, early_stopping="validation_accuracy", patience=3, accuracy=0.9, valued=0.1, best_loss=0.2
    )
    assert finding.symptom == "still falling"
    assert "raise patience (it was 3)" in finding.advice
    assert "epochs" not in finding.advice


def test_one_that_reached_its_goal_ended_neither_too_early_nor_too_late(judge):
    assert judge(FALLING, "until", until="train_loss<0.3") == []
    assert judge(SETTLED, "until", until="validation_accuracy>0.9") == []


def test_one_that_stood_still_for_long_should_have_waited_less(judge):
    (finding,) = judge(SETTLED, early_stopping="validation_loss", patience=30)
    assert finding.symptom == "flat since"
    assert finding.advice.startswith(
        "Stop sooner: lower patience (it was 30) or raise min_delta (it was 0), or"
    )


def test_one_that_never_learned_may_have_needed_time(judge):
    (finding,) = judge(STUCK, early_stopping="train_loss", patience=3)
    assert finding.symptom == "never learned"
    assert finding.advice.endswith("another initialisation, or wait longer: raise patience (it was 3).")
    (finding,) = judge(STUCK, "until", until="train_loss<0.7")
    assert finding.advice.endswith("another initialisation.")


@pytest.mark.parametrize(
    ("stopped_by", "watched", "advice"),
    [
        (
            "early_stopping",
            "validation_loss",
            "Its best weights are from before; to get further, regul",
        ),
        (
            "early_stopping",
            "train_loss",
            "Watch validation_loss with early_stopping, train shorter, or regul",
        ),
        ("until", "none", "Take its best weights, train shorter, or regularise:"),
    ],
)
def test_one_that_overfits_is_told_where_its_best_weights_are(judge, stopped_by, watched, advice):
    validation = 0.3 + (np.linspace(0, 1, 21) - 0.4) ** 2
    (finding,) = judge(FALLING, stopped_by, validation, early_stopping=watched)
    assert finding.symptom == "overfits"
    assert finding.advice.startswith(advice)


def test_one_is_ranked_and_counted_like_any_other(make_trial, make_info):
    trials = [
        make_trial(0, accuracy=0.6, learning_rate=0.01),
        make_trial(1, accuracy=0.9, learning_rate=0.1, stopped_by="early_stopping"),
        make_trial(2, learning_rate=1.0, status="diverged", diverged_at=3),
    ]
    assert [trial.id for trial in rank(trials)] == [1, 0, 2]
    infeasible, _ = diagnose_study(make_info("learning_rate"), trials)
    assert infeasible.evidence["trials"] == 3
    assert infeasible.sentence == "1 of 3 trials exploded (33%, 8% to 75%): learning_rate=1."


def test_the_longest_length_is_no_edge_when_the_best_trial_did_not_use_it(make_trial, make_info):
    info = make_info("epochs")

    def told(stopped_by):
        trials = [
            make_trial(
                3 * id + seed, accuracy=0.5 + id / 10 + seed / 100, epochs=10**id, seed=seed,
                stopped_by=stopped_by if id == 2 else None,
            )
            for id in range(3) for seed in range(3)
        ]  # fmt: skip
        return {finding.symptom for finding in diagnose_study(info, trials)}

    assert "edge of range" in told(None)
    assert "edge of range" not in told("early_stopping")
