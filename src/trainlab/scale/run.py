"""Training a whole study on this machine: compile its programs, then train its populations one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from trainlab.data import Dataset
from trainlab.errors import Interrupted, ResourceError, StorageError
from trainlab.record import Checkpoint, Chunk, StudyInfo, Trial
from trainlab.scale.compile import Compiler, PopulationPrograms
from trainlab.scale.device_data import OnDevices
from trainlab.scale.out_of_memory import narrowing_chunks
from trainlab.scale.pace import Pace
from trainlab.scale.plan import PopulationPlan
from trainlab.scale.population import PopulationRun
from trainlab.scale.progress import Progress
from trainlab.store import StudyWriter


def train_study(
    plans: Sequence[PopulationPlan],
    dataset_of: Callable[..., Dataset],
    writer: StudyWriter,
    info: StudyInfo,
    progress: Progress,
    *,
    checkpoints: Sequence[Checkpoint] = (),
    stopping: Callable[[], bool] = lambda: False,
    pace: Pace | None = None,
) -> StudyInfo:
    """Train every population of a study that is not over yet, committing each chunk.

    Populations run one after the other: each has the whole machine, so that its measured seconds are its own.

    Args:
        plans: the populations; the records of their trials say how far they have come.
        dataset_of: the dataset for a plan's data settings.
        writer: the study's folder.
        info: what the study is.
        progress: told what happens.
        checkpoints: where populations go on whose training has begun.
        stopping: asked all the time: whether to stop as soon as what is being made is committed.
        pace: how long chunks are.

    Returns:
        ``info`` with the seconds spent compiling, training and probing.

    Raises:
        Interrupted: it was asked to stop before everything was trained.
        ResourceError: not even one trial at a time fits.
        StorageError: a chunk could not be written.
    """
    waiting = [plan for plan in plans if not all(trial.over for trial in plan.trials)]
    clock = _Clock(info.seconds)
    compiler = Compiler()
    try:
        with clock.counting("compile"):
            compiled = compiler.compile_all(waiting, dataset_of, progress.compiling, stopping)
    finally:
        compiler.close()
    if compiled is None:
        raise Interrupted(writer.folder)
    prepare = OnDevices(dataset_of)
    made = _Made(trial for plan in plans for trial in plan.trials)
    standing = {checkpoint.population: checkpoint for checkpoint in checkpoints}
    waiting = [_timed(plan, programs) for plan, programs in zip(waiting, compiled, strict=True)]
    for plan in waiting:
        writer.record_population(plan.population)
    with _saying_how_to_go_on(writer.folder), clock.counting("train"), _Committer(writer) as committer:
        narrower = _Narrower(committer, writer, dataset_of, progress, stopping)
        for plan, programs in zip(waiting, compiled, strict=True):
            if stopping():
                committer.wait()
                raise Interrupted(writer.folder)
            paced = replace(pace or Pace())

            def start(
                plan: PopulationPlan,
                programs: PopulationPrograms,
                checkpoint: Checkpoint | None,
                paced: Pace = paced,
            ) -> PopulationRun:
                return PopulationRun(plan, programs, prepare(plan), checkpoint, paced, stopping)

            checkpoint = standing.get(plan.population.id)
            for chunk in narrowing_chunks(plan, programs, checkpoint, start, narrower):
                clock.count_probes(chunk)
                committer.commit(chunk, clock.seconds, paced)
                made.count(chunk.progress)
                progress.training(made.steps, made.total, chunk.progress, clock.seconds["train"])
                if stopping() and chunk.checkpoint is not None:
                    committer.wait()
                    raise Interrupted(writer.folder)
    info = replace(info, seconds=clock.seconds)
    with _saying_how_to_go_on(writer.folder):
        writer.finish(info)
    return info


@contextmanager
def _saying_how_to_go_on(folder: Path) -> Iterator[None]:
    """Add to an error of the disk or of memory what a person can do once it is put right."""
    try:
        yield
    except (StorageError, ResourceError) as error:
        advice = f"What was committed is kept: once that is put right, go on with 'trainlab resume {folder}'."
        raise type(error)(f"{error} {advice}") from error


def _timed(plan: PopulationPlan, programs: PopulationPrograms) -> PopulationPlan:
    """The plan with the time its programs took counted into what it took before."""
    before = plan.population.compile_seconds or 0.0
    return replace(plan, population=replace(plan.population, compile_seconds=before + programs.seconds))


class _Narrower:
    """Makes a population ready to go on at a smaller width."""

    def __init__(
        self,
        committer: _Committer,
        writer: StudyWriter,
        dataset_of: Callable[..., Dataset],
        progress: Progress,
        stopping: Callable[[], bool],
    ) -> None:
        self._committer = committer
        self._writer = writer
        self._dataset_of = dataset_of
        self._progress = progress
        self._stopping = stopping

    def __call__(self, plan: PopulationPlan) -> PopulationPrograms:
        """Enter the new width into the study, and compile for it."""
        self._committer.wait()  # the writer takes one thread at a time
        self._progress.narrowed(plan.population)
        compiler = Compiler()
        try:
            compiled = compiler.compile_all([plan], self._dataset_of, lambda done, of: None, self._stopping)
        finally:
            compiler.close()
        if compiled is None:
            raise Interrupted(self._writer.folder)
        self._writer.record_population(_timed(plan, compiled[0]).population)
        return compiled[0]


class _Clock:
    """The seconds of a study's phases, those of earlier runs included."""

    def __init__(self, before: Mapping[str, float]) -> None:
        self._counted = {"compile": 0.0, "train": 0.0, **before}
        self._running: tuple[str, float] | None = None

    @contextmanager
    def counting(self, phase: str) -> Iterator[None]:
        """Count what the body takes."""
        self._running = phase, time.perf_counter()
        try:
            yield
        finally:
            self._counted, self._running = self.seconds, None

    def count_probes(self, chunk: Chunk) -> None:
        """Count what a chunk's probes took as a phase of its own, not as training."""
        if chunk.probes is not None:
            self._counted["train"] -= chunk.probes.seconds
            self._counted["probe"] = self._counted.get("probe", 0.0) + chunk.probes.seconds

    @property
    def seconds(self) -> dict[str, float]:
        """So far, by phase."""
        seconds = dict(self._counted)
        if self._running is not None:
            phase, begin = self._running
            seconds[phase] += time.perf_counter() - begin
        return seconds


class _Made:
    """Steps made so far, over all trials; those a trial that ended early no longer needs count as made."""

    def __init__(self, trials: Iterable[Trial]) -> None:
        self.total = 0
        self._by_trial: dict[int, int] = {}
        for trial in trials:
            self.total += trial.length
            self.count([trial])

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
            self.wait()

    def commit(self, chunk: Chunk, seconds: Mapping[str, float], pace: Pace) -> None:
        """Start to commit a chunk, once the one before is committed; raises what that one raised.

        Args:
            chunk: the chunk.
            seconds: the study's seconds so far, by phase.
            pace: told what the commit took.
        """
        self.wait()
        self._pending = self._pool.submit(self._commit, chunk, seconds, pace)

    def wait(self) -> None:
        """Wait until the last chunk is committed; raises what its commit raised."""
        if self._pending is not None:
            self._pending.result()

    def _commit(self, chunk: Chunk, seconds: Mapping[str, float], pace: Pace) -> None:
        begin, used = time.perf_counter(), time.thread_time()
        self._writer.commit(chunk, seconds)
        pace.duration, pace.cost = time.perf_counter() - begin, time.thread_time() - used
