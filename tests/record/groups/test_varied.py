from __future__ import annotations

import numpy as np

from trainlab.record.groups.seeds import group_seeds
from trainlab.record.groups.varied import numeric_values, varied_together, varied_values


def test_trials_that_differ_in_their_seed_only_form_a_group(make_trial):
    trials = [
        make_trial(id, learning_rate=rate, seed=seed)
        for id, (rate, seed) in enumerate([(1.0, 0), (2.0, 0), (1.0, 1)])
    ]
    assert [[trial.id for trial in group] for group in group_seeds(trials)] == [[0, 2], [1]]


def test_another_seed_than_seed_is_a_setting(make_trial):
    assert len(group_seeds([make_trial(0, order_seed=0), make_trial(1, order_seed=1)])) == 2


def test_values_are_numbers_then_words_then_nothing(make_trial):
    trials = [make_trial(id, batch_size=size) for id, size in enumerate(["full", 32, 8])]
    assert varied_values(trials, "batch_size") == (8, 32, "full")
    mixed = [make_trial(0, optimizer="adam"), make_trial(1, momentum=0.5)]
    assert varied_values(mixed, "momentum") == (0.5, None)


def test_full_is_the_size_of_train(make_trial, make_info):
    trials = [make_trial(id, batch_size=size) for id, size in enumerate(["full", 32])]
    assert numeric_values(make_info(), trials, "batch_size") == {32: 32.0, "full": 900.0}
    assert numeric_values(make_info(train="unknown"), trials, "batch_size") is None
    assert numeric_values(make_info(), trials, "optimizer") is None


def test_settings_that_change_together_are_found(make_trial, make_info):
    trials = [
        make_trial(0, batch_size=1, epochs=10, l2=0.0), make_trial(1, batch_size=8, epochs=5, l2=0.0),
        make_trial(2, batch_size=1, epochs=10, l2=0.1), make_trial(3, batch_size=8, epochs=5, l2=0.1),
    ]  # fmt: skip
    info = make_info("batch_size", "l2", "epochs", "momentum")
    assert varied_together(info, trials) == [("batch_size", "epochs"), ("l2",)]


def test_numbers_drawn_at_random_are_told_from_pairs(make_trial, make_info):
    random = np.random.default_rng(0)
    rates, decays = random.permutation(20) + 1.0, random.permutation(20) / 100
    info = make_info("learning_rate", "l2")
    drawn = [make_trial(id, learning_rate=rates[id], l2=decays[id]) for id in range(20)]
    assert varied_together(info, drawn) == [("learning_rate",), ("l2",)]
    paired = [make_trial(id, learning_rate=rates[id], l2=1 / rates[id]) for id in range(20)]
    assert varied_together(info, paired) == [("learning_rate", "l2")]
