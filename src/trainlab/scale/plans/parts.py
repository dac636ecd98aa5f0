"""Cutting populations into parts of whole blocks, so that several workers are busy and the tail is short.

A part is a population of its own, of the same program and width, so no number changes: a trial does not
depend on its neighbours. Parts are handed out the largest first, and whoever is ready takes the next one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from trainlab.record import Trial
from trainlab.scale.plans.plan import PopulationPlan, state_numbers

PARTS_A_WORKER = 3
"""Parts that the work of a study is cut into, for each worker: with fewer the tail is longer, and a node that
joins finds nothing to do; with more, each part keeps fewer blocks to pack survivors into."""

CALL_SECONDS = 20e-6
"""What a step costs however small it is (``bench/tiny_steps.py``)."""

NUMBERS_A_SECOND = 5e9
"""Weights times examples that a core goes through in a second, there and back, roughly."""


def work(plan: PopulationPlan, trials: Sequence[Trial] | None = None) -> float:
    """Seconds that training takes, roughly: good enough to compare populations with each other.

    Args:
        plan: the population.
        trials: some of its trials; all by default.
    """
    trials = plan.trials if trials is None else trials
    width, devices = plan.population.width, plan.population.devices
    examples = plan.batch or int(plan.class_counts.sum())
    numbers = plan.recipe.net.parameters * examples + state_numbers(plan.recipe)
    a_step = CALL_SECONDS + width / devices * numbers / NUMBERS_A_SECOND
    blocks = (trials[first : first + width] for first in range(0, len(trials), width))
    return a_step * sum(max(trial.length - trial.steps for trial in block) for block in blocks)


def cut(plans: Sequence[PopulationPlan], workers: int) -> list[PopulationPlan]:
    """The populations, large ones cut into several.

    Args:
        plans: the populations of a new study.
        workers: how many train at the same time.

    Returns:
        Renumbered populations of whole blocks each, but for the last block of each that was cut.
    """
    share = math.fsum(map(work, plans)) / (max(1, workers) * PARTS_A_WORKER)
    parts: list[tuple[PopulationPlan, Sequence[Trial]]] = []
    for plan in plans:
        width = plan.population.width
        blocks = -(-len(plan.trials) // width)
        count = min(blocks, max(1, round(work(plan) / share)))
        ends = [width * (blocks * part // count) for part in range(count + 1)]
        parts += [(plan, plan.trials[first:last]) for first, last in pairwise(ends)]
    return renumbered(parts)


def renumbered(parts: Iterable[tuple[PopulationPlan, Sequence[Trial]]]) -> list[PopulationPlan]:
    """Populations that hold some of the trials of others, numbered from 0."""
    made = []
    for number, (plan, trials) in enumerate(parts):
        records = tuple(replace(trial, population=number) for trial in trials)
        population = replace(plan.population, id=number, trials=tuple(trial.id for trial in records))
        made.append(replace(plan, trials=records, population=population))
    return made
