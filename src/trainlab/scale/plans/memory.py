"""How much memory a population needs, and splitting those that would not fit before anything is trained.

All trials of a population are held at once, so that a chunk takes each of them further. Where that is too
much, the population becomes several of the same program, trained one after the other: no number changes,
since a trial does not depend on its neighbours. The estimate is made from shapes; ``bench/memory.py`` holds
it against what processes really took.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from trainlab.counted import counted
from trainlab.data import Dataset
from trainlab.errors import ResourceError, SettingError
from trainlab.free_memory import VARIABLE, in_words
from trainlab.probes import PROBES
from trainlab.record import Trial
from trainlab.scale.plans.parts import renumbered
from trainlab.scale.plans.plan import PopulationPlan, state_numbers
from trainlab.scale.plans.width import BYTES, working_set
from trainlab.train.batch import part_size
from trainlab.train.measure import block_size

HOST_COPIES = 9
"""Copies of a trial's variables made while chunks are committed and ended trials are saved (measured)."""

CHECK_COPIES = 100
"""Copies of a net's variables that its checks hold (measured: 98 between nets of 1 and of 4 million)."""

STATE_COPIES = 2
"""Copies of the state of training: on the devices, and in the checkpoint that is being written."""


def trial_bytes(plan: PopulationPlan) -> int:
    """Bytes each trial of a population takes from its start to its end.

    Its variables, what the optimizer keeps beside them, the best checkpoint's, and the copies made on the
    host.
    """
    net = plan.net
    kept = sum(math.prod(shape) for of_layer in net.statistics.values() for shape in of_layer.values())
    still = net.fixed_parameters + kept
    # Variables, gradient and the optimizer's are counted; the best checkpoint takes the gradient's place.
    state = state_numbers(plan.recipe) + 2 * still
    return BYTES * (STATE_COPIES * state + HOST_COPIES * (net.parameters + still))


def block_bytes(plan: PopulationPlan, examples: int) -> int:
    """Bytes the trials stepped together take besides: activations of a step, or of an evaluation.

    Args:
        plan: the population.
        examples: of the train split.
    """
    net = plan.recipe.net
    batch = plan.batch or examples
    at_once = part_size(plan.recipe, batch)
    step = working_set(net, at_once, state_numbers(plan.recipe))
    largest = max((math.prod(layer.output_shape) for layer in net.layers), default=net.outputs)
    measured = 3 * BYTES * block_size(net) * max(largest, net.inputs)
    # Where a batch goes through the net in parts, it lies as a whole on each device, shared by the trials.
    shared = plan.population.devices * BYTES * batch * net.inputs if at_once < batch else 0
    return shared + plan.population.width * max(step, measured, probe_bytes(plan))


def probe_bytes(plan: PopulationPlan) -> int:
    """Bytes a probe of one trial takes: activations of its examples, gradients of groups, directions."""
    if plan.probing is None:
        return 0
    net, probes = plan.recipe.net, plan.probing.probes
    units = net.inputs + sum(math.prod(layer.output_shape) for layer in net.layers)
    # The derivative of a gradient keeps each activation, its tangent, and both on the way back.
    passes = max(PROBES[name].passes for name in probes)
    vectors = 2 + sum(PROBES[name].vectors for name in probes)
    return BYTES * (passes * plan.probing.examples * units + vectors * net.parameters)


def data_bytes(plan: PopulationPlan, dataset: Dataset) -> int:
    """Bytes of the examples on the devices: what training and what evaluations look at, on each of them."""
    measured = plan.eval_examples + len(dataset.validation)
    return BYTES * plan.population.devices * plan.recipe.net.inputs * (len(dataset.train) + measured)


def fit_memory(
    plans: Sequence[PopulationPlan], dataset_of: Callable[..., Dataset], available: int | None
) -> list[PopulationPlan]:
    """The populations, those that would not fit split into several of the same program.

    Args:
        plans: the populations.
        dataset_of: the dataset for a plan's data settings.
        available: bytes they may take, or None where that is not known.

    Returns:
        Renumbered populations, each of which fits by itself; the width is halved where not even the trials
        stepped together fit.

    Raises:
        SettingError: not even one trial fits.
    """
    if available is None:
        return list(plans)
    parts: list[tuple[PopulationPlan, Sequence[Trial]]] = []
    for wanted in plans:
        plan, size = _fitting(wanted, dataset_of(wanted.data), available)
        parts += [(plan, plan.trials[first : first + size]) for first in range(0, len(plan.trials), size)]
    return renumbered(parts)


