"""Spaces become trials: products, pairs, draws and seeds, in order, without repetitions or contradictions."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainlab.errors import ExperimentError, SettingError
from trainlab.experiments import Experiment, Proposal, choice, propose, random_lin, random_log, read_space
from trainlab.settings import SETTINGS


def proposed(**fields: Any) -> Proposal:
    return propose(Experiment.of(**{"data": "moons", "net": "2-4-2", **fields}))


def column(proposal: Proposal, *names: str) -> list[tuple]:
    return [tuple(trial.get(name) for name in names) for trial in proposal.settings]


def test_one_trial_has_every_setting_that_applies():
    [trial] = proposed().settings
    assert trial["net"] == "2-4-2"
    assert (trial["optimizer"], trial["learning_rate"], trial["noise"], trial["seed"]) == (
        "sgd",
        0.01,
        0.2,
        0,
    )
    assert "rho" not in trial
    assert "steps" not in trial


def test_varied_settings_multiply_and_the_first_varies_slowest_but_for_seeds():
    proposal = proposed(vary={"batch_size": "1,8", "learning_rate": "0.1,0.2"}, seeds=2, seed=5)
    assert column(proposal, "batch_size", "learning_rate", "seed") == [
        (1, 0.1, 5), (1, 0.1, 6), (1, 0.2, 5), (1, 0.2, 6),
        (8, 0.1, 5), (8, 0.1, 6), (8, 0.2, 5), (8, 0.2, 6),
    ]  # fmt: skip
    assert proposal.varied == ("batch_size", "learning_rate")


def test_paired_settings_go_together_and_may_repeat():
    proposal = proposed(pair={"batch_size": "1,2,8,full", "epochs": [10, 20, 20, 80]})
    assert column(proposal, "batch_size", "epochs") == [(1, 10), (2, 20), (8, 20), ("full", 80)]
    ranged = proposed(pair={"learning_rate": "log:0.01:1:3", "epochs": "1,2,3"})
    assert column(ranged, "learning_rate", "epochs") == [(0.01, 1), (0.1, 2), (1.0, 3)]


def test_pairs_multiply_with_what_varies():
    proposal = proposed(pair={"batch_size": "1,8", "epochs": "1,2"}, vary={"l2": "0,0.1"})
    assert column(proposal, "batch_size", "epochs", "l2") == [(1, 1, 0), (1, 1, 0.1), (8, 2, 0), (8, 2, 0.1)]


def test_draws_are_made_once_a_trial_and_multiply_with_grids_and_seeds():
    vary = {"learning_rate": "random-log:1e-3:1", "l2": "0,0.1"}
    proposal = proposed(vary=vary, trials=5, seeds=2)
    rates = [rate for (rate,) in column(proposal, "learning_rate")]
    assert len(rates) == 5 * 2 * 2
    assert rates == [rate for rate in dict.fromkeys(rates) for _ in range(4)]
    assert len(set(rates)) == 5


def test_draws_repeat_with_the_seed_and_change_with_it():
    fields = {"vary": {"learning_rate": random_log(1e-3, 1), "l2": choice(0, 0.1, 1)}, "trials": 8}
    first, again, other = proposed(**fields), proposed(**fields), proposed(**fields, seed=1)
    assert first == again
    assert column(first, "learning_rate") != column(other, "learning_rate")
    assert column(first, "seed")[0] == (0,)
    assert column(other, "seed")[0] == (1,)


def test_more_draws_begin_with_the_same_ones():
    vary = {"learning_rate": "random-log:1e-3:1", "momentum": "random-lin:0:1"}
    few, many = proposed(vary=vary, trials=3), proposed(vary=vary, trials=10)
    assert many.settings[:3] == few.settings


def test_trials_that_are_the_same_are_left_out_and_counted():
    # Momentum means nothing to adam, so its two adam trials are one.
    proposal = proposed(vary={"optimizer": "sgd,adam", "momentum": "0,0.9"})
    assert column(proposal, "optimizer", "momentum") == [("sgd", 0), ("sgd", 0.9), ("adam", None)]
    assert proposal.duplicates == 1
    drawn = proposed(vary={"optimizer": choice("sgd", "adam")}, trials=10, seeds=2)
    assert column(drawn, "optimizer", "seed") == [("sgd", 0), ("sgd", 1), ("adam", 0), ("adam", 1)]
    assert drawn.duplicates == 0
    assert drawn.notes == (
        "10 draws of optimizer were asked for: optimizer can differ in 2 ways only: each is tried once.",
    )


@pytest.mark.parametrize("how", ["sobol", "random"])
def test_no_point_is_drawn_twice_while_others_are_left(how):
    sizes = {"batch_size": random_lin(1, 5), "optimizer": choice("sgd", "adam", "lion")}
    drawn = proposed(vary=sizes, trials=14, draws=how)
    assert len(set(column(drawn, "batch_size", "optimizer"))) == 14
    assert drawn.notes == ()
    # What means nothing to most draws: momentum to adam. They are one trial, and the others are sgd.
    drawn = proposed(
        vary={"optimizer": choice("sgd", "adam"), "momentum": random_lin(0.5, 0.9)}, trials=20, draws=how
    )
    assert [name for (name,) in column(drawn, "optimizer")].count("sgd") == 19
    # A space that can be listed and one that only seems to be endless: all there is, and it is said.
    assert len(proposed(vary={"batch_size": random_lin(1, 5)}).settings) == 5
    narrow = proposed(vary={"momentum": random_lin(0.5, math.nextafter(0.5, 1))}, trials=9, draws=how)
    assert len(narrow.settings) == 2
    assert narrow.notes == (
        "9 draws of momentum were asked for: 2 different ones came, and then 1,000 that repeat them.",
    )


def test_sobol_points_fill_a_space_more_evenly_than_independent_ones():
    """Of 64 points one lies in each sixty-fourth of either axis."""
    ranges = {"learning_rate": random_log(1e-4, 1), "momentum": random_lin(0, 1)}

    def gaps(how: str) -> list[set]:
        drawn = proposed(vary=ranges, trials=64, draws=how)
        places = column(drawn, "learning_rate", "momentum")
        return [
            {int(64 * (math.log10(rate) + 4) / 4) for rate, _ in places},
            {int(64 * momentum) for _, momentum in places},
        ]

    assert gaps("sobol") == [set(range(64)), set(range(64))]
    assert all(len(filled) < 55 for filled in gaps("random"))
    assert proposed(vary=ranges, trials=9).settings == proposed(vary=ranges, trials=16).settings[:9]
    assert proposed(vary=ranges, trials=9, seed=1).settings != proposed(vary=ranges, trials=9).settings


def test_a_name_alone_means_its_usual_range():
    def space(name: str, **fields: Any):
        vary = {**fields.pop("vary", {}), name: "usual"}
        return Experiment.of(data="moons", net="2-4-2", vary=vary, **fields).spaces()[0][name]

    assert str(space("learning_rate")) == "random-log:0.0001:100.0"
    assert str(space("learning_rate", set={"optimizer": "lion"})) == "random-log:1e-06:1.0"
    assert str(space("learning_rate", vary={"optimizer": "sgd,lion"})) == "random-log:1e-06:100.0"
    assert str(space("nesterov")) == "choice:false,true"
    assert "muon" in space("optimizer").values
    with pytest.raises(ExperimentError, match=r"epochs has no usual range: name its values.*learning_rate"):
        space("epochs")


@pytest.mark.parametrize("name", [name for name, setting in SETTINGS.items() if setting.usual])
def test_every_usual_range_is_allowed_and_holds_what_is_usual(name):
    space = read_space(name, SETTINGS[name].usual)
    for place in (0.0, 0.5, 1 - 1e-9):
        SETTINGS[name].read(space.at(SETTINGS[name], iter([place])))
    assert space.is_random
    if space.is_range and (scale := SETTINGS[name].scale):
        assert space.kind == {"log": "random-log", "linear": "random-lin"}[scale]


def test_a_net_may_stand_for_many():
    drawn = proposed(net="2-{4,8}-2", vary={"learning_rate": random_log(0.01, 1)}, trials=8)
    nets = [net for (net,) in column(drawn, "net")]
    assert set(nets) == {"2-4-2", "2-8-2"}
    assert drawn.varied == ("net", "learning_rate")
    assert column(proposed(net="2-{4,8}x{1..2}-2"), "net") == [
        ("2-4-2",), ("2-8-2",), ("2-4-4-2",), ("2-8-8-2",),
    ]  # fmt: skip
    assert len(proposed(vary={"net": "2-{4,8}-2,2-2"}, net=None).settings) == 3
    experiment = Experiment.of(data="moons", net="2-{4..9}^{1..3}-2", trials=5, seed=3)
    again = Experiment.parse(experiment.to_yaml(), Path("again.yaml"))
    assert propose(again) == propose(experiment)


def test_only_what_the_user_varied_and_what_differs_is_called_varied():
    assert proposed(vary={"optimizer": "rmsprop,adam"}).varied == ("optimizer",)  # not rho, which follows
    assert proposed(vary={"l2": "0.1"}).varied == ()
    assert proposed(vary={"l2": "0,1", "momentum": [0.5]}).varied == ("l2",)


def test_seeds_may_be_varied_like_any_setting():
    proposal = proposed(vary={"seed": "3,1", "l2": "0,1"})
    assert column(proposal, "seed", "l2") == [(3, 0), (3, 1), (1, 0), (1, 1)]
    assert proposal.varied == ("l2",)
    assert column(proposed(set={"seed": 4}, seeds=2), "seed") == [(4,), (5,)]


def test_nets_may_be_varied():
    proposal = propose(Experiment.of(data="moons", vary={"net": "2-2,2-4-2"}))
    assert column(proposal, "net") == [("2-2",), ("2-4-2",)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"set": {"l2": 1}, "vary": {"l2": "0,1"}}, "l2 is in both set and vary: give it once"),
        ({"set": {"l2": 1}, "pair": {"l2": "0,1"}}, "l2 is in both set and pair"),
        ({"vary": {"l2": "0,1"}, "pair": {"l2": "0,1"}}, "l2 is in both vary and pair"),
        ({"vary": {"net": "2-2"}}, "net is given twice"),
        ({"set": {"net": "2-2"}}, "net is given twice"),
        ({"set": {"seed": 1}, "seed": 2}, "seed is given twice"),
        ({"vary": {"seed": "1,2"}, "seeds": 2}, "seed is varied, so seeds cannot repeat it"),
        ({"seed": 2**32 - 2, "seeds": 3}, "3 seeds from 4294967294 on end at 4294967296"),
        ({"vary": {"l2": "random-log:0.1:1"}}, r"l2 is drawn at random: say how many trials \(trials=N\)"),
        ({"trials": 5}, "trials counts random draws, but nothing is drawn"),
        ({"trials": 5, "vary": {"l2": "0,1"}}, "trials counts random draws, but nothing is drawn"),
        (
            {"pair": {"l2": "random-log:0.1:1", "epochs": "1"}},
            "l2 is drawn at random, so it cannot be paired",
        ),
        ({"pair": {"l2": "0,1", "epochs": "1,2,3"}}, "same number of values: l2 has 2, epochs has 3"),
        ({"vary": {"l2": []}}, "l2 has an empty list"),
    ],
)
def test_contradictions_are_refused(fields, words):
    with pytest.raises(ExperimentError, match=words):
        proposed(**fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"set": {"steps": 5, "epochs": 5}}, "steps and epochs of the recipe both set the length"),
        ({"vary": {"steps": "5,6"}, "set": {"epochs": 5}}, "steps and epochs"),
        ({"set": {"lerning_rate": 1}}, "unknown setting 'lerning_rate': did you mean 'learning_rate'"),
        ({"vary": {"lerning_rate": "1"}}, "unknown setting 'lerning_rate'"),
        ({"pair": {"epoch": "1"}}, "unknown setting 'epoch': did you mean 'epochs'"),
        ({"set": {"momentum": 2}}, "momentum of the recipe must be a number >= 0 and <= 1, not 2"),
        ({"vary": {"momentum": "0,2"}}, "momentum of the recipe must be"),
        ({"pair": {"momentum": "0,2"}}, "momentum of the recipe must be"),
        ({"vary": {"optimizer": "sgd,addam"}}, "Did you mean 'adam'"),
        (
            {"set": {"rho": 0.5}},
            r"rho means nothing to any trial of this study \(it belongs to optimizer rmsprop",
        ),
        ({"vary": {"rho": "0.5,0.6"}}, "rho means nothing"),
        ({"data": "digits", "set": {"noise": 0.1}}, "noise means nothing"),
        ({"net": None}, "the net is missing"),
    ],
)
def test_settings_that_cannot_be_are_refused(fields, words):
    with pytest.raises(SettingError, match=words):
        proposed(**fields)


def test_a_study_too_large_is_refused_before_it_is_laid_out():
    # Were the 8e9 combinations listed first, this would never end.
    with pytest.raises(ExperimentError, match="asks for 8,000,000,000 trials: at most 1,000,000"):
        proposed(vary=dict.fromkeys(("l2", "learning_rate", "weight_decay"), "lin:0:1:2000"))
    with pytest.raises(ExperimentError, match="asks for 1,001,000 trials"):
        proposed(vary={"l2": "lin:0:1:1001"}, seeds=1000)


values = st.lists(st.integers(1, 50), min_size=1, max_size=4, unique=True)


@settings(max_examples=30)
@given(
    batches=values,
    epochs=values,
    pairs=st.lists(st.floats(0, 1), min_size=1, max_size=3),
    seeds=st.integers(1, 3),
)
def test_the_number_of_trials_is_the_product_of_its_parts(batches, epochs, pairs, seeds):
    proposal = proposed(
        vary={"batch_size": batches, "epochs": epochs}, pair={"l2": pairs, "momentum": pairs}, seeds=seeds
    )
    assert len(proposal.settings) == len(batches) * len(epochs) * len(set(pairs)) * seeds
    assert proposal.duplicates == len(batches) * len(epochs) * (len(pairs) - len(set(pairs))) * seeds
    assert len({tuple(trial.items()) for trial in proposal.settings}) == len(proposal.settings)
    assert all(list(trial) == list(proposal.settings[0]) for trial in proposal.settings)


def test_too_many_points_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr("trainlab.experiments.space.Space.grid", lambda *_: pytest.fail("a grid was made"))
    with pytest.raises(ExperimentError, match="asks for 1,000,000,000,000 trials: at most 1,000,000"):
        propose(
            Experiment.of(data="moons", net="2-2", vary={"l1": "lin:0:1:1000000", "l2": "lin:0:1:1000000"})
        )


def test_a_range_of_whole_numbers_has_no_more_points_than_they_are():
    vary = {"patience": "lin:1:2:2000", "l2": "lin:0:1:600"}
    fixed = {"early_stopping": "train_loss"}
    assert len(propose(Experiment.of(data="moons", net="2-2", vary=vary, set=fixed)).settings) == 1_200
