"""From blocks to a checkpoint and back: the state of every trial, as tensors with names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import numpy as np

from trainlab.errors import StudyError
from trainlab.record import Checkpoint
from trainlab.scale.machine.devices import by_trial
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.population.block import Block, new_block, padded
from trainlab.scale.programs.compile import Compiled

Tree = Any
"""A pytree of arrays with the trials along the first axis."""


def take_checkpoint(
    plan: PopulationPlan, blocks: Sequence[Block], step: int, host: Mapping[str, Any]
) -> Checkpoint:
    """The state of a population between two chunks.

    The tensors are copies, since the next run gives the memory of the state away.

    Args:
        plan: the population.
        blocks: its blocks.
        step: steps made.
        host: what the host remembers, as plain data.
    """
    states = [_named(jax.device_get(_state(block))) for block in blocks]
    trials = [len(block.trials) for block in blocks]
    return Checkpoint(
        population=plan.population.id,
        step=step,
        trials=tuple(plan.trials[member].id for block in blocks for member in block.trials),
        host=host,
        tensors={
            name: np.concatenate([state[name][:real] for state, real in zip(states, trials, strict=True)])
            for name in states[0]
        },
    )


def restore_blocks(plan: PopulationPlan, checkpoint: Checkpoint, start: Compiled) -> list[Block]:
    """The blocks of a population as they were, at the width of the plan.

    Args:
        plan: the population.
        checkpoint: its state then.
        start: its compiled program of that name.

    Raises:
        StudyError: the checkpoint is not one of this population's programs.
    """
    member_of = {trial.id: member for member, trial in enumerate(plan.trials)}
    unknown = [trial for trial in checkpoint.trials if trial not in member_of]
    if unknown or len(set(checkpoint.trials)) != len(checkpoint.trials):
        raise _misfit(plan, f"holds trials {list(checkpoint.trials)}")
    members = [member_of[trial] for trial in checkpoint.trials]
    width = plan.population.width
    blocks = []
    for first in range(0, len(members), width):
        block = new_block(plan, members[first : first + width], start)
        block.state, block.best = _filled(plan, _state(block), checkpoint.tensors, first)
        blocks.append(block)
    return blocks


def _state(block: Block) -> Tree:
    return {"state": block.state, "best": block.best}


def _named(tree: Tree) -> dict[str, Any]:
    leaves, _ = jax.tree_util.tree_flatten_with_path(tree)
    return {jax.tree_util.keystr(path, simple=True, separator="."): leaf for path, leaf in leaves}


def _filled(plan: PopulationPlan, like: Tree, tensors: Mapping[str, np.ndarray], first: int) -> tuple:
    """The state of the trials from ``first`` on, in the structure of a block that has just started."""
    width = plan.population.width
    needed = _named(like)
    for name in (*needed, *tensors):
        if name not in tensors or name not in needed:
            raise _misfit(plan, f"{'lacks' if name in needed else 'has'} {name}")
        given, wanted = tensors[name], needed[name]
        if given.shape[1:] != wanted.shape[1:] or given.dtype != wanted.dtype:
            raise _misfit(
                plan,
                f"has {name} as {given.dtype} of {given.shape[1:]}, not {wanted.dtype} of {wanted.shape[1:]}",
            )
    rows = [np.stack(padded(list(tensors[name][first : first + width]), width)) for name in needed]
    tree = jax.tree.unflatten(jax.tree.structure(like), rows)
    filled = jax.device_put(tree, by_trial(plan.population.devices))
    return filled["state"], filled["best"]


def _misfit(plan: PopulationPlan, what: str) -> StudyError:
    return StudyError(
        f"the checkpoint of population {plan.population.id} {what}: it is not one that this trainlab makes "
        "of this study, so the study cannot be continued."
    )
