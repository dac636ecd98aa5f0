"""From an experiment to the settings of its trials."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from trainlab.counted import counted
from trainlab.errors import ExperimentError
from trainlab.experiments.compared_points import compared_trials
from trainlab.experiments.comparison import POINTS, Asked
from trainlab.experiments.draws import Point, draws, every_point, size_of
from trainlab.experiments.experiment import Experiment
from trainlab.experiments.space import Space
from trainlab.settings import SETTINGS, Settings, Value, check_used, get_setting, read_settings, resolve
from trainlab.settings.of_task import ASKED, check_task
from trainlab.tasks import TASKS

MAX_TRIALS = 1_000_000
"""Trials of one study: more is a mistake in the ranges."""


WITHOUT_NEWS = 1_000
"""Draws in a row that repeat earlier ones, after which no more are made."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The trials an experiment asks for.

    Attributes:
        settings: resolved settings of every trial, in trial order; seeds vary fastest.
        varied: names of the settings that differ between trials, seed excluded.
        duplicates: trials left out because they are the same as an earlier one.
        notes: what is to be said of the draws, a sentence each.
    """

    settings: list[Settings]
    varied: tuple[str, ...]
    duplicates: int
    notes: tuple[str, ...] = ()


def propose(experiment: Experiment) -> Proposal:
    """All trials of an experiment: grids multiplied, pairs zipped, random ranges drawn, seeds innermost.

    A point is not drawn twice: draws go on until there are as many different ones as asked for, and a space
    that holds no more than these is tried whole.

    Raises:
        ExperimentError: spaces contradict each other or the number of trials.
        SettingError: a setting's name or value is not allowed, or it means nothing to any trial.
    """
    asked = experiment.asked()
    if asked is not None:
        return _propose_comparison(experiment, asked)
    vary, pair = experiment.spaces()
    fixed = dict(experiment.set)
    check_once(experiment)
    if experiment.net is not None and "net" not in vary:
        fixed = {"net": experiment.net, **fixed}
    if experiment.task is not None:
        fixed = {"task": experiment.task, **fixed}
    check_names(fixed, vary, pair)
    shared = read_settings(fixed)
    seeds = _seeds(experiment, shared, vary, pair)
    grid = _grid(vary, pair)
    drawn = {name: space for name, space in vary.items() if space.is_random}
    wanted = _wanted(experiment, drawn)
    _check_number(wanted * len(grid) * len(seeds))
    unique: dict[tuple, Settings] = {}
    found = asked = without_news = 0
    for point in _points(experiment, drawn, wanted):
        before = len(unique)
        for combination in grid:
            for seed in seeds:
                settings = resolve({**shared, **seed, **combination, **point}, experiment.data)
                unique.setdefault(tuple(settings.items()), settings)
        news = len(unique) > before
        if not drawn or news:
            found, asked, without_news = found + 1, asked + len(grid) * len(seeds), 0
        else:
            without_news += 1
        if found == wanted or without_news == WITHOUT_NEWS:
            break
    trials = list(unique.values())
    check_used([*shared, *vary, *pair], trials)
    check_tasks(trials)
    return Proposal(
        trials, _varied(trials, [*vary, *pair]), asked - len(trials), _notes(experiment, drawn, found)
    )


def _propose_comparison(experiment: Experiment, asked: Asked) -> Proposal:
    """The trials of a comparison: its values, each with the same points and the same seeds."""
    check_once(experiment)
    shared = experiment.shared()
    check_names(shared, {}, {})
    points = POINTS if experiment.trials is None else experiment.trials
    seeds = _seeds(experiment, shared, {}, {})
    _check_number(len(asked.values) * points * len(seeds))
    trials, notes = compared_trials(
        asked, shared, seeds, points, experiment.draws, experiment.seed, experiment.data
    )  # fmt: skip
    named = [asked.setting, *asked.spaces[0]]
    check_used([*shared, *named], trials)
    check_tasks(trials)
    return Proposal(trials, _varied(trials, named), 0, notes)


def _wanted(experiment: Experiment, drawn: dict[str, Space]) -> int:
    """How many points are drawn; all that there are where they can be listed and no number is given."""
    if not drawn:
        if experiment.trials is not None:
            raise ExperimentError(
                "trials counts random draws, but nothing is drawn: vary a setting over random-log:LO:HI, "
                "random-lin:LO:HI or choice:a,b,c, or leave trials out."
            )
        return 1
    size = size_of(drawn)
    if experiment.trials is not None:
        return int(min(experiment.trials, size))
    if size == math.inf:
        endless = [name for name, space in drawn.items() if space.size(SETTINGS[name]) == math.inf]
        raise ExperimentError(f"{', '.join(endless)} is drawn at random: say how many trials (--trials N).")
    return int(min(size, MAX_TRIALS + 1))


def _points(experiment: Experiment, drawn: dict[str, Space], wanted: int) -> Iterator[Point]:
    """Draws, or all points of a space that holds no more than are wanted."""
    if not drawn:
        yield {}
    elif size_of(drawn) <= wanted:
        yield from every_point(drawn)
    else:
        yield from draws(drawn, experiment.draws, experiment.seed)


def _notes(experiment: Experiment, drawn: dict[str, Space], found: int) -> tuple[str, ...]:
    if not drawn or experiment.trials is None or found == experiment.trials:
        return ()
    names = ", ".join(drawn)
    if size_of(drawn) == found:
        why = f"{names} can differ in {counted(found, 'way')} only: each is tried once"
    else:
        why = f"{counted(found, 'different one')} came, and then {WITHOUT_NEWS:,} that repeat them"
    return (f"{counted(experiment.trials, 'draw')} of {names} were asked for: {why}.",)


def check_once(experiment: Experiment) -> None:
    """Refuse what is given both as a field of the experiment and among the settings."""
    for name in ("net", "seed", "task"):
        given = name in experiment.model_fields_set and getattr(experiment, name) is not None
        if given and any(name in place for place in (experiment.set, experiment.vary, experiment.pair)):
            raise ExperimentError(f"{name} is given twice: by itself, and among the settings.")


def check_tasks(trials: list[Settings]) -> None:
    """Refuse trials whose loss, metrics and the like do not belong to their task."""
    names = (*ASKED, *(name for task in TASKS.values() for name, _ in task.without))
    checked = set()
    for trial in trials:
        said = tuple(map(trial.get, names))
        if said not in checked:
            checked.add(said)
            check_task(trial)


def check_names(fixed: dict, vary: dict[str, Space], pair: dict[str, Space]) -> None:
    """Refuse settings that are given twice, and those that cannot be varied.

    Raises:
        ExperimentError: there are some.
        SettingError: one is unknown.
    """
    for name in (*fixed, *vary, *pair):
        if name == "task" and name not in fixed:
            raise ExperimentError("task is what all trials of a study learn, and is not varied.")
        if get_setting(name).type == "names" and name not in fixed:
            raise ExperimentError(
                f"{name} is one value, names joined by commas, and is not varied: put it among the settings "
                f"that all trials share, such as --set {name}={','.join(get_setting(name).choices[:2])}."
            )
        places = [place for place, names in (("set", fixed), ("vary", vary), ("pair", pair)) if name in names]
        if len(places) > 1:
            raise ExperimentError(f"{name} is in both {' and '.join(places)}: give it once.")


def _seeds(
    experiment: Experiment, shared: Settings, vary: dict[str, Space], pair: dict[str, Space]
) -> list[Settings]:
    if "seed" in vary or "seed" in pair:
        if experiment.seeds > 1:
            raise ExperimentError("seed is varied, so seeds cannot repeat it as well: give one of the two.")
        return [{}]
    first = int(shared.get("seed", experiment.seed))
    last = first + experiment.seeds - 1
    if last > SETTINGS["seed"].high:
        raise ExperimentError(
            f"{experiment.seeds} seeds from {first} on end at {last}, but a seed is at most "
            f"{SETTINGS['seed'].high}."
        )
    return [{"seed": first + number} for number in range(experiment.seeds)]


def _grid(vary: dict[str, Space], pair: dict[str, Space]) -> list[dict[str, Value]]:
    """Every combination of the settings that are listed, before draws and seeds."""
    for name, space in pair.items():
        if space.is_random:
            raise ExperimentError(f"{name} is drawn at random, so it cannot be paired: put it in vary.")
    listed = {name: space for name, space in vary.items() if not space.is_random}
    _check_number(prod(space.max_points(SETTINGS[name]) for name, space in listed.items()))
    axes = [[(name, value) for value in space.grid(SETTINGS[name])] for name, space in listed.items()]
    zipped = _zip(pair)
    _check_number(prod(map(len, axes)) * len(zipped))
    grids = [dict(point) for point in product(*axes)]
    return [{**grid, **pairs} for pairs in zipped for grid in grids]


def _check_number(asked: int) -> None:
    if asked > MAX_TRIALS:
        raise ExperimentError(
            f"the experiment asks for {asked:,} trials: at most {MAX_TRIALS:,} go into one study."
        )


def _zip(pair: dict[str, Space]) -> list[dict[str, Value]]:
    # A paired list may repeat a value, so it is read as written and not as a grid of distinct points.
    columns = {
        name: [SETTINGS[name].read(value) for value in space.values]
        if space.kind == "list"
        else space.grid(SETTINGS[name])
        for name, space in pair.items()
    }  # fmt: skip
    sizes = {name: len(values) for name, values in columns.items()}
    if len(set(sizes.values())) > 1:
        listed = ", ".join(f"{name} has {size}" for name, size in sizes.items())
        raise ExperimentError(f"paired settings need the same number of values: {listed}.")
    if not columns:
        return [{}]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _varied(trials: list[Settings], named: list[str]) -> tuple[str, ...]:
    """The settings the user varied that do differ; those that merely follow from them (rho) are left out."""
    return tuple(name for name in named if name != "seed" and len({trial.get(name) for trial in trials}) > 1)
