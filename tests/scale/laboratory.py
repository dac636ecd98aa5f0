"""Studies trained in memory: the whole of ``trainlab.scale`` with a list in the place of the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from trainlab.data import Dataset
from trainlab.experiments import Experiment, propose
from trainlab.record import Checkpoint, Chunk, StudyInfo, Trial
from trainlab.scale import run
from trainlab.scale.executors import local
from trainlab.scale.observer import Observer
from trainlab.scale.plans.plan import PopulationPlan, plan_study
from trainlab.scale.plans.study_plan import StudyPlan
from trainlab.scale.population.pace import Pace
from trainlab.scale.programs import options
from trainlab.scale.programs.compile import Compiler
from trainlab.scale.sink import Memory
from trainlab.train.jax_options import COMPILER_OPTIONS

QUICK = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}

Weights = dict[str, np.ndarray]


@dataclass(frozen=True)
class Outcome:
    """What a study left of one trial: its record, its recorded losses, its evaluations by step."""

    trial: Trial
    losses: np.ndarray
    evaluations: dict[int, np.ndarray]
    final: Weights
    best: Weights


class Notebook(Memory):
    """A sink in memory, which a test reads as a reader would read a study."""

    def commit(self, chunk: Chunk, seconds: Mapping[str, float]) -> None:
        for trial in () if chunk.retired is None else chunk.retired.trials:
            assert trial.id not in self.weights["final"], f"weights of trial {trial.id} saved twice"
        super().commit(chunk, seconds)

    def outcomes(self) -> list[Outcome]:
        """The trials, as a reader of the study would put them together."""
        records: dict[int, Trial] = {}
        losses: dict[int, list[np.ndarray]] = {}
        evaluations: dict[int, dict[int, np.ndarray]] = {}
        for chunk in self.chunks:
            assert [trial.id for trial in chunk.progress] == chunk.trials.tolist()
            records |= {trial.id: trial for trial in chunk.progress}
            for row, trial in enumerate(chunk.trials.tolist()):
                known = losses.setdefault(trial, [])
                if chunk.recorded[row]:
                    assert chunk.first_step == sum(map(len, known)), f"trial {trial} has a hole in its curve"
                    known.append(chunk.step_curves["train_loss"][row, : chunk.recorded[row]])
            rows = chunk.evaluations
            for trial, step, values in zip(rows.trial.tolist(), rows.step.tolist(), rows.values, strict=True):
                assert step not in evaluations.setdefault(trial, {}), (
                    f"trial {trial}: two evaluations at {step}"
                )
                evaluations[trial][step] = values
        return [
            Outcome(
                records[trial], np.concatenate(losses[trial]), evaluations.get(trial, {}),
                self.weights["final"][trial], self.weights["best"][trial],
            )
            for trial in sorted(records)
        ]  # fmt: skip


class Laboratory:
    """Plans and trains studies; programs are compiled once for all tests that share a laboratory."""

    def __init__(self) -> None:
        self._compiler = Compiler()

    def plans(
        self, dataset: Dataset, weights: Mapping[str, Weights] | None = None, **fields: Any
    ) -> list[PopulationPlan]:
        """The populations of an experiment; ``weights`` are those that ``start_from`` may name."""
        experiment = Experiment.of(data=dataset.name, **fields)
        return plan_study(propose(experiment).settings, lambda settings: dataset, (weights or {}).__getitem__)

    def train(
        self, dataset: Dataset, plans: Sequence[PopulationPlan] | None = None, **fields: Any
    ) -> list[Outcome]:
        """Train the plans, or an experiment; what is left of each trial, in trial order."""
        return self.notebook(dataset, plans or self.plans(dataset, **fields)).outcomes()

    def notebook(
        self,
        dataset: Dataset,
        plans: Sequence[PopulationPlan],
        progress: Observer | None = None,
        pace: Pace | None = None,
        notebook: Notebook | None = None,
        checkpoints: Sequence[Checkpoint] = (),
        **instead: Callable[..., object],
    ) -> Notebook:
        """Train plans; everything that was recorded. ``instead`` replaces methods of the notebook."""
        notebook = notebook or Notebook()
        for name, method in instead.items():
            setattr(notebook, name, method)
        info = StudyInfo("study", "2026-01-01T00:00:00", dataset.name, {}, (), {})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(local, "Compiler", lambda: self._compiler)
            patch.setattr(self._compiler, "close", lambda: None)
            planned = StudyPlan(info, plans, lambda settings: dataset, checkpoints)
            run.train_study(planned, notebook, progress or Observer(), pace)
        return notebook


@contextmanager
def quick_compilation() -> Iterator[None]:
    """Optimise programs less: for tests of what is computed, not of how the compiled program behaves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(options, "COMPILER_OPTIONS", {**COMPILER_OPTIONS, **QUICK})
        yield


def laid_out(plan: PopulationPlan, width: int, devices: int) -> PopulationPlan:
    """The plan at another width, on so many devices."""
    return replace(plan, population=replace(plan.population, width=width, devices=devices))


def chosen(plan: PopulationPlan, places: Sequence[int]) -> PopulationPlan:
    """The plan with some of its trials, by place, in the order given."""
    trials = tuple(plan.trials[place] for place in places)
    population = replace(plan.population, trials=tuple(trial.id for trial in trials))
    return replace(plan, trials=trials, population=population)


def assert_same(one: Outcome, other: Outcome) -> None:
    """Refuse any difference of two outcomes, to the last bit (ids, populations and seconds apart)."""

    def plain(trial: Trial) -> Trial:
        return replace(trial, id=0, population=0, seconds_per_step=None, final={}, best={})

    assert plain(one.trial) == plain(other.trial)
    assert_bits(one.losses, other.losses)
    for mine, theirs in (
        (one.trial.final, other.trial.final), (one.trial.best, other.trial.best),
        (one.evaluations, other.evaluations), (one.final, other.final), (one.best, other.best),
    ):  # fmt: skip
        assert mine.keys() == theirs.keys()
        for name, value in mine.items():
            assert_bits(value, theirs[name])


def assert_bits(one: object, other: object) -> None:
    """Refuse arrays of different bits; a NaN is the same as itself."""
    one, other = np.asarray(one), np.asarray(other)
    assert (one.shape, one.dtype) == (other.shape, other.dtype)
    assert one.tobytes() == other.tobytes(), f"{one} is not {other}"
