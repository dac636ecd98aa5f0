from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.diagnose import diagnose_study
from trainlab.record import Curves, Finding, StudyInfo, Trial

RATES = [0.001, 0.01, 0.1, 1.0]


def only(findings: list[Finding], symptom: str) -> Finding | None:
    found = [finding for finding in findings if finding.symptom == symptom]
    assert len(found) <= 1
    return found[0] if found else None


def by_rate(make_trial, accuracies, **settings):
    return [
        make_trial(id, accuracy=accuracy, learning_rate=rate, **settings)
        for id, (rate, accuracy) in enumerate(zip(RATES, accuracies, strict=True))
    ]


def by_value(make_trial, name, accuracies, values=RATES, **settings):
    """Trials of each value with three seeds that scatter little; None is one whose trials diverged."""
    return [
        make_trial(
            3 * id + seed, accuracy=None if accuracy is None else accuracy + (seed - 1) * (-1) ** id / 1000,
            seed=seed, status="diverged" if accuracy is None else "done", **{name: value}, **settings,
        )
        for id, (value, accuracy) in enumerate(zip(values, accuracies, strict=True)) for seed in range(3)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("accuracies", "way", "beyond"),
    [
        ([0.5, 0.6, 0.7, 0.8], "upwards", 30.0),
        ([0.8, 0.7, 0.6, 0.5], "downwards", 3e-05),
        ([0.5, 0.8, 0.7, 0.6], None, None),
    ],
)
def test_edge_of_range_says_which_way(make_trial, make_info, accuracies, way, beyond):
    finding = only(
        diagnose_study(make_info("learning_rate"), by_value(make_trial, "learning_rate", accuracies)),
        "edge of range",
    )
    if way is None:
        assert finding is None
    else:
        assert f"Extend its range {way}, to about {beyond:g}." == finding.advice
        assert finding.evidence["beyond"] == pytest.approx(beyond)


def test_a_range_that_ends_in_divergence_is_wide_enough(make_trial, make_info):
    trials = by_value(make_trial, "learning_rate", [0.5, 0.6, 0.9, None])
    assert only(diagnose_study(make_info("learning_rate"), trials), "edge of range") is None


@pytest.mark.parametrize(
    ("name", "values"),
    [("l2", [0.0, 0.1, 0.2]), ("batch_size", ["full", 8, 32]), ("momentum", [1.0, 0.5, 0.9])],
)
def test_an_end_that_cannot_be_passed_is_no_finding(make_trial, make_info, name, values):
    trials = by_value(make_trial, name, [0.9, 0.8, 0.7], values)
    assert only(diagnose_study(make_info(name), trials), "edge of range") is None


def test_two_values_are_no_range_and_choices_have_no_ends(make_trial, make_info):
    two = by_value(make_trial, "l2", [0.5, 0.6], [0.1, 0.2])
    assert only(diagnose_study(make_info("l2"), two), "edge of range") is None
    names = by_value(make_trial, "optimizer", [0.7, 0.8, 0.9], ["sgd", "adam", "nadam"])
    assert only(diagnose_study(make_info("optimizer"), names), "edge of range") is None


def test_settings_that_change_together_are_judged_once(make_trial, make_info):
    trials = [
        make_trial(
            3 * id + seed, accuracy=0.5 + 0.1 * id + seed**2 / 1000, batch_size=size, epochs=100 - size,
            seed=seed,
        )
        for id, size in enumerate([2, 8, 32]) for seed in range(3)
    ]  # fmt: skip
    finding = only(diagnose_study(make_info("batch_size", "epochs"), trials), "edge of range")
    assert finding.evidence["setting"] == "batch_size"


def test_equal_accuracies_are_no_advantage_of_an_end(make_trial, make_info):
    trials = by_value(make_trial, "learning_rate", [1.0, 1.0, 1.0, 0.5])
    assert only(diagnose_study(make_info("learning_rate"), trials), "edge of range") is None


