"""From settings to populations: who trains together, for how long, and when they are evaluated."""

from __future__ import annotations

from itertools import pairwise

import jax
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.augmentations import AUGMENTATIONS
from trainlab.errors import NetError, SettingError
from trainlab.nets.lanes import LANES
from trainlab.record import StudyInfo, Trial
from trainlab.scale.plans.plan import evaluation_steps, plan_study
from trainlab.scale.plans.study_plan import StudyPlan
from trainlab.settings import SETTINGS, resolve
from trainlab.train.recipe import Recipe

INFO = StudyInfo("study", "2026-01-01T00:00:00", "xor", {}, (), {})


@pytest.fixture
def plan(xor):
    """Plans of trials given by what differs from the defaults; all of the net 2-5-1."""

    def make(*trials):
        settings = [resolve({"net": "2-5-1", **given}, data="arrays") for given in trials]
        return plan_study(settings, lambda data: xor)

    return make


def members(plans):
    return [[trial.id for trial in plan.trials] for plan in plans]


def test_traced_settings_ride_along(plan):
    trials = [
        {}, {"learning_rate": 3.0}, {"seed": 4}, {"epochs": 2}, {"steps": 9}, {"bias_init": 1.0},
        {"weight_init": "he_normal"}, {"weight_init": "normal", "init_scale": 0.3}, {"eval_every": 3},
    ]  # fmt: skip
    (only,) = plan(*trials)
    assert members([only]) == [list(range(9))]
    assert only.population.trials == tuple(range(9))


@pytest.mark.parametrize(
    "given",
    [{"net": "2-4-1"}, {"net": "2-5-2"}, {"activation": "tanh"}, {"optimizer": "adam"}, {"batch_size": 7},
     {"batch_size": "full"}, {"shuffle": False}, {"order_seed": 1}, {"nesterov": True}, {"loss": "mse"},
     {"eval_examples": 9}, {"train_fraction": 0.5}, {"standardize": True}, {"data_seed": 1}],
    ids=str,
)  # fmt: skip
def test_a_static_setting_forms_populations(plan, given):
    assert members(plan({}, given, {"seed": 1}, {**given, "seed": 1})) == [[0, 2], [1, 3]]


MECHANISMS = [
    name for name, setting in SETTINGS.items()
    if setting.neutral == 0 and setting.kind == "traced" and setting.type == "number"
    and name not in AUGMENTATIONS.keys() - {"input_noise"}
]  # fmt: skip


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_neutral_value_forms_a_population_of_its_own(plan, name):
    without, with_it = plan({name: 0.0}, {name: 0.1}, {name: 0.2}, {})
    assert members([without, with_it]) == [[0, 3], [1, 2]]
    assert (name in without.recipe.active, name in with_it.recipe.active) == (False, True)
    assert (name in without.hyper, name in with_it.hyper) == (False, True)


def test_populations_come_in_the_order_of_their_first_trials(plan):
    plans = plan({"batch_size": 4}, {"batch_size": 2}, {"batch_size": 8}, {"batch_size": 2})
    assert members(plans) == [[0], [1, 3], [2]]
    assert [made.population.id for made in plans] == [0, 1, 2]
    assert [trial.population for made in plans for trial in made.trials] == [0, 1, 1, 2]
    assert [made.batch for made in plans] == [4, 2, 8]
    assert [trial.id for trial in StudyPlan(INFO, plans, {}.get).trials] == [0, 1, 2, 3]


def test_a_plan_says_what_its_trials_share(plan):
    (made,) = plan({"momentum": 0.9, "l2": 0.1}, {"momentum": 0.5, "l2": 0.2, "weight_init": "normal"})
    shared = {**made.trials[0].settings, **made.trials[1].settings}
    expected = {name: value for name, value in shared.items() if SETTINGS[name].kind == "static"}
    assert made.population.static == expected
    assert made.hyper == ("learning_rate", "momentum", "l2")
    assert made.recipe == Recipe.of(made.trials[0].settings, (2,))
    assert dict(made.data) == {"data_seed": 0, "standardize": False, "train_fraction": 1.0}
    assert {trial.parameters for trial in made.trials} == {2 * 5 + 5 + 5 + 1}
    assert {trial.status for trial in made.trials} == {"planned"}


@pytest.mark.parametrize(
    ("given", "per_epoch", "length"),
    [
        ({"epochs": 3, "batch_size": 8}, 6, 18),
        ({"epochs": 3, "batch_size": 11}, 4, 12),
        ({"epochs": 3, "batch_size": 44}, 1, 3),
        ({"epochs": 3, "batch_size": 1}, 44, 132),
        ({"epochs": 3, "batch_size": "full"}, 1, 3),
        ({"steps": 5, "batch_size": 8}, 6, 5),
        ({"steps": 5, "batch_size": "full"}, 1, 5),
        ({"batch_size": 43}, 2, 20),
    ],
)
def test_lengths(plan, given, per_epoch, length):
    ((trial,),) = [made.trials for made in plan(given)]
    assert (trial.steps_per_epoch, trial.length) == (per_epoch, length)


