"""A search that is resumed: it goes on as it would have, with what its study says was asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from trainlab.errors import StudyError
from trainlab.experiments import Experiment
from trainlab.store import StudyReader
from trainlab.store.folder.names import EXPERIMENT
from trainlab.study.running.searching.first_round import first_round
from trainlab.study.running.searching.recorded import CALLABLE, Objective
from trainlab.study.running.searching.search_run import train_search

if TYPE_CHECKING:
    from trainlab.scale.executors.machines import Machines
    from trainlab.scale.plans.study_plan import StudyPlan


def searching(
    reader: StudyReader, planned: StudyPlan, machines: Machines, objective: Objective | None
) -> Callable[..., object] | None:
    """What trains the rest of a search; None where the study is none.

    Args:
        reader: the study.
        planned: the plan of its trials.
        machines: what it trains on.
        objective: the function that Python gave as its objective.

    Raises:
        StudyError: its objective is a function, and none is given.
    """
    experiment = Experiment.parse(reader.experiment(), reader.folder / EXPERIMENT)
    if experiment.search is None:
        return None
    if experiment.search.objective == CALLABLE and objective is None:
        raise StudyError(
            f"the objective of the search '{reader.folder}' is a function of Python: continue it with "
            f"tl.search, with the same name and objective."
        )
    first = None if reader.rounds() else first_round(experiment, planned)
    return partial(train_search, experiment, planned, first, machines, objective=objective)
