"""Trials that are over leave their population with their weights, by name; the others are packed."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import numpy as np

from trainlab.nets import unpack
from trainlab.record import Retired, Trial
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.population.block import Block, Tree, numbers_of, placed
from trainlab.train.state import Best, TrainState


def retire(
    plan: PopulationPlan, blocks: Sequence[Block], trials: Sequence[Trial], step: int
) -> tuple[Retired | None, list[Block]]:
    """Take out the trials that are over, once that frees a block, and pack the others.

    Args:
        plan: the population.
        blocks: its blocks.
        trials: the records of all of its trials.
        step: steps the population has made; with its number it names the files.

    Returns:
        The trials that leave the population, with their weights; and the blocks of those that stay.
    """
    members = [member for block in blocks for member in block.trials]
    alive = [member for member in members if not trials[member].over]
    if -(-len(alive) // plan.population.width) == len(blocks):
        return None, list(blocks)
    over = [member for member in members if trials[member].over]
    final, best = [], []
    for block in blocks:
        slots = [slot for slot, member in enumerate(block.trials) if trials[member].over]
        if slots:
            final.append(_named(plan, block, block.state, slots))
            best.append(_named(plan, block, block.best, slots))
    retired = Retired(
        block=f"population-{plan.population.id:03d}-{step:06d}",
        trials=tuple(trials[member] for member in over),
        final=_joined(final),
        best=_joined(best),
        about={"net": plan.net.notation, "activation": plan.population.static["activation"]},
    )
    return retired, _regrouped(plan, blocks, alive)


def _regrouped(plan: PopulationPlan, blocks: Sequence[Block], members: Sequence[int]) -> list[Block]:
    """The given trials, taken out of their blocks and packed into as few as they need.

    Which slot a trial sits in, and beside whom, changes nothing of its numbers, bitwise.
    """
    width = plan.population.width
    where = {trial: (block, slot) for block in blocks for slot, trial in enumerate(block.trials)}
    on_host = {id(block): jax.device_get((block.state, block.best, block.fixed)) for block in blocks}

    def taken(member: int) -> Tree:
        block, slot = where[member]
        return jax.tree.map(lambda leaf: leaf[slot], on_host[id(block)])

    packed = []
    for first in range(0, len(members), width):
        chosen = list(members[first : first + width])
        state, best, fixed = placed(plan, [taken(member) for member in chosen])
        packed.append(Block(chosen, state, best, fixed, *numbers_of(plan, chosen)))
    return packed


def _joined(parts: Sequence[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _named(
    plan: PopulationPlan, block: Block, state: TrainState | Best, slots: list[int]
) -> dict[str, np.ndarray]:
    """Every variable and statistic of some trials, by layer and name, those of the cached prefix too."""
    parameters, statistics, fixed = jax.device_get((state.parameters, state.statistics, block.fixed))
    trained = {**unpack(plan.recipe.net, parameters), **fixed}
    named: dict[str, np.ndarray] = {}
    for layer in plan.net.layers:
        for of_layer in (trained.get(layer.name, {}), statistics.get(layer.name, {})):
            named |= {f"{layer.name}.{name}": np.asarray(array)[slots] for name, array in of_layer.items()}
        if plan.prefix is not None and layer in plan.prefix.layers:
            shared = plan.reused.get(layer.name, {})
            named |= {
                f"{layer.name}.{name}": np.repeat(array[None], len(slots), axis=0)
                for name, array in shared.items()
            }
    return named
