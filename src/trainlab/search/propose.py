"""From an experiment to the settings of its trials."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import product
from math import prod

from trainlab.errors import ExperimentError
from trainlab.search.experiment import Experiment
from trainlab.search.space import Space
from trainlab.settings import SETTINGS, Settings, Value, check_used, get_setting, read_settings, resolve

MAX_TRIALS = 1_000_000
"""Trials of one study: more is a mistake in the ranges."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The trials an experiment asks for.

    Attributes:
        settings: resolved settings of every trial, in trial order; seeds vary fastest.
        varied: names of the settings that differ between trials, seed excluded.
        duplicates: trials left out because they are the same as an earlier one.
    """

    settings: list[Settings]
    varied: tuple[str, ...]
    duplicates: int


def propose(experiment: Experiment) -> Proposal:
    """All trials of an experiment: grids multiplied, pairs zipped, random ranges drawn, seeds innermost.

    Raises:
        ExperimentError: spaces contradict each other or the number of trials.
        SettingError: a setting's name or value is not allowed, or it means nothing to any trial.
    """
    vary, pair = experiment.spaces()
    fixed = dict(experiment.set)
    _check_once(experiment, fixed, vary, pair)
    if experiment.net is not None:
        fixed = {"net": experiment.net, **fixed}
    _check_names(fixed, vary, pair)
    shared = read_settings(fixed)
    seeds = _seeds(experiment, shared, vary, pair)
    combinations = _combinations(experiment, vary, pair, len(seeds))
    unique: dict[tuple, Settings] = {}
    asked = 0
    for combination in combinations:
        for seed in seeds:
            asked += 1
            settings = resolve({**shared, **seed, **combination}, experiment.data)
            unique.setdefault(tuple(settings.items()), settings)
    trials = list(unique.values())
    check_used([*shared, *vary, *pair], trials)
    return Proposal(trials, _varied(trials, [*vary, *pair]), asked - len(trials))


def _check_once(experiment: Experiment, *places: dict) -> None:
    """Refuse what is given both as a field of the experiment and among the settings."""
    for name in ("net", "seed"):
        given = name in experiment.model_fields_set and getattr(experiment, name) is not None
        if given and any(name in place for place in places):
            raise ExperimentError(f"{name} is given twice: by itself, and among the settings.")


def _check_names(fixed: dict, vary: dict[str, Space], pair: dict[str, Space]) -> None:
    for name in (*fixed, *vary, *pair):
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


def _combinations(
    experiment: Experiment, vary: dict[str, Space], pair: dict[str, Space], seeds: int
) -> list[dict[str, Value]]:
    """Every combination of the varied settings, before seeds."""
    for name, space in pair.items():
        if space.is_random:
            raise ExperimentError(f"{name} is drawn at random, so it cannot be paired: put it in vary.")
    drawn = {name: space for name, space in vary.items() if space.is_random}
    if drawn and experiment.trials is None:
        raise ExperimentError(f"{', '.join(drawn)} is drawn at random: say how many trials (--trials N).")
    if experiment.trials is not None and not drawn:
        raise ExperimentError(
            "trials counts random draws, but nothing is drawn: vary a setting over random-log:LO:HI, "
            "random-lin:LO:HI or choice:a,b,c, or leave trials out."
        )
    _check_number(prod(space.max_points(SETTINGS[name]) for name, space in vary.items()))
    axes = [
        [(name, value) for value in space.grid(SETTINGS[name])]
        for name, space in vary.items() if not space.is_random
    ]  # fmt: skip
    zipped = _zip(pair)
    asked = prod(map(len, axes)) * len(zipped) * (experiment.trials or 1) * seeds
    _check_number(asked)
    grids = [dict(point) for point in product(*axes)]
    source = random.Random(experiment.seed)
    draws = [
        {name: space.draw(SETTINGS[name], source) for name, space in drawn.items()}
        for _ in range(experiment.trials or 1)
    ]
    return [{**grid, **pairs, **draw} for draw in draws for pairs in zipped for grid in grids]


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