def test_infeasible_finds_the_boundary(make_trial, make_info):
    rates = np.geomspace(0.01, 10, 40).tolist()
    trials = []
    for id, rate in enumerate(rates):
        bad = id >= 20 and id != 30
        trials.append(
            make_trial(
                id, accuracy=None if bad else 0.9, learning_rate=rate, status="diverged" if bad else "done"
            )
        )
    finding = only(diagnose_study(make_info("learning_rate"), trials), "infeasible")
    assert (
        finding.sentence
        == "19 of 20 trials above learning_rate 0.2894 exploded (95%, 80% to 99%; 19 of 40 in all)."
    )
    assert finding.evidence["boundary"] == rates[19]
    assert finding.trials == tuple(id for id in range(20, 40) if id != 30)


def test_infeasible_finds_a_choice_and_a_lower_end(make_trial, make_info):
    names = [("sgd", "diverged"), ("adam", "done"), ("nadam", "done"), ("lion", "done")] * 4
    trials = [
        make_trial(id, optimizer=name, seed=id, status=status) for id, (name, status) in enumerate(names)
    ]
    finding = only(diagnose_study(make_info("optimizer"), trials), "infeasible")
    assert finding.sentence.startswith("4 of 4 trials with optimizer=sgd exploded")
    low = [make_trial(id, batch_size=2**id, status="diverged" if id < 4 else "done") for id in range(12)]
    assert (
        "4 of 4 trials below batch_size 16 exploded"
        in only(diagnose_study(make_info("batch_size"), low), "infeasible").sentence
    )


def test_divergence_without_a_pattern_is_only_counted(make_trial, make_info):
    trials = [
        make_trial(id, learning_rate=float(id + 1), status="diverged" if id % 4 == 1 else "done")
        for id in range(16)
    ]
    assert only(diagnose_study(make_info("learning_rate"), trials), "infeasible").sentence == (
        "4 of 16 trials exploded (25%, 12% to 45%)."
    )


def test_when_everything_diverged(make_trial, make_info):
    trials = [
        make_trial(id, learning_rate=float(id + 1), status="diverged", diverged_at=1) for id in range(4)
    ]
    (finding,) = diagnose_study(make_info("learning_rate"), trials)
    assert finding.sentence == "all 4 trials exploded."


def with_seeds(make_trial, table):
    return [
        make_trial(10 * group + seed, accuracy=accuracy, learning_rate=RATES[group], seed=seed)
        for group, accuracies in enumerate(table)
        for seed, accuracy in enumerate(accuracies)
    ]


def test_a_lead_smaller_than_the_spread_over_seeds_is_in_doubt(make_trial, make_info):
    trials = with_seeds(
        make_trial, [[0.5] * 4, [0.80, 0.90, 0.85, 0.95], [0.79, 0.90, 0.86, 0.94], [0.6] * 4]
    )
    finding = only(diagnose_study(make_info("learning_rate"), trials), "within seed noise")
    assert finding.evidence["lead"] == pytest.approx(0.0025)
    assert finding.evidence["low"] < 0 < finding.evidence["high"]
    assert finding == only(diagnose_study(make_info("learning_rate"), trials), "within seed noise")


def test_a_clear_lead_is_not(make_trial, make_info):
    trials = with_seeds(
        make_trial, [[0.5] * 4, [0.80, 0.81, 0.82, 0.83], [0.90, 0.91, 0.92, 0.93], [0.6] * 4]
    )
    assert only(diagnose_study(make_info("learning_rate"), trials), "within seed noise") is None


def test_ties_are_counted(make_trial, make_info):
    trials = with_seeds(make_trial, [[0.5] * 3, [1.0] * 3, [1.0] * 3, [1.0] * 3])
    finding = only(diagnose_study(make_info("learning_rate"), trials), "within seed noise")
    assert finding.sentence.startswith("3 settings tie at 100.00%")


def test_one_seed_says_nothing_about_seeds(make_trial, make_info):
    trials = by_rate(make_trial, [0.5, 0.6, 0.6, 0.5])
    assert only(diagnose_study(make_info("learning_rate"), trials), "within seed noise") is None


def test_a_setting_of_which_a_seed_diverged_is_never_best(make_trial, make_info):
    trials = with_seeds(make_trial, [[0.5] * 2, [0.6] * 2, [0.7] * 2, [0.99] * 2])
    trials[-1] = make_trial(31, learning_rate=1.0, seed=1, status="diverged", diverged_at=3)
    assert only(diagnose_study(make_info("learning_rate"), trials), "edge of range") is None


