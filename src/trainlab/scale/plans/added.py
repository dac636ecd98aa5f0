"""Populations that are added to a study that has begun: their numbers, and programs that exist already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trainlab.nets.packing import is_packed
from trainlab.scale.plans.plan import PopulationPlan

MAX_EMPTY = 4
"""An earlier program is used again where it steps at most so many times as many trials as there are."""


def shifted(plan: PopulationPlan, first_trial: int, first_population: int) -> PopulationPlan:
    """A population of trials that are added to a study: their numbers follow those that are there.

    Args:
        plan: the population, as planned by itself.
        first_trial, first_population: the numbers that follow.
    """
    number = plan.population.id + first_population
    population = replace(
        plan.population, id=number, trials=tuple(trial + first_trial for trial in plan.population.trials)
    )
    trials = tuple(replace(trial, id=trial.id + first_trial, population=number) for trial in plan.trials)
    return replace(plan, population=population, trials=trials)


def like_earlier(plan: PopulationPlan, earlier: Sequence[PopulationPlan]) -> PopulationPlan:
    """A population at the width of an earlier one of the same settings, so that nothing is compiled again.

    Its last block is padded where it has fewer trials. Of a small net that costs less than compiling; a large
    one is not made to step many that are empty.

    Args:
        plan: the population, as planned by itself.
        earlier: those that the study has.
    """
    most = float("inf") if is_packed(plan.recipe.net) else MAX_EMPTY * len(plan.trials)
    alike = [
        one.population
        for one in earlier
        if one.population.static == plan.population.static
        and one.recipe == plan.recipe
        and one.population.width <= most
    ]
    if not alike:
        return plan
    chosen = min(alike, key=lambda one: (abs(one.width - plan.population.width), one.id))
    return replace(plan, population=replace(plan.population, width=chosen.width, devices=chosen.devices))
