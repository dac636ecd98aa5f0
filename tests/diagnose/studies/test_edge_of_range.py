"""The end of a range is where it was drawn from, and only an advantage beyond noise extends it."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.diagnose import diagnose_study
from trainlab.diagnose.studies.edge_of_range import _beyond
from trainlab.settings import SETTINGS


def edges(findings):
    return [finding for finding in findings if finding.symptom == "edge of range"]


def drawn(make_trial, accuracy, count=10, seeds=1, random_seed=0, noise=0.01):
    random = np.random.default_rng(random_seed)
    trials = []
    for _ in range(count):
        rate, decay = 10 ** random.uniform((-3, -4), (1, 0))
        for seed in range(seeds):
            trials.append(make_trial(
                len(trials), learning_rate=rate, l2=decay, seed=seed,
                accuracy=accuracy(np.log10(rate), np.log10(decay)) + noise * random.normal(),
            ))  # fmt: skip
    return trials


def ranges():
    return {"learning_rate": (1e-3, 10.0), "l2": (1e-4, 1.0)}


@pytest.mark.parametrize("number", range(5))
def test_the_smallest_of_ten_draws_is_no_edge(make_trial, make_info, number):
    trials = drawn(make_trial, lambda *_: 0.8, random_seed=number)
    best = min(range(10), key=lambda id: trials[id].settings["l2"])
    trials[best] = make_trial(best, **{**trials[best].settings, "accuracy": 0.95, "net": "2-4-2"})
    info = make_info("learning_rate", "l2")
    assert edges(diagnose_study(info, trials, ranges=ranges)) == []


def test_a_trend_to_the_end_of_a_drawn_range_is(make_trial, make_info):
    trials = drawn(make_trial, lambda _, decay: 0.8 - 0.05 * decay, count=60)
    (edge,) = edges(diagnose_study(make_info("learning_rate", "l2"), trials, ranges=ranges))
    assert edge.evidence["setting"] == "l2"
    assert (edge.evidence["low"], edge.evidence["high"]) == (1e-4, 1.0)
    assert "the smallest values of l2 of the range drawn from, 0.0001 to 1, are the best" in edge.sentence
    assert edge.advice.startswith("Extend its range downwards")
    assert edge.evidence["beyond"] < 1e-4


def test_a_best_value_inside_a_drawn_range_is_none(make_trial, make_info):
    trials = drawn(make_trial, lambda rate, _: 0.9 - 0.1 * (rate + 1) ** 2, count=60)
    assert edges(diagnose_study(make_info("learning_rate", "l2"), trials, ranges=ranges)) == []


def test_a_setting_that_does_nothing_has_no_edge(make_trial, make_info):
    random = np.random.default_rng(0)
    told = 0
    for _ in range(60):
        trials = [
            make_trial(5 * place + seed, l2=10.0**place, seed=seed, accuracy=0.8 + 0.03 * random.normal())
            for place in range(4) for seed in range(5)
        ]  # fmt: skip
        told += len(edges(diagnose_study(make_info("l2"), trials)))
    assert told <= 3


def test_trials_that_repeat_others_count_in_the_means_that_are_shown(make_trial, make_info, make_curves):
    once = drawn(make_trial, lambda _, decay: 0.8 - 0.05 * decay, count=60)
    again = [
        make_trial(
            60 + at, accuracy=trial.final["validation_accuracy"], **trial.settings | {"clip_norm": 5.0}
        )
        for at, trial in enumerate(once[:25])
    ]
    rows = np.random.default_rng(0).random((60, 5))
    curves = make_curves([*rows, *rows[:25]])
    info = make_info("learning_rate", "l2", "clip_norm")
    (edge,) = edges(diagnose_study(info, [*once, *again], curves, ranges=ranges))
    for level, mean in (("next_best", "next_mean"), (None, "mean")):
        best = edge.sentence.split("are the best: ")[1].split(" reaches")[0]
        words = edge.evidence[level] if level else best
        low, high = map(float, str(words).split(" to "))
        inside = [trial.final["validation_accuracy"] for trial in [*once, *again]
                  if low <= float(f"{trial.settings['l2']:.4g}") <= high]  # fmt: skip
        assert edge.evidence[mean] == pytest.approx(np.mean(inside), rel=1e-12)


@pytest.mark.parametrize(
    ("name", "ends", "upwards", "beyond"),
    [
        ("dropout", (0.2, 0.9), True, 0.95),  # 1 itself is not allowed
        ("dropout", (0.2, 0.5), True, 0.7),
        ("l2", (1e-4, 1e-2), False, 1e-5),
        ("label_smoothing", (0.1, 0.9), False, 0.0),
        ("l2", (0.0, 0.01), True, 0.015),  # 0.01 in one digit is no wider
    ],
)
def test_the_wider_range_ends_where_the_setting_may_be(name, ends, upwards, beyond):
    setting = SETTINGS[name]
    found = _beyond(setting, ends, upwards)
    assert found == pytest.approx(beyond)
    assert setting.read(found) == found