def test_what_still_trains_has_no_result_yet(make_trial, make_info):
    ended = with_seeds(make_trial, [[0.5] * 3, [0.6] * 3, [0.7] * 3, [0.8] * 3])
    running = [
        make_trial(trial.id, accuracy=0.8, learning_rate=1.0, seed=trial.settings["seed"], status="running")
        for trial in ended[-3:]
    ]
    info = make_info("learning_rate")
    live, before = (diagnose_study(info, trials) for trials in ([*ended[:-3], *running], ended[:-3]))
    for symptom in ("clear lead", "mattered"):
        assert only(live, symptom) == only(before, symptom)
    assert only(live, "edge of range") is None, "1.0 is tried, though its result is not known yet"
    assert only(diagnose_study(info, ended), "edge of range").evidence["value"] == 1.0


@pytest.mark.parametrize("status", ["planned", "running"])
def test_a_study_that_was_killed_says_nothing_of_trials_that_are_not_over(
    make_trial, make_info, make_curves, status
):
    """Trials with an evaluation or two, ordered by rate and alike bit for bit in pairs."""
    accuracies = [0.1, 0.2, 0.2, 0.9]
    seeds = [
        make_trial(
            4 * seed + id, accuracy=accuracy + 0.01 * seed, learning_rate=rate, seed=seed, status=status
        )
        for seed in range(3)
        for id, (rate, accuracy) in enumerate(zip(RATES, accuracies, strict=True))
    ]
    curves = make_curves([np.linspace(1, 0.5, 345)] * len(seeds))
    info = make_info("learning_rate")
    assert diagnose_study(info, seeds, curves) == []
    over = [replace(trial, status="done") for trial in seeds]
    told = {finding.symptom for finding in diagnose_study(info, over, curves)}
    assert told >= {"edge of range", "clear lead", "mattered"}, "once they are over, it does"


def test_two_ended_values_of_four_have_no_edge(make_trial, make_info):
    trials = by_value(make_trial, "learning_rate", [0.8, 0.7, 0.1, 0.1])
    assert only(diagnose_study(make_info("learning_rate"), trials), "edge of range")
    trials = [*trials[:6], *(replace(trial, status="running") for trial in trials[6:])]
    assert only(diagnose_study(make_info("learning_rate"), trials), "edge of range") is None


values = st.sampled_from([0.0, 0.1, 1.0, 1e-9, 1e6])


@given(
    st.lists(
        st.tuples(
            st.fixed_dictionaries(
                {},
                optional={
                    "learning_rate": values,
                    "batch_size": st.sampled_from([1, 8, "full"]),
                    "seed": st.integers(0, 2),
                    "epochs": st.integers(1, 3),
                    "activation": st.sampled_from(["relu", "tanh"]),
                },
            ),
            st.sampled_from(["done", "diverged", "running", "planned"]),
            st.sampled_from([None, 0.0, 0.5, 1.0, float("nan")]),
        ),
        max_size=12,
    ),
    st.booleans(),
    st.sampled_from([(), (0.7, 0.6, 0.5, 0.4), (0.7, float("nan")), (float("inf"),) * 3, (1e38,) * 4]),
)
def test_no_study_breaks_it(rows, knows_size, losses):
    info = StudyInfo(
        "s",
        "",
        "d",
        {"train": 100} if knows_size else {},
        ("learning_rate", "batch_size", "epochs", "activation"),
        {},
    )
    trials = [
        Trial(
            id, settings, 0, 10, 1, 1, status, diverged_at=1,
            final={} if accuracy is None else {"validation_accuracy": accuracy, "validation_loss": 1.0},
        )
        for id, (settings, status, accuracy) in enumerate(rows)
    ]  # fmt: skip
    values = np.tile(np.array(losses, np.float32), (len(trials), 1))
    curves = Curves("train_loss", np.arange(len(trials)), np.arange(len(losses)), values)
    findings = diagnose_study(info, trials, curves, [Finding("exploded", (0,), "")])
    for finding in findings:
        assert finding.sentence.endswith(".")
        assert all(isinstance(value, (bool, int, float, str)) for value in finding.evidence.values())
        assert not any(isinstance(value, float) and np.isnan(value) for value in finding.evidence.values())
    assert findings == diagnose_study(info, trials, curves, [Finding("exploded", (0,), "")])
