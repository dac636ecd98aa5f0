"""From what programs give back to records: the trials' progress and the chunk that is committed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import jax
import numpy as np

from trainlab.probes.probing import Probing
from trainlab.record import Chunk, Probes, Right, Trial
from trainlab.scale.plans.plan import LONGEST
from trainlab.scale.population.block import Block
from trainlab.scale.population.evaluated_rows import Rows, distinct, entered, last, named
from trainlab.train.evaluate import Measured
from trainlab.train.state import NEVER, UNTIL
from trainlab.train.step import StepRecord


class _Run(NamedTuple):
    block: Block
    first: int
    last: int
    steps: StepRecord


class _Evaluation(NamedTuple):
    """Values of some trials of a block: at ``steps``, for the slots of ``chosen``.

    The slots of ``entered`` go into the table of evaluations; of those of ``kept``, and of best checkpoints,
    it is kept which examples were right. ``of_best`` says that the best checkpoint's weights were measured,
    not the current ones.
    """

    block: Block
    steps: np.ndarray
    chosen: np.ndarray
    entered: np.ndarray
    kept: np.ndarray
    measured: Measured
    of_best: bool


class _Probe(NamedTuple):
    """Values of some slots of a block, measured before a step."""

    block: Block
    step: int
    slots: list[int]
    values: jax.Array
    seconds: float


class _Ends(NamedTuple):
    """The state of a block's trials, on the host, one entry a slot."""

    diverged_at: np.ndarray
    best_step: np.ndarray
    ended_at: np.ndarray
    ended_by: np.ndarray

    @classmethod
    def of(cls, block: Block) -> _Ends:
        diverged, best = np.asarray(block.state.diverged_at), np.asarray(block.best.step)
        signals = block.state.signals
        if signals is None:
            return cls(diverged, best, np.full_like(diverged, NEVER), np.zeros_like(diverged))
        return cls(diverged, best, np.asarray(signals.ended_at), np.asarray(signals.ended_by))


