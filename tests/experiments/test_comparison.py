from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from trainlab.errors import ExperimentError, SettingError
from trainlab.experiments import Experiment, propose

OPTIMIZERS: dict[str, Any] = {"question": {"optimizer": "sgd,adam"}, "tune": ["learning_rate", "momentum"]}


def experiment(compare: Mapping[str, Any] = OPTIMIZERS, **fields: Any) -> Experiment:
    usual = {"data": "moons", "net": "2-4-2", "trials": 8, "seeds": 3}
    return Experiment.of(**{**usual, "compare": compare, **fields})


def test_every_value_gets_the_same_points_and_every_point_the_same_seeds():
    proposal = propose(experiment())
    assert proposal.varied == ("optimizer", "learning_rate", "momentum")
    assert len(proposal.settings) == 2 * 8 * 3
    by_value = [[t for t in proposal.settings if t["optimizer"] == value] for value in ("sgd", "adam")]
    for trials in by_value:
        assert [t["seed"] for t in trials] == [0, 1, 2] * 8
    # The usual rates of sgd are ten times those of adam, over as many decades.
    for one, other in zip(*by_value, strict=True):
        assert one["learning_rate"] == pytest.approx(10 * other["learning_rate"])
    assert all("momentum" in t for t in by_value[0])
    assert not any("momentum" in t for t in by_value[1])


def test_ranges_may_be_given_for_all_values_or_for_each():
    tune = {"learning_rate": {"sgd": "random-log:0.1:1", "adam": "random-log:0.001:0.01"}, "l2": "0,0.1"}
    trials = propose(experiment({**OPTIMIZERS, "tune": tune})).settings
    rates = {t["optimizer"]: [] for t in trials}
    for t in trials:
        rates[t["optimizer"]].append(t["learning_rate"])
    assert 0.1 <= min(rates["sgd"]) <= max(rates["sgd"]) <= 1
    assert 0.001 <= min(rates["adam"]) <= max(rates["adam"]) <= 0.01
    assert {t["l2"] for t in trials} == {0, 0.1}


@pytest.mark.parametrize("fields", [{}, {"seed": 7, "draws": "random", "set": {"l2": 0.1}}])
def test_what_is_written_reads_back_as_the_same_trials(fields):
    one = experiment(**fields)
    again = Experiment.parse(one.to_yaml(), Path("study.yaml"))
    assert propose(again) == propose(one)
    assert again.to_yaml() == one.to_yaml()


def test_nets_can_be_asked_about_and_tuned():
    question = {"question": {"net": "2-4-2,2-8-2"}, "tune": "learning_rate"}
    asked = propose(experiment(question, net=None)).settings
    assert {t["net"] for t in asked} == {"2-4-2", "2-8-2"}
    space = experiment({**OPTIMIZERS, "tune": ["learning_rate"]}, net="2-{4..32}-2")
    tuned = propose(space).settings
    assert len({t["net"] for t in tuned}) > 4
    assert propose(Experiment.parse(space.to_yaml(), Path("study.yaml"))).settings == tuned


def test_where_values_can_differ_in_few_ways_all_get_as_many_points():
    few = propose(experiment({**OPTIMIZERS, "tune": {"batch_size": "8,16,32"}}))
    assert len(few.settings) == 2 * 3 * 3
    assert few.notes == (
        "8 points for each value were asked for, but with optimizer=sgd what is tuned can differ in 3 ways "
        "only: every value gets 3.",
    )


ASKED, TUNED = OPTIMIZERS["question"], OPTIMIZERS["tune"]


@pytest.mark.parametrize(
    ("question", "tune", "said"),
    [
        ({"optimizer": "sgd"}, TUNED, "optimizer=sgd is one value, and a question needs two"),
        ({"optimizer": "sgd,sgd"}, TUNED, "is one value"),
        ({"optimizer": "sgd", "l2": "0,1"}, TUNED, "asks about one setting, not 2"),
        ({"learning_rate": "usual"}, TUNED, "is a range, and a question names the values"),
        ({"seed": "1,2"}, TUNED, "seed is not something to compare"),
        (ASKED, ["optimizer"], "optimizer is what is asked about, so it cannot be tuned"),
        (ASKED, ["momentum"], "momentum means nothing to optimizer=adam"),
        (ASKED, ["seed"], "seed cannot be tuned"),
        (ASKED, {}, "nothing is tuned"),
        (
            {"optimizer": "adam,nadam"},
            TUNED,
            "momentum is tuned, but it means nothing to optimizer=adam, nadam",
        ),
        (ASKED, 3, "tune of compare cannot be read"),
    ],
)
def test_what_cannot_be_answered_is_refused(question, tune, said):
    with pytest.raises(ExperimentError, match=said):
        propose(experiment({"question": question, "tune": tune}))


@pytest.mark.parametrize(
    ("compare", "fields", "said"),
    [
        (OPTIMIZERS, {"set": {"optimizer": "sgd"}}, "optimizer is asked about, and fixed at sgd"),
        (OPTIMIZERS, {"set": {"learning_rate": 0.1}}, "learning_rate is tuned, and fixed at 0.1"),
        (OPTIMIZERS, {"vary": {"l2": [0, 1]}}, "l2 is varied, but a comparison has a question"),
        ({"tune": ["learning_rate"]}, {}, "question of compare cannot be read"),
        ({**OPTIMIZERS, "trials": 3}, {}, "trials of compare cannot be read"),
    ],
)
def test_what_is_at_odds_with_the_rest_is_refused(compare, fields, said):
    with pytest.raises(ExperimentError, match=said):
        propose(experiment(compare, **fields))


@pytest.mark.parametrize(
    ("compare", "said"),
    [
        ({**OPTIMIZERS, "question": {"optimiser": "sgd,adam"}}, "did you mean 'optimizer'"),
        ({**OPTIMIZERS, "question": {"optimizer": "sgd,adan"}}, "Did you mean 'adam'"),
        ({**OPTIMIZERS, "tune": ["learning_rat"]}, "did you mean 'learning_rate'"),
    ],
)
def test_unknown_names_are_told_with_the_nearest_one(compare, said):
    with pytest.raises(SettingError, match=said):
        propose(experiment(compare))
