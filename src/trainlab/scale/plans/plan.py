"""From trials to populations: which trials share a program, how long each trains, where they run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from trainlab.augmentations.check import check_augmentation
from trainlab.data import Dataset
from trainlab.errors import SettingError
from trainlab.nets import Net, check_fit
from trainlab.nets.prefix import constant_layers
from trainlab.nets.reuse import reused
from trainlab.probes.probing import Probing
from trainlab.record import Population, Trial
from trainlab.scale.machine.devices import device_count
from trainlab.scale.plans.width import block_size, trials_together
from trainlab.settings import Settings, Value, check_known, data_settings, get_setting
from trainlab.train.batch import part_size
from trainlab.train.hyper import check_every, hyper_value, program_settings
from trainlab.train.optimizer import numbers_kept
from trainlab.train.recipe import TRAIN_LOSS, Recipe

EVALUATIONS = 100
"""Evaluations ``eval_every=auto`` makes at most, the one before the first step apart."""

MAX_KEPT = EVALUATIONS + 1
"""Evaluations of a trial for which it is kept, example by example, what they got right. Those at which the
best checkpoint changes are kept as well."""

LONGEST = 2**31 - 1
"""Steps of a trial: programs count them in 32 bits."""

Weights = Mapping[str, Mapping[str, np.ndarray]]
"""layer -> variable or statistic -> array."""

WeightsOf = Callable[[str], Mapping[str, np.ndarray]]
"""The weights, by ``layer.variable``, that a ``start_from`` refers to."""


@dataclass(frozen=True, slots=True)
class PopulationPlan:
    """Everything one population needs to train.

    Attributes:
        population: its record.
        net: the whole net.
        prefix: the layers at the input end whose output is computed once, or None.
        recipe: the static half of its recipe; its net is what comes after the prefix.
        trials: its trials, in slot order.
        data: the data settings its dataset is loaded with.
        batch: examples of a step, or None where every step sees the whole train split.
        hyper: names of the traced settings its programs take.
        class_counts: (classes,) training examples of each class; (1,) all of them where targets are numbers.
        targets: how many numeric targets there are; 0 where there are classes.
        eval_examples: training examples an evaluation measures.
        reused: weights its trials start from, of the layers that are taken from a trained net.
        probing: what is measured inside training, or None.
    """

    population: Population
    net: Net
    prefix: Net | None
    recipe: Recipe
    trials: tuple[Trial, ...]
    data: tuple[tuple[str, Value], ...]
    batch: int | None
    hyper: tuple[str, ...]
    class_counts: np.ndarray
    targets: int
    eval_examples: int
    reused: Weights
    probing: Probing | None = None


def evaluation_steps(trial: Trial) -> list[int]:
    """The steps a trial is evaluated at: 0, every ``eval_every`` steps, at checks of them, and its last."""
    steps = {*range(0, trial.length, _spacing(trial, "eval_every")), trial.length}
    watched = {trial.settings["early_stopping"], trial.settings.get("plateau_watch")}
    if watched - {"none", None, TRAIN_LOSS}:
        checks = check_every(trial)
        steps.update(range(checks, trial.length, checks))
    return sorted(steps)


def kept_steps(trial: Trial) -> frozenset[int]:
    """The evaluations of which it is kept what they got right: all, or some of many, evenly spread."""
    steps = evaluation_steps(trial)
    return frozenset(steps[:: -(-len(steps) // MAX_KEPT)])


def probe_steps(trial: Trial) -> range:
    """The steps a trial is probed before: 0 and every ``probe_every``; none where nothing is probed."""
    return range(0, trial.length, _spacing(trial, "probe_every")) if "probe" in trial.settings else range(0)


def _spacing(trial: Trial, setting: str) -> int:
    """Steps between evaluations, or between probes."""
    given = trial.settings[setting]
    if given == "auto":
        return max(trial.steps_per_epoch, -(-trial.length // EVALUATIONS))
    return trial.steps_per_epoch if given == "epoch" else int(given)


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
    settings: Sequence[Settings],
    dataset_of: Callable[[tuple[tuple[str, Value], ...]], Dataset],
    weights_of: WeightsOf | None = None,
    devices: int | None = None,
) -> list[PopulationPlan]:
    """Group trials into populations: those that agree on every static setting train in one program.

    Args:
        settings: resolved settings of every trial, in trial order.
        dataset_of: the dataset for given data settings.
        weights_of: the weights that a trial's ``start_from`` refers to.
        devices: devices that a population is spread over, at most; all of this machine by default.

    Raises:
        SettingError, NetError: a trial's settings do not fit its dataset.
    """
    groups: dict[tuple, list[int]] = {}
    shapes: dict[tuple, tuple[int, ...]] = {}
    for number, trial in enumerate(settings):
        check_known(trial)
        static = tuple((name, value) for name, value in trial.items() if get_setting(name).kind == "static")
        data = data_settings(trial)
        if data not in shapes:
            shapes[data] = dataset_of(data).input_shape
        groups.setdefault((static, Recipe.of(trial, shapes[data])), []).append(number)
    devices = device_count() if devices is None else devices
    plans = []
    for population, ((static, recipe), members) in enumerate(groups.items()):
        dataset = dataset_of(data_settings(settings[members[0]]))
        plans.append(
            _plan_population(
                population, dict(static), recipe, members, settings, dataset, weights_of, devices
            )
        )
    return plans


def _plan_population(
    number: int,
    static: Settings,
    recipe: Recipe,
    members: Sequence[int],
    settings: Sequence[Settings],
    dataset: Dataset,
    weights_of: WeightsOf | None,
    most_devices: int,
) -> PopulationPlan:
    first = settings[members[0]]
    net = recipe.net
    check_fit(net, dataset.input_shape, dataset.answers, dataset.name, numeric=dataset.task.numeric)
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
            parameters=net.parameters,
        )
        for member in members
    )
    taken = reused_weights(net, first, weights_of)
    constant = 0
    if first["cache_prefix"] and not recipe.image_shape:
        constant = constant_layers(net, recipe.active, frozenset(taken))
    prefix, rest = net.cut(constant)
    recipe = replace(recipe, net=rest)
    hyper = program_settings(first, recipe)
    numeric = dataset.task.numeric
    counts = np.bincount(
        np.zeros(examples, np.int32) if numeric else dataset.train.targets, minlength=len(dataset.classes)
    )
    for trial in trials:
        check_augmentation(recipe.active, dataset.input_shape, dataset.name, trial.settings)
        for name in hyper:
            hyper_value(name, trial, counts)  # reports what is read late before anything trains
    together = trials_together(rest, part_size(recipe, batch or examples), state_numbers(recipe))
    devices = min(most_devices, len(trials))
    width = devices * block_size(rest, together, -(-len(trials) // devices))
    limit = first["eval_examples"]
    return PopulationPlan(
        population=Population(
            number, static, tuple(members), width, devices, inputs=_fingerprint(dataset, taken)
        ),
        net=net,
        prefix=prefix if constant else None,
        recipe=recipe,
        trials=trials,
        data=data_settings(first),
        batch=batch,
        hyper=hyper,
        class_counts=counts,
        targets=len(dataset.target_names),
        eval_examples=examples if limit == "all" else min(examples, int(limit)),
        reused=taken,
        probing=Probing.of(first, recipe.net, batch, examples),
    )


def hyper_values(plan: PopulationPlan, trial: Trial) -> dict[str, np.ndarray]:
    """The traced settings of one trial."""
    return {name: hyper_value(name, trial, plan.class_counts) for name in plan.hyper}


def state_numbers(recipe: Recipe) -> int:
    """Numbers of one trial that a step touches: weights, gradient, and what the optimizer keeps."""
    return 2 * recipe.net.parameters + numbers_kept(recipe)


def reused_weights(net: Net, settings: Settings, weights_of: WeightsOf | None) -> Weights:
    """What a net takes from the trained one that ``start_from`` names: nothing without that setting.

    Raises:
        SettingError, NetError: no study is at hand, or the trained net does not fit.
    """
    if "start_from" not in settings:
        return {}
    source = str(settings["start_from"])
    if weights_of is None:
        raise SettingError(f"start_from of the net cannot be '{source}' here: no study is at hand.")
    return reused(net, weights_of(source), str(settings["reuse"]), source)


def _fingerprint(dataset: Dataset, taken: Weights) -> str:
    """SHA-256 of what a population is trained on and of what it starts from, apart from settings."""
    digest = hashlib.sha256(dataset.fingerprint.encode())
    for layer, variables in sorted(taken.items()):
        for name, array in sorted(variables.items()):
            digest.update(f"{layer}.{name} {array.dtype.str} {array.shape} ".encode())
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


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
