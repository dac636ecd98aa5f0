"""What every proposer promises, and that those with a model find what is planted."""

import itertools
import sys

import numpy as np
import pytest

from evidence.planted_objectives import branin, conditional, quadratic
from trainlab.errors import ExperimentError
from trainlab.experiments import choice, random_log
from trainlab.searches.proposers import PROPOSERS, get_proposer
from trainlab.searches.space import SearchSpace

NAMES = ("model", "sobol", "random", "tpe", "cmaes")
SMALL = SearchSpace(
    {"optimizer": choice("sgd", "adam"), "momentum": choice(0.5, 0.7, 0.9), "batch_size": choice(8, 16, 32)},
    {"net": "4-8-1", "learning_rate": 0.1}, "banknote",
)  # fmt: skip


def history_of(objective, number=40):
    proposed = PROPOSERS["sobol"].propose(objective.space, [], number, 0)
    fractions = itertools.cycle((1 / 9, 1 / 3, 1 / 9, 1.0))
    return [
        objective.train(settings, share, id=place)
        for place, (settings, share) in enumerate(zip(proposed, fractions, strict=False))
    ]


def searched(name, objective, rounds, size, seed):
    """The regret of the best trial after some rounds without stopping early."""
    history = []
    for number in range(rounds):
        for settings in PROPOSERS[name].propose(objective.space, history, size, seed):
            history.append(objective.train(settings, id=len(history), seed=seed, round=number))
    return min(objective.regret(one.settings) for one in history)


@pytest.mark.parametrize("name", NAMES)
def test_proposals_are_a_function_of_their_arguments(name):
    objective = conditional()
    history = history_of(objective)
    first = PROPOSERS[name].propose(objective.space, history, 12, 3)
    assert first == PROPOSERS[name].propose(objective.space, list(history), 12, 3)
    assert len(first) == 12
    keys = {objective.space.key(settings) for settings in first}
    assert len(keys) == 12
    assert not keys & {objective.space.key(one.settings) for one in history}
    for settings in first:
        assert settings == objective.space.settings(objective.space.point(settings))
        assert ("momentum" in settings) == (settings["optimizer"] == "sgd")


@pytest.mark.parametrize("name", NAMES)
def test_programs_are_few_and_beside_each_other(name):
    objective = conditional()
    history = history_of(objective)
    known = {objective.space.program(one.settings) for one in history}
    for past in ([], history):
        found = PROPOSERS[name].propose(objective.space, past, 40, 0, architectures=3)
        programs = [objective.space.program(settings) for settings in found]
        assert len(found) == 40
        assert len(set(programs) - (known if past else set())) <= 3
        assert len([key for key, _ in itertools.groupby(programs)]) == len(set(programs))


@pytest.mark.parametrize("name", NAMES)
def test_a_small_space_is_tried_whole_and_then_there_is_nothing_left(name):
    history = []
    for size in (5, 4, 100, 100):
        proposed = PROPOSERS[name].propose(SMALL, history, size, 0)
        for settings in proposed:
            history.append(quadratic().train({**settings, "l2": 1e-4, "momentum": 0.5}, id=len(history)))
            history[-1].settings.update(settings)
            if "momentum" not in settings:
                del history[-1].settings["momentum"]
    assert len(history) == 12
    assert len({SMALL.key(one.settings) for one in history}) == 12
    assert PROPOSERS[name].propose(SMALL, history, 10, 0) == []


def test_no_further_program_may_be_opened():
    objective = conditional()
    history = history_of(objective)
    known = {objective.space.program(one.settings) for one in history}
    for name in NAMES:
        found = PROPOSERS[name].propose(objective.space, history, 10, 0, architectures=0)
        assert {objective.space.program(settings) for settings in found} <= known
        assert found


def test_sobol_goes_on_where_it_stopped():
    space = quadratic().space
    whole = PROPOSERS["sobol"].propose(space, [], 32, 5)
    history = [quadratic().train(settings, id=place) for place, settings in enumerate(whole[:20])]
    assert PROPOSERS["sobol"].propose(space, history, 12, 5) == whole[20:]


def test_the_model_survives_a_history_that_says_nothing():
    space = SearchSpace({"learning_rate": random_log(1e-4, 1)}, {"net": "4-8-1"}, "banknote")
    objective = conditional()
    proposed = PROPOSERS["sobol"].propose(space, [], 20, 0)
    worst = {"optimizer": "sgd", "momentum": 0.5, "batch_size": 32, "l2": 1e-4, "net": "4-8-1"}
    history = [
        objective.train({**worst, **one, "learning_rate": 1.0, "optimizer": "adam"}) for one in proposed
    ]
    assert all(one.diverged for one in history)
    assert len(PROPOSERS["model"].propose(space, history, 20, 0)) == 20


@pytest.mark.parametrize("planted", [quadratic, branin])
def test_the_model_finds_what_is_planted(planted):
    """With 60 trials its regret is below a tenth of that of as many draws, in the median of five seeds."""
    found, drawn = (
        np.median([searched(name, planted(), 5, 12, seed) for seed in range(5)])
        for name in ("model", "sobol")
    )
    assert found < drawn / 10


@pytest.mark.slow
@pytest.mark.parametrize("name", ["model", "tpe", "cmaes"])
def test_every_model_is_ahead_of_draws(name):
    found, drawn = (
        np.median([searched(one, quadratic(), 6, 12, seed) for seed in range(8)]) for one in (name, "sobol")
    )
    assert found < drawn


def test_a_name_that_is_not_known():
    with pytest.raises(ExperimentError, match=r"unknown proposer 'tpa': did you mean 'tpe'"):
        get_proposer("tpa")


def test_what_is_missing_is_named(monkeypatch):
    from trainlab.searches.proposers import optuna

    monkeypatch.setattr(optuna.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ExperimentError, match=r"needs optuna, which is not installed: pip install 'trainlab"):
        get_proposer("tpe")
    with pytest.raises(ExperimentError, match="needs optuna and cmaes, which are not installed"):
        get_proposer("cmaes")


def test_optuna_is_not_loaded_before_it_is_asked():
    import subprocess

    script = (
        "import sys, trainlab.searches.proposers\n"
        "assert not {'optuna', 'scipy', 'sklearn', 'jax'} & {name.partition('.')[0] for name in sys.modules}"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
