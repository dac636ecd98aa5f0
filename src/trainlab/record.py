"""What a study keeps: trials, curves, evaluations and findings, as frozen data.

The two halves of trainlab meet only here. The producing half (train, scale) fills these records, the reading
half (store, diagnose, plots) never needs JAX to use them: NumPy arrays and plain values only.

Steps are counted in updates. ``train_loss`` at step t is the loss of the batch that update t used, measured
before it (t = 0 is the untrained net). An evaluation at step t is made after t updates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from trainlab.curves import Curves as Curves
from trainlab.settings import Settings, Value
from trainlab.specs.curves import EVALUATION_CURVES as EVALUATION_CURVES

FORMAT_VERSION = 4
"""Version of the study folder these records are stored in."""

STEP_CURVES = ("train_loss", "learning_rate")
"""Curves with a value for every step. The learning rate is recorded where a trial changes it; elsewhere it is
the setting."""

Status = Literal["planned", "running", "done", "stopped", "diverged"]
StoppedBy = Literal["early_stopping", "until"]

ENDED_WELL: tuple[Status, ...] = ("done", "stopped")
"""The statuses of trials whose result counts: one that trains has none yet, one that diverged never will."""

OVER: tuple[Status, ...] = (*ENDED_WELL, "diverged")
"""The statuses of trials that no longer train: nothing more is recorded of them."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One dataset + net + recipe + seed, and how far it has come.

    Attributes:
        id: its number in the study, from 0.
        settings: every setting that applies to it, resolved.
        population: number of the population that trains it.
        length: steps it is to train for.
        steps_per_epoch: steps of one pass over train; turns steps into epochs.
        parameters: trainable numbers in its net.
        status: planned, running, done (it made all its steps), stopped (a rule ended it earlier), or diverged
            (its loss became NaN or infinite and it was frozen).
        steps: updates made so far; of a stopped trial those it made before it stopped.
        diverged_at: the step whose loss was not finite, or None. It is ``length`` where only the evaluation
            after the last update shows it.
        stopped_by: the setting whose rule stopped it, or None.
        best_step: step of the best checkpoint, whose weights are kept as ``best``: with ``early_stopping``
            the check at which the watched curve was best, otherwise the evaluation with the highest
            validation accuracy (ties: the lower loss). None before the first one.
        seconds_per_step: measured seconds one step of its population's program takes, of all trials that the
            program steps together; compilation excluded.
        final, best: the evaluation curves' values at the last evaluation and at ``best_step``, by curve name.
        together: trials that its program steps together; None where not known.
        measured: what was measured of it after training, by name: ``test_accuracy``, ``step_time``, ...; see
            :class:`Measured`.
    """

    id: int
    settings: Settings
    population: int
    length: int
    steps_per_epoch: int
    parameters: int
    status: Status = "planned"
    steps: int = 0
    diverged_at: int | None = None
    stopped_by: StoppedBy | None = None
    best_step: int | None = None
    seconds_per_step: float | None = None
    final: Mapping[str, float] = field(default_factory=dict)
    best: Mapping[str, float] = field(default_factory=dict)
    together: int | None = None
    measured: Mapping[str, float] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether it no longer trains: it is done, it stopped early, or it diverged."""
        return self.status in OVER

    @property
    def recorded_steps(self) -> int:
        """Steps its step curves have: one for every update, and the one at which it diverged."""
        return self.steps if self.diverged_at is None else min(self.diverged_at + 1, self.length)

    @property
    def status_text(self) -> str:
        """The status as people read it."""
        if self.status == "diverged":
            return f"diverged at step {self.diverged_at}"
        if self.status == "stopped":
            return f"stopped at step {self.steps} ({self.stop_text})"
        if self.status == "running":
            return f"step {self.steps} of {self.length}"
        return self.status

    @property
    def stop_text(self) -> str:
        """Why a stopped trial stopped, as people read it."""
        return f"until {self.settings.get('until')}" if self.stopped_by == "until" else "early stopping"