def test_a_batch_larger_than_train_is_refused(plan):
    assert plan({"batch_size": 44})[0].batch == 44
    with pytest.raises(SettingError) as refusal:
        plan({}, {"batch_size": 45})
    assert str(refusal.value) == (
        "batch_size of the recipe must be at most the 44 training examples of 2 classes (or 'full'), not 45."
    )


@pytest.mark.parametrize(
    ("given", "name", "most"),
    [({"steps": 2**31}, "steps", 2**31 - 1), ({"epochs": 357913942, "batch_size": 8}, "epochs", 357913941)],
)
def test_more_steps_than_programs_can_count_are_refused(plan, given, name, most):
    ((trial,),) = [made.trials for made in plan({**given, name: most})]
    assert trial.length in (2**31 - 1, 2**31 - 2)
    with pytest.raises(SettingError) as refusal:
        plan(given)
    assert str(refusal.value) == (
        f"{name} of the recipe must be at most {most}, not {given[name]}: steps are counted in 32 bits."
    )


def test_full_has_no_plan_of_batches(plan):
    assert plan({"batch_size": "full"})[0].batch is None


def test_a_net_that_does_not_fit_is_refused(plan):
    with pytest.raises(NetError, match=r"^net '3-1' takes 3 inputs, but 2 classes has 2: write 2-1\.$"):
        plan({}, {"net": "3-1"})


@pytest.mark.parametrize(("asked", "measured"), [(10_000, 44), (9, 9), ("all", 44)])
def test_evaluations_measure_as_many_examples_as_asked(plan, asked, measured):
    assert plan({"eval_examples": asked})[0].eval_examples == measured


def trial(length, per_epoch, every):
    return Trial(0, {"eval_every": every, "early_stopping": "none"}, 0, length, per_epoch, 1)


@pytest.mark.parametrize(
    ("length", "per_epoch", "every", "expected"),
    [
        (10, 3, "epoch", [0, 3, 6, 9, 10]),
        (9, 3, "epoch", [0, 3, 6, 9]),
        (10, 3, "auto", [0, 3, 6, 9, 10]),
        (2, 3, "auto", [0, 2]),
        (1, 1, "auto", [0, 1]),
        (1000, 1, "auto", list(range(0, 1001, 10))),
        (1001, 1, "auto", [*range(0, 1001, 11), 1001]),
        (10, 3, 4, [0, 4, 8, 10]),
        (10, 3, 99, [0, 10]),
        (3, 3, 1, [0, 1, 2, 3]),
    ],
)
def test_evaluation_steps(length, per_epoch, every, expected):
    assert evaluation_steps(trial(length, per_epoch, every)) == expected


@pytest.mark.parametrize(
    ("watching", "expected"),
    [
        ({"early_stopping": "validation_loss", "check_every": 4}, [0, 4, 8, 9, 10]),
        ({"early_stopping": "validation_accuracy", "check_every": "epoch"}, [0, 3, 6, 9, 10]),
        ({"early_stopping": "train_loss", "check_every": 4}, [0, 9, 10]),
        ({"early_stopping": "none", "plateau_watch": "validation_loss", "check_every": 5}, [0, 5, 9, 10]),
        ({"early_stopping": "none", "plateau_watch": "train_loss", "check_every": 5}, [0, 9, 10]),
    ],
    ids=str,
)
def test_checks_of_what_evaluations_measure_are_evaluations(watching, expected):
    assert evaluation_steps(Trial(0, {"eval_every": 9, **watching}, 0, 10, 3, 1)) == expected


every_so_often = st.one_of(st.integers(1, 5_000), st.sampled_from(["auto", "epoch"]))


@given(st.integers(1, 100_000), st.integers(1, 5_000), every_so_often)
def test_evaluations_begin_at_0_end_at_the_end_and_never_repeat(length, per_epoch, every):
    steps = evaluation_steps(trial(length, per_epoch, every))
    assert (steps[0], steps[-1]) == (0, length)
    assert all(before < after for before, after in pairwise(steps))
    if every == "auto":
        assert len(steps) <= 102
        assert all(after - before >= per_epoch for before, after in pairwise(steps[:-1]))


@pytest.mark.parametrize("trials", [1, 2, 3, 64, 65, 1000])
def test_the_width_is_spread_over_the_devices_and_no_wider_than_the_trials(plan, trials):
    (made,) = plan(*({"seed": seed} for seed in range(trials)))
    width, devices = made.population.width, made.population.devices
    assert devices == min(trials, len(jax.local_devices()))
    assert width % devices == 0
    assert width - devices * LANES < trials
