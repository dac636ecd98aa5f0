"""Training a whole study on this machine: compile its programs, then train its populations one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

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
from trainlab.train.prefix import apply_prefix


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

    prepare = _Prepared(dataset_of)

    begin = time.perf_counter()
    made = _Made(sum(trial.length for plan in plans for trial in plan.trials))
    for plan, programs in zip(plans, compiled, strict=True):
        writer.record_population(replace(plan.population, compile_seconds=programs.seconds))
    with _Committer(writer) as committer:
        for plan, programs in zip(plans, compiled, strict=True):
            run = PopulationRun(plan, programs, prepare(plan))
            for number, (chunk, retired) in enumerate(run.chunks()):
                committer.commit(plan, number, chunk, retired)
                made.count(chunk.progress)
                progress.training(made.steps, made.total, chunk.progress, time.perf_counter() - begin)
    info = replace(info, seconds={"compile": compile_seconds, "train": time.perf_counter() - begin})
    writer.finish(info)
    return info


class _Made:
    """Steps made so far, over all trials; those a trial that ended early no longer needs count as made."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._by_trial: dict[int, int] = {}

    @property
    def steps(self) -> int:
        return sum(self._by_trial.values())

    def count(self, trials: Sequence[Trial]) -> None:
        for trial in trials:
            self._by_trial[trial.id] = trial.length if trial.over else trial.steps


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


class _Prepared:
    """Datasets on the devices, as populations look at them; those that look at the same share it."""

    def __init__(self, dataset_of: Callable[..., Dataset]) -> None:
        self._dataset_of = dataset_of
        self._made: dict[Hashable, DeviceData] = {}

    def __call__(self, plan: PopulationPlan) -> DeviceData:
        start = plan.population.static.get("start_from") if plan.prefix is not None else None
        key = (plan.data, plan.eval_examples, plan.population.devices, plan.prefix, start)
        if key not in self._made:
            self._made[key] = self._make(plan)
        return self._made[key]

    def _make(self, plan: PopulationPlan) -> DeviceData:
        """The examples training looks at, as rows: what leaves the cached prefix, or the data itself."""
        dataset = self._dataset_of(plan.data)
        train, validation = dataset.train, dataset.validation
        inputs, held_out = _rows(train.inputs), _rows(validation.inputs)
        if plan.prefix is not None:
            inputs, held_out = (apply_prefix(plan.prefix, plan.reused, rows) for rows in (inputs, held_out))
        measured = (
            np.concatenate([inputs[: plan.eval_examples], held_out]),
            np.concatenate([train.targets[: plan.eval_examples], validation.targets]),
        )
        devices = plan.population.devices
        return DeviceData(*jax.device_put(((inputs, train.targets), measured), everywhere(devices)))


def _rows(inputs: np.ndarray) -> np.ndarray:
    return inputs.reshape(len(inputs), -1)


def _save(writer: StudyWriter, plan: PopulationPlan, retired: Retired, number: int) -> None:
    block = f"population-{plan.population.id:03d}-{number:03d}"
    ids = [trial.id for trial in retired.trials]
    weights: Mapping[str, Mapping[str, np.ndarray]] = {"final": retired.final, "best": retired.best}
    for which, tensors in weights.items():
        steps = [trial.steps if which == "final" else trial.best_step for trial in retired.trials]
        about = {
            "net": plan.net.notation,
            "activation": plan.population.static["activation"],
            "steps": steps,
        }
        writer.save_weights(which, block, ids, tensors, about)
