"""From trials to populations: which trials share a program, how long each trains, where they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from trainlab.data import Dataset
from trainlab.errors import SettingError
from trainlab.nets import check_fit
from trainlab.record import Population, Trial
from trainlab.scale.devices import device_count
from trainlab.scale.width import trials_together
from trainlab.settings import SETTINGS, Settings, Value, data_settings
from trainlab.train.recipe import IN_PROGRAM, Recipe

EVALUATIONS = 100
"""Evaluations ``eval_every=auto`` makes at most, the one before the first step apart."""

LONGEST = 2**31 - 1
"""Steps of a trial: programs count them in 32 bits."""

OPTIMIZER_COPIES = {
    "sgd": 0, "rmsprop": 1, "adam": 2, "adamw": 2, "adamax": 2, "nadam": 2, "adagrad": 1, "adadelta": 2,
    "lion": 1,
}  # fmt: skip
"""Arrays of the parameters' size each optimizer keeps, momentum apart."""


@dataclass(frozen=True, slots=True)
class PopulationPlan:
    """Everything one population needs to train.

    Attributes:
        population: its record.
        recipe: the static half of its recipe.
        trials: its trials, in slot order.
        data: the data settings its dataset is loaded with.
        batch: examples of a step, or None where every step sees the whole train split.
        hyper: names of the traced settings its program takes.
        eval_examples: training examples an evaluation measures.
    """

    population: Population
    recipe: Recipe
    trials: tuple[Trial, ...]
    data: tuple[tuple[str, Value], ...]
    batch: int | None
    hyper: tuple[str, ...]
    eval_examples: int


def evaluation_steps(trial: Trial) -> list[int]:
    """The steps a trial is evaluated at: 0, every ``eval_every`` steps, and its last."""
    given = trial.settings["eval_every"]
    if given == "auto":
        every = max(trial.steps_per_epoch, -(-trial.length // EVALUATIONS))
    elif given == "epoch":
        every = trial.steps_per_epoch
    else:
        every = int(given)
    return [*range(0, trial.length, every), trial.length]


def _batch(settings: Settings, dataset: Dataset) -> int | None:
    given = settings["batch_size"]
    examples = len(dataset.train.targets)
    if given == "full":
        return None
    if int(given) > examples:
        raise SettingError(
            f"batch_size of the recipe must be at most the {examples} training examples of {dataset.name} "
            f"(or 'full'), not {given}."
        )
    return int(given)


def plan_study(
    settings: Sequence[Settings], dataset_of: Callable[[tuple[tuple[str, Value], ...]], Dataset]
) -> list[PopulationPlan]:
    """Group trials into populations: those that agree on every static setting train in one program.

    Args:
        settings: resolved settings of every trial, in trial order.
        dataset_of: the dataset for given data settings.

    Raises:
        SettingError, NetError: a trial's settings do not fit its dataset.
    """
    groups: dict[tuple, list[int]] = {}
    recipes: dict[tuple, Recipe] = {}
    for number, trial in enumerate(settings):
        static = tuple((name, value) for name, value in trial.items() if SETTINGS[name].kind == "static")
        recipe = Recipe.of(trial)
        key = (static, recipe.active)
        groups.setdefault(key, []).append(number)
        recipes[key] = recipe
    plans = []
    for population, (key, members) in enumerate(groups.items()):
        first = settings[members[0]]
        dataset = dataset_of(data_settings(first))
        plans.append(_plan_population(population, dict(key[0]), recipes[key], members, settings, dataset))
    return plans


def _plan_population(
    number: int,
    static: Settings,
    recipe: Recipe,
    members: Sequence[int],
    settings: Sequence[Settings],
    dataset: Dataset,
) -> PopulationPlan:
    first = settings[members[0]]
    check_fit(recipe.net, dataset.input_shape, len(dataset.classes), dataset.name)
    examples = len(dataset.train.targets)
    batch = _batch(first, dataset)
    steps_per_epoch = 1 if batch is None else -(-examples // batch)
    trials = tuple(
        Trial(
            id=member,
            settings=settings[member],
            population=number,
            length=_length(settings[member], steps_per_epoch),
            steps_per_epoch=steps_per_epoch,
            parameters=recipe.net.parameters,
        )
        for member in members
    )
    copies = 2 + OPTIMIZER_COPIES[str(first["optimizer"])] + ("momentum" in recipe.active)
    together = trials_together(recipe.net, batch or examples, copies)
    devices = min(device_count(), len(trials))
    width = devices * min(together, -(-len(trials) // devices))
    limit = first["eval_examples"]
    return PopulationPlan(
        population=Population(number, static, tuple(members), width, devices),
        recipe=recipe,
        trials=trials,
        data=data_settings(first),
        batch=batch,
        hyper=tuple(name for name in IN_PROGRAM if _in_program(name, first, recipe)),
        eval_examples=examples if limit == "all" else min(examples, int(limit)),
    )


def _length(settings: Settings, steps_per_epoch: int) -> int:
    if "steps" in settings:
        name, steps_each = "steps", 1
    else:
        name, steps_each = "epochs", steps_per_epoch
    if int(settings[name]) * steps_each > LONGEST:
        raise SettingError(
            f"{name} of the recipe must be at most {LONGEST // steps_each}, not {settings[name]}: "
            "steps are counted in 32 bits."
        )
    return int(settings[name]) * steps_each


def _in_program(name: str, settings: Settings, recipe: Recipe) -> bool:
    return name in settings and (SETTINGS[name].neutral is None or name in recipe.active)


def all_trials(plans: Iterable[PopulationPlan]) -> list[Trial]:
    """The trials of all populations, in trial order."""
    return sorted((trial for plan in plans for trial in plan.trials), key=lambda trial: trial.id)
