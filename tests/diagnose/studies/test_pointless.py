"""Trials that tell nothing new: duplicates, settings without effect, lengths that hold each other."""

from __future__ import annotations

import numpy as np

from trainlab.diagnose.studies.pointless import find_pointless

A, B = np.linspace(0.7, 0.1, 50), np.linspace(0.7, 0.2, 50)


def told(trials, curves):
    return {finding.symptom: finding for finding in find_pointless(trials, curves).findings}


def test_the_same_settings_and_seed_twice(make_trial, make_curves):
    trials = [make_trial(id, learning_rate=rate) for id, rate in enumerate([0.1, 0.1, 0.2])]
    found = told(trials, make_curves([A, A, B]))
    assert set(found) == {"duplicates"}
    assert found["duplicates"].trials == (0, 1)
    assert found["duplicates"].sentence.startswith("1 trial repeats another, seed and all: trials 0, 1 agree")


def test_a_setting_that_changes_nothing(make_trial, make_curves):
    trials = [
        make_trial(id, learning_rate=rate, clip_norm=norm)
        for id, (rate, norm) in enumerate([(0.1, 5.0), (0.1, 9.0), (0.2, 5.0), (0.2, 9.0)])
    ]
    found = told(trials, make_curves([A, A, B, B]))
    assert set(found) == {"no effect"}
    assert found["no effect"].evidence == {"setting": "clip_norm", "pairs": 2}
    assert "trials 0, 1 (5 and 9)" in found["no effect"].sentence
    B2 = B.copy()
    B2[-1] += 1e-9
    assert told(trials, make_curves([A, A, B, B2])) == {}


def test_seeds_without_effect_are_no_repetitions(make_trial, make_curves):
    trials = [make_trial(id, learning_rate=0.1, seed=id) for id in range(3)]
    assert told(trials, make_curves([A, A, A]))["no effect"].evidence == {"setting": "seed", "pairs": 2}


def test_a_shorter_trial_is_the_beginning_of_a_longer_one(make_trial, make_curves):
    trials = [make_trial(0, steps=25), make_trial(1, steps=50)]
    found = told(trials, make_curves([A[:25], A]))
    assert set(found) == {"pointless lengths"}
    assert told(trials, make_curves([B[:25], A])) == {}


def test_every_length_is_compared_with_the_longest(make_trial, make_curves):
    trials = [make_trial(id, steps=steps) for id, steps in enumerate([10, 30, 50])]
    found = told(trials, make_curves([A[:10], A[:30], A]))["pointless lengths"]
    assert found.evidence == {"setting": "steps", "pairs": 2}
    # The shortest is the beginning of both others, which go different ways after it.
    apart = np.concatenate([A[:20], B[20:30]])
    assert told(trials, make_curves([A[:10], apart, A])) == {}


def test_trials_that_diverged_at_once_or_have_not_ended_are_not_compared(make_trial, make_curves):
    gone = np.array([0.7, np.nan])
    trials = [make_trial(id, learning_rate=10.0 + id, status="diverged", diverged_at=1) for id in range(2)]
    assert told(trials, make_curves([gone, gone])) == {}
    running = [make_trial(id, learning_rate=0.1, status="running") for id in range(2)]
    assert told(running, make_curves([A, A])) == {}