@dataclass(frozen=True, slots=True)
class Population:
    """The trials that one compiled program trains together.

    Attributes:
        id: its number in the study, from 0.
        static: the static settings its trials agree on.
        trials: ids of its trials, in slot order.
        width: trials the program steps together (the last block is padded to it). Results are bitwise
            repeatable at one width only, so the width is part of the plan.
        devices: devices the width is spread over.
        compile_seconds: time spent tracing and compiling its programs, or None before it is known.
        inputs: SHA-256 of what is not a setting and still decides about its numbers: the dataset and the
            weights it reuses. Training continues only with the same. None in a study of an older format.
    """

    id: int
    static: Settings
    trials: tuple[int, ...]
    width: int
    devices: int
    compile_seconds: float | None = None
    inputs: str | None = None


@dataclass(frozen=True, slots=True)
class StudyInfo:
    """What a study is, apart from its trials.

    Attributes:
        name: the name it was given.
        created: when it was started, ISO 8601 in UTC; local time without a zone in older studies.
        data: the dataset's name or path.
        dataset: facts of the dataset (inputs, classes, sizes of the splits, fingerprint of the arrays).
        varied: names of the settings that differ between trials, seed excluded, in the order given.
        versions: what it runs on, see ``scale.versions``.
        seconds: wall seconds so far by phase (``compile``, ``train``, and ``probe`` where something is
            probed), over all runs of a resumed study.
        departures: a sentence for each time it was resumed although something had changed that its numbers
            depend on; from there on they are not those of an uninterrupted run.
    """

    name: str
    created: str
    data: str
    dataset: Mapping[str, Value]
    varied: tuple[str, ...]
    versions: Mapping[str, str]
    seconds: Mapping[str, float] = field(default_factory=dict)
    departures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepTime:
    """What a step of a program takes by itself: one trial at a time, with the machine to itself.

    Attributes:
        seconds: of one step: the fastest of the rounds.
        spread: how much slower the median round was, as a share of ``seconds``.
        evaluation: seconds of one evaluation, the fastest of the rounds.
        rounds: how often it was measured, all programs of the study taking turns.
    """

    seconds: float
    spread: float
    evaluation: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Score:
    """What some weights of a trial reach on a split.

    Attributes:
        loss: the mean loss, without penalties.
        accuracy: the share of examples it gets right.
        examples: how many there are.
    """

    loss: float
    accuracy: float
    examples: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of a study after it was trained.

    Attributes:
        step_times: number of a population -> what a step of its trials' program takes.
        scores: (trial, split, ``best`` or ``final`` weights) -> what they reach.
    """

    step_times: Mapping[int, StepTime] = field(default_factory=dict)
    scores: Mapping[tuple[int, str, str], Score] = field(default_factory=dict)

    def of(self, trial: Trial) -> dict[str, float]:
        """What was measured of one trial, by name: of its best weights on the test split, and its times."""
        found: dict[str, float] = {}
        score = self.scores.get((trial.id, "test", "best"))
        if score is not None:
            found |= {"test_accuracy": score.accuracy, "test_loss": score.loss}
        time = self.step_times.get(trial.population)
        if time is not None:
            found |= {"step_time": time.seconds, "evaluation_time": time.evaluation}
        return found


@dataclass(frozen=True, slots=True)
class Evaluations:
    """Evaluations made in one chunk: one row for each trial and evaluation.

    Attributes:
        trial, step: (rows,) int64.
        values: (rows, 4) float64, columns as ``EVALUATION_CURVES``.
    """

    trial: np.ndarray
    step: np.ndarray
    values: np.ndarray


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


@dataclass(frozen=True, slots=True)
class Finding:
    """What a curve or a study says, with its evidence.

    Attributes:
        symptom: its name, one word or two ("exploded", "still falling", "edge of range").
        trials: ids of the trials it is about; empty for the study as a whole.
        sentence: what was seen, in one sentence with its numbers.
        advice: what to do about it, in one sentence; may be empty.
        evidence: the numbers by name.
    """

    symptom: str
    trials: tuple[int, ...]
    sentence: str
    advice: str = ""
    evidence: Mapping[str, Value] = field(default_factory=dict)
