"""Training a whole study on this machine: compile its programs, then train its populations one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import jax
import numpy as np

from trainlab.data import Dataset
from trainlab.record import Chunk, StudyInfo, Trial
from trainlab.scale.compile import Compiler
from trainlab.scale.devices import everywhere
from trainlab.scale.plan import PopulationPlan
from trainlab.scale.population import DeviceData, PopulationRun, Retired
from trainlab.scale.progress import Progress
from trainlab.store import StudyWriter


def train_study(
    plans: Sequence[PopulationPlan],
    dataset_of: Callable[..., Dataset],
    writer: StudyWriter,
    info: StudyInfo,
    progress: Progress,
) -> StudyInfo:
    """Train every population of a study, committing each chunk.

    Populations run one after the other: each has the whole machine, so that its measured seconds are its own.

    Args:
        plans: the populations.
        dataset_of: the dataset for a plan's data settings.
        writer: the study's folder.
        info: what the study is.
        progress: told what happens.

    Returns:
        ``info`` with the seconds spent compiling and training.
    """
    begin = time.perf_counter()
    compiler = Compiler()
    try:
        compiled = compiler.compile_all(plans, dataset_of, progress.compiling)
    finally:
        compiler.close()
    compile_seconds = time.perf_counter() - begin

    @cache
    def on_devices(data: tuple, eval_examples: int, devices: int) -> DeviceData:
        return _on_devices(dataset_of(data), eval_examples, devices)

    begin = time.perf_counter()
    made = _Made(sum(trial.length for plan in plans for trial in plan.trials))
    for plan, programs in zip(plans, compiled, strict=True):
        writer.record_population(replace(plan.population, compile_seconds=programs.seconds))
    with _Committer(writer) as committer:
        for plan, programs in zip(plans, compiled, strict=True):
            data = on_devices(plan.data, plan.eval_examples, plan.population.devices)
            run = PopulationRun(plan, programs, data)
            for number, (chunk, retired) in enumerate(run.chunks()):
                committer.commit(plan, number, chunk, retired)
                made.count(chunk.progress)
                progress.training(made.steps, made.total, chunk.progress, time.perf_counter() - begin)
    info = replace(info, seconds={"compile": compile_seconds, "train": time.perf_counter() - begin})
    writer.finish(info)
    return info


class _Made:
    """Steps made so far, over all trials; those a diverged trial no longer needs count as made."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._by_trial: dict[int, int] = {}

    @property
    def steps(self) -> int:
        return sum(self._by_trial.values())

    def count(self, trials: Sequence[Trial]) -> None:
        for trial in trials:
            self._by_trial[trial.id] = trial.length if trial.status == "diverged" else trial.steps


class _Committer:
    """Commits a chunk while the next one computes; one at a time, in order."""

    def __init__(self, writer: StudyWriter) -> None:
        self._writer = writer
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
        self._pending: Future[None] | None = None

    def __enter__(self) -> _Committer:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._pool.shutdown(wait=True)
        if kind is None:
            self._wait()

    def commit(self, plan: PopulationPlan, number: int, chunk: Chunk, retired: Retired | None) -> None:
        """Start to commit a chunk, once the one before is committed; raises what that one raised."""
        self._wait()
        self._pending = self._pool.submit(self._commit, plan, number, chunk, retired)

    def _wait(self) -> None:
        if self._pending is not None:
            self._pending.result()

    def _commit(self, plan: PopulationPlan, number: int, chunk: Chunk, retired: Retired | None) -> None:
        if retired is not None:
            _save(self._writer, plan, retired, number)
        self._writer.commit(chunk)


def _on_devices(dataset: Dataset, eval_examples: int, devices: int) -> DeviceData:
    """The examples training looks at, flattened to (examples, features)."""
    train, validation = dataset.train, dataset.validation
    inputs = _flat(train.inputs)
    measured = (
        np.concatenate([inputs[:eval_examples], _flat(validation.inputs)]),
        np.concatenate([train.targets[:eval_examples], validation.targets]),
    )
    return DeviceData(*jax.device_put(((inputs, train.targets), measured), everywhere(devices)))


def _flat(inputs: np.ndarray) -> np.ndarray:
    return inputs.reshape(len(inputs), -1)


def _save(writer: StudyWriter, plan: PopulationPlan, retired: Retired, number: int) -> None:
    block = f"population-{plan.population.id:03d}-{number:03d}"
    ids = [trial.id for trial in retired.trials]
    weights: Mapping[str, Mapping[str, np.ndarray]] = {"final": retired.final, "best": retired.best}
    for which, tensors in weights.items():
        steps = [trial.steps if which == "final" else trial.best_step for trial in retired.trials]
        about = {
            "net": plan.recipe.net.notation,
            "activation": plan.population.static["activation"],
            "steps": steps,
        }
        writer.save_weights(which, block, ids, tensors, about)
