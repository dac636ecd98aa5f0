"""Sentences name the settings of the trials they speak of."""

from __future__ import annotations

import pytest

from trainlab.record import Finding
from trainlab.record.groups.naming import Names, name_trials

RATES = [0.1, 1.0, 5.3]


@pytest.fixture
def trials(make_trial):
    return [
        make_trial(3 * seed + id, learning_rate=rate, optimizer=["sgd", "adam", "adam"][id], seed=seed)
        for seed in range(2)
        for id, rate in enumerate(RATES)
    ]


@pytest.mark.parametrize(
    ("ids", "before", "after"),
    [
        ((5,), "trial 5 rises: see trial 5.", "trial 5 (learning_rate=5.3, seed 1) rises: see trial 5."),
        ((5,), "trial 5: its loss rises.", "trial 5 (learning_rate=5.3, seed 1): its loss rises."),
        ((5,), "2 of 3 trials above 5 exploded.", "2 of 3 trials above 5 exploded."),
        ((0, 3), "alike are trials 0, 3.", "alike are trials 0 (learning_rate=0.1, seed 0) and 3 "
         "(learning_rate=0.1, seed 1)."),
        ((0, 3), "alike are trials 0, 3 (a and b).", "alike are trials 0, 3 (a and b)."),
        ((2, 4), "trial 5 is not spoken of.", "trial 5 is not spoken of."),
        (tuple(range(6)), "trials 0, 1, 2, 3 and 2 more.",
         "trials 0, 1, 2, 3 and 2 more (learning_rate 0.1 to 5.3, seeds 0 to 1)."),
        ((2, 5), "trials 2, 5 and 0 more.", "trials 2, 5 and 0 more (learning_rate=5.3, seeds 0 to 1)."),
        ((0, 1, 2, 3, 4, 5), "trials 0, 3 and 3 more.", "trials 0, 3 and 3 more."),
    ],
)  # fmt: skip
def test_the_settings_stand_beside_the_number(make_info, trials, ids, before, after):
    (named,) = name_trials([Finding("x", ids, before)], make_info("learning_rate"), trials)
    assert named.sentence == after


def test_of_several_trials_what_they_share_is_named(make_info, trials):
    names = Names(make_info("learning_rate", "optimizer"), trials)
    assert names.about([2, 5]) == "learning_rate=5.3, optimizer=adam, seeds 0 to 1"
    assert names.about([0, 1]) == "learning_rate 0.1 to 1, optimizer=sgd or adam, seed 0"
    assert names.trial(1) == "trial 1 (learning_rate=1, optimizer=adam, seed 0)"


def test_what_some_of_them_do_not_have_they_have_not_in_common(make_info, make_trial):
    trials = [make_trial(0, momentum=0.5), make_trial(1, momentum=0.9), make_trial(2, optimizer="adam")]
    assert Names(make_info("momentum"), trials).about([0, 1]) == "momentum 0.5 to 0.9"
    assert Names(make_info("momentum"), trials).about([0, 1, 2]) == ""


def test_one_seed_is_not_named_and_many_settings_are_cut_short(make_info, make_trial):
    varied = {"l2": 0.1, "momentum": 0.5, "learning_rate": 2.0, "batch_size": 8, "epochs": 3}
    names = Names(make_info(*varied), [make_trial(0, **varied), make_trial(1)])
    assert names.trial(0) == "trial 0 (l2=0.1, momentum=0.5, learning_rate=2, batch_size=8, ...)"
    assert Names(make_info(), [make_trial(0)]).trial(0) == "trial 0"
