"""The lead of one setting over another: its interval, and how often equal settings are told apart."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.diagnose.best._paired import CONFIDENCE, compare
from trainlab.diagnose.best.scores import scores
from trainlab.diagnose.best.seed_noise import find_lead
from trainlab.statistics.student import half_width
from trainlab.store.database.right_examples import RightRow

EXAMPLES = 200


def drawn(make_trial, random, seeds, ahead):
    """Trials of settings that are ``ahead`` of the first by so much, and what they got right.

    A net gets an example right by how easy it is, how good the setting and the seed are, and by chance.
    """
    easy, of_seed = random.standard_normal(EXAMPLES), random.standard_normal(seeds)
    trials, correct = [], {}
    for number, lead in enumerate(ahead):
        for seed in range(seeds):
            id = len(trials)
            skill = 1 + lead + 0.15 * (0.7 * of_seed[seed] + 0.7 * random.standard_normal())
            right = skill + 0.8 * easy + 0.6 * random.standard_normal(EXAMPLES) > 0
            trials.append(
                make_trial(
                    id, accuracy=float(right.mean()), valued=1 - right.mean(), learning_rate=1.0 + number,
                    seed=seed,
                )
            )  # fmt: skip
            correct[id] = right
    return trials, correct


class Known:
    """What these trials got right."""

    def __init__(self, correct):
        self.correct = correct

    def right(self, wanted):
        return {
            (id, step): RightRow(True, EXAMPLES, np.packbits(self.correct[id]).tobytes())
            for id, step in wanted if id in self.correct
        }  # fmt: skip


def clear(make_trial, make_info, repeats, known=True, **of):
    random = np.random.default_rng(0)
    info = make_info("learning_rate", validation=EXAMPLES)
    found = 0
    for _ in range(repeats):
        trials, correct = drawn(make_trial, random, **of)
        (finding,) = find_lead(info, scores(trials), Known(correct if known else {}))
        found += finding.symptom == "clear lead"
    return found / repeats


@pytest.mark.parametrize("seeds", [2, 3, 5, 10])
@pytest.mark.parametrize("settings", [2, 5])
def test_equal_settings_are_seldom_told_apart(make_trial, make_info, seeds, settings):
    for known in (True, False):
        assert clear(make_trial, make_info, 40, known, seeds=seeds, ahead=[0] * settings) <= 0.1


def test_a_large_lead_is_clear_with_five_seeds_and_not_with_two(make_trial, make_info):
    assert clear(make_trial, make_info, 20, seeds=5, ahead=[0, -0.8, -0.9]) >= 0.8
    assert clear(make_trial, make_info, 20, seeds=2, ahead=[0, -0.8, -0.9]) <= 0.1


def test_identical_differences_of_three_seeds_are_not_certain(make_trial, make_info):
    """One example more right with every seed: no scatter over seeds, but 21 examples are few."""
    trials = [
        make_trial(
            3 * number + seed, accuracy=(15 + number + seed) / 21, learning_rate=1.0 + number, seed=seed
        )
        for number in range(2)
        for seed in range(3)
    ]
    (finding,) = find_lead(make_info("learning_rate", validation=21), scores(trials))
    assert finding.symptom == "within seed noise"
    assert "3 seeds are too few to know" in finding.sentence


def test_the_interval_is_that_of_a_table_of_seeds_and_examples(make_trial):
    trials, correct = drawn(make_trial, np.random.default_rng(3), 5, [0, -0.4])
    first, second = scores(trials)
    found = compare(first, second, EXAMPLES, correct)
    table = np.array(
        [correct[a.id] * 1.0 - correct[b.id] for a, b in zip(first.trials, second.trials, strict=True)]
    )
    seeds, examples = table.shape
    square_seeds = examples * ((table.mean(1) - table.mean()) ** 2).sum() / (seeds - 1)
    square_examples = seeds * ((table.mean(0) - table.mean()) ** 2).sum() / (examples - 1)
    rest = ((table - table.mean(1)[:, None] - table.mean(0) + table.mean()) ** 2).sum()
    square_rest = rest / (seeds - 1) / (examples - 1)
    variance = (square_seeds + square_examples - square_rest) / table.size
    variance = max(variance, square_seeds / table.size, square_examples / table.size)
    half = half_width(CONFIDENCE, seeds - 1) * variance**0.5
    assert found.lead == pytest.approx(table.mean())
    assert (found.low, found.high) == pytest.approx((table.mean() - half, table.mean() + half))
    assert found.paired


def test_seeds_that_differ_are_not_paired(make_trial):
    trials = [
        make_trial(4 * number + seed, accuracy=0.9 - 0.1 * number + 0.01 * seed**2,
                   learning_rate=1.0 + number, seed=seed + 100 * number)
        for number in range(2) for seed in range(4)
    ]  # fmt: skip
    first, second = scores(trials)
    found = compare(first, second, None, {})
    assert not found.paired
    spread = np.var([0.0, 0.01, 0.04, 0.09], ddof=1)
    assert found.high - found.lead == pytest.approx(half_width(CONFIDENCE, 3) * (2 * spread / 4) ** 0.5)
    alone = scores(trials[3:])
    assert compare(alone[0], alone[1], None, {}) is None, "one of them has a single seed"


def test_what_is_known_of_no_or_some_trials_is_not_used(make_trial):
    trials, correct = drawn(make_trial, np.random.default_rng(3), 3, [0, -0.4])
    first, second = scores(trials)
    without = compare(first, second, EXAMPLES, {})
    shares = first.best_value, second.best_value
    assert without.over_examples**2 == pytest.approx(sum(p * (1 - p) / EXAMPLES for p in shares))
    assert compare(first, second, EXAMPLES, {0: correct[0]}) == without
    ragged = {**correct, 0: correct[0][:-1]}
    assert compare(first, second, EXAMPLES, ragged) == without
    assert compare(first, second, None, {}).over_examples == 0