@dataclass(slots=True)
class Recording:
    """What the blocks of one chunk gave back, still on the devices.

    Attributes:
        first: step the chunk starts at.
        validation: how many validation examples an evaluation gets right or wrong; 0 where there is no right.
        curves: what an evaluation measures.
    """

    first: int
    validation: int = 0
    curves: tuple[str, ...] = ()
    _runs: list[_Run] = field(default_factory=list)
    _evaluations: list[_Evaluation] = field(default_factory=list)
    _probes: list[_Probe] = field(default_factory=list)

    def add_run(self, block: Block, first: int, last: int, steps: StepRecord) -> None:
        """Keep what a run of steps recorded."""
        self._runs.append(_Run(block, first, last, steps))

    def add_evaluation(
        self, block: Block, steps: np.ndarray, chosen: np.ndarray, kept: np.ndarray, measured: Measured
    ) -> None:
        """Keep what an evaluation measured of the chosen slots, and of those to be kept what was right."""
        self._evaluations.append(_Evaluation(block, steps, chosen, chosen, kept, measured, of_best=False))

    def add_probe(self, block: Block, step: int, slots: list[int], values: jax.Array, seconds: float) -> None:
        """Keep what a probe measured of some slots, and the seconds it took."""
        self._probes.append(_Probe(block, step, slots, values, seconds))

    def add_best(
        self, block: Block, steps: np.ndarray, chosen: np.ndarray, new: np.ndarray, measured: Measured
    ) -> None:
        """Keep what the chosen slots' best checkpoints measure; ``new`` are those not evaluated before."""
        self._evaluations.append(
            _Evaluation(block, steps, chosen, new, np.zeros_like(chosen), measured, of_best=True)
        )

    def chunk(
        self, trials: Sequence[Trial], blocks: Iterable[Block], last: int, probing: Probing | None = None
    ) -> Chunk:
        """Everything recorded, as it is committed.

        Args:
            trials: the population's trials, after :meth:`progress` and :meth:`evaluated`.
            blocks: its blocks.
            last: the step after the chunk.
            probing: what was probed, if anything was.
        """
        rows, ids = self._measured(trials), np.array([trial.id for trial in trials], np.int64)
        members = [member for block in blocks for member in block.trials]
        row = {member: number for number, member in enumerate(members)}
        curves = {"train_loss": np.empty((len(members), last - self.first), np.float32)}
        if self._runs and self._runs[0].steps.rate is not None:
            curves["learning_rate"] = np.empty_like(curves["train_loss"])
        for block, first, end, steps in self._runs:
            of_block = [row[member] for member in block.trials]
            for name, values in (("train_loss", steps.loss), ("learning_rate", steps.rate)):
                if name in curves:
                    host = np.asarray(values)[: end - first, : len(of_block)]
                    curves[name][of_block, first - self.first : end - self.first] = host.T
        ends = np.array([recorded_until(trials[member], last) for member in members], np.int64)
        return Chunk(
            trials=np.array([trials[member].id for member in members]),
            first_step=self.first,
            step_curves=curves,
            recorded=np.maximum(ends - self.first, 0),
            evaluations=entered(rows, ids, self.curves),
            right=self._right(rows, ids) if self.validation else None,
            progress=tuple(trials[member] for member in members),
            probes=None if probing is None else self._probed(trials, last, probing.curves),
        )

    def evaluated(self, trials: list[Trial]) -> None:
        """Enter what was measured into the trials' records."""
        rows = self._measured(trials)
        best_step = np.array([NEVER if trial.best_step is None else trial.best_step for trial in trials])
        is_best = rows.of_best | (rows.step == best_step[rows.member])
        best, final = (last(rows.member, which, len(trials)) for which in (is_best, ~rows.of_best))
        for member in np.flatnonzero((best >= 0) | (final >= 0)).tolist():
            trial, changed = trials[member], {}
            if best[member] >= 0:
                changed["best"] = named(rows.values[best[member]], self.curves)
            if final[member] >= 0:
                changed["final"] = named(rows.values[final[member]], self.curves)
                step = int(rows.step[final[member]])
                if step == trial.length and not _finite_losses(changed["final"]):
                    # The last update overflowed, and no later step's loss could show it.
                    changed |= {"status": "diverged", "diverged_at": step}
            trials[member] = replace(trial, **changed)

    def _measured(self, trials: Sequence[Trial]) -> Rows:
        """All evaluations of slots, one after the other, but for those past the end of a trial."""
        until = np.array([LONGEST if one.diverged_at is None else one.diverged_at for one in trials])
        parts = []
        for number, one in enumerate(self._evaluations):
            slots = np.flatnonzero(one.chosen)
            members = np.array(one.block.trials)[slots]
            here = one.steps[slots] <= until[members]
            slots, members = slots[here], members[here]
            parts.append(
                Rows(
                    members, one.steps[slots], np.asarray(one.measured.values, np.float64)[slots], slots,
                    np.full(len(slots), number), one.entered[slots], one.kept[slots],
                    np.asarray(one.measured.wins)[slots], np.full(len(slots), one.of_best),
                )
            )  # fmt: skip
        if not parts:
            nothing, none = np.zeros(0, np.int64), np.zeros(0, bool)
            values = np.zeros((0, len(self.curves)))
            return Rows(nothing, nothing, values, nothing, nothing, none, none, none, none)
        return Rows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _right(self, rows: Rows, ids: np.ndarray) -> Right:
        """Which validation examples were right, of the evaluations of which that is kept."""
        wanted = np.flatnonzero(rows.kept | rows.of_best | rows.wins)
        chosen, first, latest = distinct(rows.member[wanted], rows.step[wanted])
        kept = np.zeros(len(first), bool)
        np.logical_or.at(kept, chosen, rows.kept[wanted])
        bits = np.zeros((len(first), -(-self.validation // 8)), np.uint8)
        latest = wanted[latest]
        evaluation = rows.evaluation[latest]
        order = np.argsort(evaluation, kind="stable")
        for of_it in np.split(order, np.flatnonzero(np.diff(evaluation[order])) + 1):
            for number in evaluation[of_it[:1]].tolist():
                host = np.asarray(self._evaluations[number].measured.right)
                bits[of_it] = host[rows.slot[latest[of_it]]]
        return Right(
            ids[rows.member[latest]], rows.step[latest].astype(np.int64), kept, self.validation, bits
        )

    def _probed(self, trials: Sequence[Trial], last: int, curves: tuple[str, ...]) -> Probes:
        """What probes measured, of steps that the trials recorded."""
        rows: dict[tuple[int, int], np.ndarray] = {}
        for block, step, slots, values, _ in self._probes:
            host = np.asarray(values)
            for slot in slots:
                trial = trials[block.trials[slot]]
                if step < recorded_until(trial, last):
                    rows[trial.id, step] = host[slot]
        numbers = np.array([*rows], np.int64).reshape(-1, 2)
        measured = np.array([*rows.values()], np.float32).reshape(-1, len(curves))
        seconds = sum(probe.seconds for probe in self._probes)
        return Probes(curves, numbers[:, 0], numbers[:, 1], measured, seconds)


def progress(trials: list[Trial], block: Block, last: int, seconds_per_step: float) -> None:
    """Bring the records of a block's trials up to date.

    Args:
        trials: the population's trials.
        block: the block.
        last: steps made, by trials that are not over.
        seconds_per_step: as measured.
    """
    ends = _Ends.of(block)
    for slot, member in enumerate(block.trials):
        trial = trials[member]
        if trial.over:
            continue
        diverged_at, ended_at = int(ends.diverged_at[slot]), int(ends.ended_at[slot])
        best_step = int(ends.best_step[slot])
        trial = replace(
            trial,
            best_step=None if best_step == NEVER else best_step,
            seconds_per_step=seconds_per_step,
        )
        if diverged_at != NEVER:
            trial = replace(trial, status="diverged", steps=diverged_at, diverged_at=diverged_at)
        elif ended_at != NEVER and ended_at < trial.length:
            rule = "until" if ends.ended_by[slot] == UNTIL else "early_stopping"
            trial = replace(trial, status="stopped", steps=ended_at, stopped_by=rule)
        else:
            steps = min(last, trial.length)
            trial = replace(trial, status="done" if steps == trial.length else "running", steps=steps)
        trials[member] = trial


def recorded_until(trial: Trial, last: int) -> int:
    """The step after a trial's last recorded one."""
    if trial.diverged_at is not None:
        return min(trial.diverged_at + 1, trial.length)
    return min(trial.steps if trial.status == "stopped" else last, trial.length)


def _finite_losses(measured: Mapping[str, float]) -> bool:
    return math.isfinite(measured["evaluated_train_loss"]) and math.isfinite(measured["validation_loss"])
