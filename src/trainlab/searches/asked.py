"""What an experiment asks of a search: the space, and every way to prepare the data that is in it."""

from __future__ import annotations

from collections.abc import Sequence

from trainlab.errors import ExperimentError
from trainlab.experiments.draws import every_point, size_of
from trainlab.experiments.experiment import Experiment
from trainlab.experiments.propose import check_names, check_once, check_tasks
from trainlab.searches.space import SearchSpace
from trainlab.settings import Settings, check_used, data_settings, get_setting

LENGTHS = ("epochs", "steps", "eval_every")
"""Settings that a search does not vary: it decides itself how long a trial is trained."""

MAX_DATASETS = 64
"""Ways to prepare the data among which a search chooses: all are loaded before it begins."""


def space_of(experiment: Experiment) -> SearchSpace:
    """What a search chooses from.

    Raises:
        ExperimentError: nothing is varied, or something that a search cannot vary.
        SettingError: a setting is unknown, or a value is not allowed for it.
    """
    if experiment.compare is not None:
        raise ExperimentError("an experiment is a search or a comparison, not both: leave one of them out.")
    vary, pair = experiment.spaces()
    if pair:
        raise ExperimentError("a search proposes each setting by itself: put what is in pair into vary.")
    if experiment.trials is not None:
        raise ExperimentError("a search is given a budget, not a number of trials: leave trials out.")
    if experiment.seeds != 1:
        raise ExperimentError(
            "a search repeats only its best settings with other seeds: give repeats instead of seeds."
        )
    check_once(experiment)
    check_names(dict(experiment.set), vary, pair)
    for name in LENGTHS:
        if name in vary:
            raise ExperimentError(
                f"{name} cannot be varied in a search, which decides itself how long trials train: set it."
            )
    if "seed" in vary:
        raise ExperimentError("seed cannot be varied: a search repeats its best settings with other seeds.")
    shared = experiment.shared()
    shared.setdefault("seed", experiment.seed)
    space = SearchSpace.of(vary, shared, experiment.data)
    if space.size < 2:
        raise ExperimentError(
            "a search needs something to choose from: vary a setting, such as learning_rate, or give a net "
            "such as 4-{8..64}-2."
        )
    return space


def check_asked(space: SearchSpace, trials: Sequence[Settings]) -> None:
    """Refuse settings that mean nothing to any trial, or do not belong to the task.

    Raises:
        SettingError: there are some.
    """
    check_used([*(name for name in space.fixed if name != "seed"), *space.drawn], list(trials))
    check_tasks(list(trials))


def ways_to_prepare(space: SearchSpace, settings: Settings) -> list[Settings]:
    """One trial for each way to prepare the data that a search can come to.

    Args:
        space: what it chooses from.
        settings: of any trial.

    Raises:
        ExperimentError: there are too many, or they cannot be listed.
    """
    of_data = {name: one for name, one in space.drawn.items() if get_setting(name).owner == "data"}
    if not of_data:
        return [settings]
    if size_of(of_data) > MAX_DATASETS:
        raise ExperimentError(
            f"a search chooses among at most {MAX_DATASETS} ways to prepare the data: list a few values of "
            f"{', '.join(of_data)}."
        )
    found: dict[object, Settings] = {}
    for point in every_point(of_data):
        one = space.settings({**space.point(settings), **point})
        found.setdefault(data_settings(one), one)
    return [*found.values()]
