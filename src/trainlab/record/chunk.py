"""A chunk: all that a population hands over when it returns to the host, committed together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from trainlab.record.trial import Trial
from trainlab.tasks import OF_CLASSES


@dataclass(frozen=True, slots=True)
class Evaluations:
    """Evaluations made in one chunk: one row for each trial and evaluation.

    Attributes:
        trial, step: (rows,) int64.
        values: (rows, curves) float64.
        curves: names of the columns.
    """

    trial: np.ndarray
    step: np.ndarray
    values: np.ndarray
    curves: tuple[str, ...] = OF_CLASSES


@dataclass(frozen=True, slots=True)
class Right:
    """Which validation examples evaluations got right: one row for each trial and evaluation.

    It is kept of at most about a hundred evaluations of a trial, evenly spread, of those at which its best
    checkpoint changed, and of its best checkpoint.

    Attributes:
        trial, step: (rows,) int64.
        spread: (rows,) whether the evaluation is one of those evenly spread, chosen before anything was
            measured; others are there because they were good.
        examples: how many validation examples there are; each has the same place in every row.
        bits: (rows, bytes) uint8, a bit an example, the first one the highest of its byte; bits after the
            last example are 0.
    """

    trial: np.ndarray
    step: np.ndarray
    spread: np.ndarray
    examples: int
    bits: np.ndarray


@dataclass(frozen=True, slots=True)
class Retired:
    """Trials that left their population because they are over, with their weights.

    Attributes:
        block: names the trials' files of weights.
        trials: the trials' records.
        final, best: variable name -> (trials, ``*shape``); the weights after the last step, and those of
            ``best_step``.
        about: what the files say besides: plain data.
    """

    block: str
    trials: tuple[Trial, ...]
    final: Mapping[str, np.ndarray]
    best: Mapping[str, np.ndarray]
    about: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a population after a chunk: all that training needs to continue, bit for bit.

    What the plan gives again (batches, traced settings, reused weights) is not in it, nor is the width at
    which trials are stepped together: a population may continue from a checkpoint at another one.

    Attributes:
        population: its number.
        step: steps made.
        trials: ids of the trials that are still in the population, in the order of the tensors' first axis.
        host: what the host remembers: plain data.
        tensors: name -> (trials, ``*shape``) state of the programs.
    """

    population: int
    step: int
    trials: tuple[int, ...]
    host: Mapping[str, Any]
    tensors: Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Probes:
    """What probes measured in one chunk: one row for each trial and step.

    Attributes:
        curves: names of the columns.
        trial, step: (rows,) int64. A row at step t is measured before update t.
        values: (rows, curves) float32.
        seconds: wall seconds they took.
    """

    curves: tuple[str, ...]
    trial: np.ndarray
    step: np.ndarray
    values: np.ndarray
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a population recorded between two returns to the host: the unit of a commit.

    Attributes:
        trials: (trials,) ids.
        first_step: step of the first column of every step curve.
        step_curves: name -> (trials, steps) float32; ``learning_rate`` only where trials change it.
        recorded: (trials,) how many of the columns belong to each trial; a trial that is over has fewer. The
            step at which a trial diverged is recorded (with its NaN or infinity), later ones are not; a
            trial that stopped has a column for every update it made.
        evaluations: the evaluations made. From chunk to chunk those of a trial come in the order of their
            steps; only the chunk at whose end it is over may hold an earlier one, that of its best
            checkpoint.
        progress: the trials' records after the chunk, one for each of ``trials``.
        retired: trials that ended and whose weights are kept from now on, or None.
        checkpoint: the state of the population after the chunk; None once all of its trials are over.
        probes: what probes measured, where something is probed.
        right: which validation examples the evaluations got right, where that is kept.
    """

    trials: np.ndarray
    first_step: int
    step_curves: Mapping[str, np.ndarray]
    recorded: np.ndarray
    evaluations: Evaluations
    progress: tuple[Trial, ...]
    retired: Retired | None = None
    checkpoint: Checkpoint | None = None
    probes: Probes | None = None
    right: Right | None = None
