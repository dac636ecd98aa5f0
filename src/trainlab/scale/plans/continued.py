"""The plan of a study that continues: replanned and compared with what the study's folder keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trainlab.errors import StudyError
from trainlab.record import Population, Trial
from trainlab.scale.machine.devices import devices_there
from trainlab.scale.plans.plan import PopulationPlan


def continued_plans(
    plans: Sequence[PopulationPlan], trials: Sequence[Trial], populations: Sequence[Population], study: str
) -> list[PopulationPlan]:
    """The populations as the study keeps them, with the records of their trials.

    Which trials train together, and how many are stepped together, is what the study began with: its
    populations may be parts of those planned now, and narrower, where memory was short. Only where this
    machine has fewer devices is the width of the new plan taken.

    Args:
        plans: the populations that the study's settings make.
        trials: the study's trials, by id.
        populations: its populations.
        study: its name, for messages.

    Raises:
        StudyError: the study would continue differently than it began.
    """
    planned = {trial.id: (plan, trial) for plan in plans for trial in plan.trials}
    stored = {trial.id: trial for trial in trials}
    if sorted(trial for population in populations for trial in population.trials) != sorted(stored):
        raise StudyError(f"study {study} is damaged: its populations do not hold each of its trials once.")
    for trial in trials:
        _check_trial(trial, planned[trial.id][1], study)
    return [
        _continued(population, planned[population.trials[0]][0], stored, study) for population in populations
    ]


def _check_trial(stored: Trial, planned: Trial, study: str) -> None:
    for name in ("length", "steps_per_epoch", "parameters"):
        began, now = getattr(stored, name), getattr(planned, name)
        if began != now:
            raise StudyError(
                f"study {study} cannot be continued: trial {stored.id} began with {name} {began}, and this "
                f"trainlab and this data make it {now}."
            )


def _continued(
    population: Population, plan: PopulationPlan, stored: dict[int, Trial], study: str
) -> PopulationPlan:
    members = {trial.id for trial in plan.trials}
    if population.static != plan.population.static or not members.issuperset(population.trials):
        raise StudyError(
            f"study {study} cannot be continued: this trainlab does not train the trials of its population "
            f"{population.id} in one program."
        )
    if population.inputs != plan.population.inputs:
        start = population.static.get("start_from")
        raise StudyError(
            f"study {study} cannot be continued: the data of its population {population.id}"
            + (f", or the weights of {start} that it starts from," if start else "")
            + " is not what it was when it began."
        )
    if population.devices > devices_there():
        layout = plan.population
        population = replace(population, width=layout.width, devices=layout.devices)
    return replace(plan, population=population, trials=tuple(stored[trial] for trial in population.trials))
