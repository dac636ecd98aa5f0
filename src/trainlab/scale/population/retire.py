"""The weights of trials that are over, as a study keeps them: by layer and name."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import numpy as np

from trainlab.nets import unpack
from trainlab.record import Retired, Trial
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.population.block import Block
from trainlab.train.state import Best, TrainState


def retire(
    plan: PopulationPlan, blocks: Sequence[Block], members: Sequence[int], trials: Sequence[Trial], step: int
) -> Retired:
    """Trials that leave their population, with their weights.

    Args:
        plan: the population.
        blocks: its blocks.
        members: numbers of the trials within the population, in the order of the blocks.
        trials: the records of all of its trials.
        step: steps the population has made; with its number it names the files.
    """
    final, best = [], []
    for block in blocks:
        slots = [slot for slot, member in enumerate(block.trials) if member in members]
        if slots:
            final.append(_named(plan, block, block.state, slots))
            best.append(_named(plan, block, block.best, slots))
    return Retired(
        block=f"population-{plan.population.id:03d}-{step:06d}",
        trials=tuple(trials[member] for member in members),
        final=_joined(final),
        best=_joined(best),
        about={"net": plan.net.notation, "activation": plan.population.static["activation"]},
    )


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