def check_fits(
    plans: Sequence[PopulationPlan], dataset_of: Callable[..., Dataset], available: int | None
) -> None:
    """Refuse to continue populations that do not fit: which trials train together is settled.

    Args:
        plans: the populations, with the trials that are left to train.
        dataset_of: the dataset for a plan's data settings.
        available: bytes they may take, or None where that is not known.

    Raises:
        ResourceError: one of them takes more.
    """
    for plan in plans:
        if plan.trials and available is not None:
            dataset = dataset_of(plan.data)
            width = plan.population.width
            slots = width * -(-len(plan.trials) // width)
            needed = data_bytes(plan, dataset) + block_bytes(plan, len(dataset.train))
            _check(
                f"training {counted(len(plan.trials), 'trial')} of {plan.net.notation:.80}",
                needed + slots * trial_bytes(plan), available, "free some memory",
            )  # fmt: skip


def check_fits_checks(plan: PopulationPlan, dataset: Dataset, available: int | None) -> None:
    """Refuse to check a net whose checks do not fit.

    Raises:
        ResourceError: they take more than is available.
    """
    if available is not None:
        one = replace(plan, population=replace(plan.population, width=1, devices=1))
        needed = data_bytes(one, dataset) + block_bytes(one, len(dataset.train))
        needed += BYTES * CHECK_COPIES * plan.net.parameters
        _check(f"checking {plan.net.notation:.80}", needed, available, "choose a smaller net")


def _check(what: str, needed: int, available: int, remedy: str) -> None:
    if needed > available:
        raise ResourceError(
            f"{what} would take about {in_words(needed)} of memory, and {in_words(available)} are free for "
            f"it: {remedy}, or set {VARIABLE} if you know better."
        )


def _fitting(plan: PopulationPlan, dataset: Dataset, available: int) -> tuple[PopulationPlan, int]:
    """The plan at a width that fits, and how many of its trials fit at once; rounds are about as large."""
    room = available - data_bytes(plan, dataset)
    each = trial_bytes(plan)
    while room < block_bytes(plan, len(dataset.train)) + plan.population.width * each:
        if plan.population.width == 1:
            needed = available - room + block_bytes(plan, len(dataset.train)) + each
            raise SettingError(
                f"net of trial {plan.trials[0].id} needs about {in_words(needed)} of memory for one trial, "
                f"and {in_words(available)} are free for it: choose a smaller net or batch_size, or set "
                f"{VARIABLE} if you know better."
            )
        plan = halved(plan)
    width = plan.population.width
    most = width * int((room - block_bytes(plan, len(dataset.train))) // (each * width))
    rounds = -(-len(plan.trials) // most)
    return plan, width * -(-len(plan.trials) // (rounds * width))


def halved(plan: PopulationPlan) -> PopulationPlan:
    """The plan with half as many trials stepped together, on fewer devices where one has none left."""
    width = max(1, plan.population.width // 2)
    devices = min(plan.population.devices, width)
    return replace(plan, population=replace(plan.population, width=width - width % devices, devices=devices))


def split_lines(before: Sequence[PopulationPlan], after: Sequence[PopulationPlan]) -> list[str]:
    """What was split, in a line each for people; nothing where all fitted."""
    lines = []
    for plan in before:
        members = set(plan.population.trials)
        parts = [part for part in after if part.population.trials[0] in members]
        if len(parts) > 1:
            lines.append(
                f"memory: {len(members):,} trials of {plan.net.notation} would take about "
                f"{in_words(len(members) * trial_bytes(plan))} at once; they train in {len(parts)} rounds."
            )
        elif parts[0].population.width != plan.population.width:
            lines.append(
                f"memory: {parts[0].population.width} trials of {plan.net.notation} are stepped together, "
                f"not {plan.population.width}."
            )
    return lines
