"""Trials that a search gives up between two legs: they leave their population, with their weights."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from trainlab.nets.stored_state import stored_weights
from trainlab.record import Checkpoint, Chunk, Evaluations, Retired, Trial
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.population.initial import initial_weights


def give_up(
    plan: PopulationPlan, checkpoint: Checkpoint, given_up: Collection[int], records: Mapping[int, Trial]
) -> Chunk:
    """What a study commits when trials of a population are given up.

    Args:
        plan: the population.
        checkpoint: its state, at which its leg paused.
        given_up: ids of trials in it.
        records: the records of its trials by id, as of that state.

    Returns:
        A chunk without steps: the trials, which are stopped by the search, their weights, and the state of
        the others, from which the population continues; none where nobody is left.
    """
    rows = [row for row, id in enumerate(checkpoint.trials) if id in given_up]
    left = [row for row, id in enumerate(checkpoint.trials) if id not in given_up]
    stopped = tuple(
        replace(records[checkpoint.trials[row]], status="stopped", stopped_by="search", steps=checkpoint.step)
        for row in rows
    )
    return Chunk(
        trials=np.array([trial.id for trial in stopped], np.int64),
        first_step=checkpoint.step,
        step_curves={"train_loss": np.empty((len(stopped), 0), np.float32)},
        recorded=np.zeros(len(stopped), np.int64),
        evaluations=_no_evaluations(stopped),
        progress=stopped,
        retired=_retired(plan, checkpoint, rows, stopped),
        checkpoint=_of_rows(checkpoint, left) if left else None,
    )


def _no_evaluations(trials: Sequence[Trial]) -> Evaluations:
    curves = tuple(trials[0].final)
    nothing = np.empty(0, np.int64)
    return Evaluations(nothing, nothing, np.empty((0, len(curves))), curves)


def _of_rows(checkpoint: Checkpoint, rows: Sequence[int]) -> Checkpoint:
    return replace(
        checkpoint,
        trials=tuple(checkpoint.trials[row] for row in rows),
        tensors={name: tensor[np.array(rows)] for name, tensor in checkpoint.tensors.items()},
    )


def _retired(
    plan: PopulationPlan, checkpoint: Checkpoint, rows: Sequence[int], trials: tuple[Trial, ...]
) -> Retired:
    known = _frozen(plan, trials)
    final, best = (
        {**known, **{name: tensor[np.array(rows)]
                     for name, tensor in stored_weights(plan.recipe.net, checkpoint.tensors, which).items()}}
        for which in ("final", "best")
    )  # fmt: skip
    return Retired(
        block=f"population-{plan.population.id:03d}-{checkpoint.step:06d}-stopped",
        trials=trials,
        final=final,
        best=best,
        about={"net": plan.net.notation, "activation": plan.population.static["activation"]},
    )


def _frozen(plan: PopulationPlan, trials: Sequence[Trial]) -> dict[str, np.ndarray]:
    """Variables that do not learn: of frozen layers, and of layers whose output is computed once."""
    fixed = [initial_weights(plan, trial).fixed for trial in trials] if plan.recipe.net.fixed else []
    found = {
        f"{layer}.{name}": np.stack([one[layer][name] for one in fixed])
        for layer, arrays in (fixed[0] if fixed else {}).items()
        for name in arrays
    }
    for layer in () if plan.prefix is None else plan.prefix.layers:
        for name, array in plan.reused.get(layer.name, {}).items():
            found[f"{layer.name}.{name}"] = np.repeat(np.asarray(array)[None], len(trials), axis=0)
    return found
