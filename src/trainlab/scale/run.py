"""Training a whole study on this machine: compile its programs, then train its populations one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from trainlab.data import Dataset
from trainlab.record import Checkpoint, Chunk, StudyInfo, Trial
from trainlab.scale.observer import Observer, StopRequested
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.population.device_data import OnDevices
from trainlab.scale.population.out_of_memory import narrowing_chunks
from trainlab.scale.population.pace import Pace
from trainlab.scale.population.population import PopulationRun
from trainlab.scale.programs.compile import Compiler, PopulationPrograms
from trainlab.scale.sink import Sink


def train_study(
    plans: Sequence[PopulationPlan],
    dataset_of: Callable[..., Dataset],
    sink: Sink,
    info: StudyInfo,
    observer: Observer,
    *,
    checkpoints: Sequence[Checkpoint] = (),
    pace: Pace | None = None,
) -> StudyInfo:
    """Train every population of a study that is not over yet, committing each chunk.

    Populations run one after the other: each has the whole machine, so that its measured seconds are its own.

    Args:
        plans: the populations; the records of their trials say how far they have come.
        dataset_of: the dataset for a plan's data settings.
        sink: takes what is made.
        info: what the study is.
        observer: notified of what happens, and asked all the time whether to stop as soon as what is being
            made is committed.
        checkpoints: where populations whose training has begun continue.
        pace: how long chunks are.

    Returns:
        ``info`` with the seconds spent compiling, training and probing.

    Raises:
        StopRequested: it was asked to stop before everything was trained.
        ResourceError: not even one trial at a time fits.
        StorageError: a chunk could not be written.
    """
    waiting = [plan for plan in plans if not all(trial.over for trial in plan.trials)]
    clock, stopping = _Clock(info.seconds), observer.stop.requested
    compiler = Compiler()
    try:
        with clock.counting("compile"):
            compiled = compiler.compile_all(waiting, dataset_of, observer.compiling, stopping)
    finally:
        compiler.close()
    if compiled is None:
        raise StopRequested
    prepare = OnDevices(dataset_of)
    made = _Made(trial for plan in plans for trial in plan.trials)
    standing = {checkpoint.population: checkpoint for checkpoint in checkpoints}
    waiting = [_timed(plan, programs) for plan, programs in zip(waiting, compiled, strict=True)]
    for plan in waiting:
        sink.record_population(plan.population)
    with clock.counting("train"), _Committer(sink) as committer:
        narrower = _Narrower(committer, sink, dataset_of, observer)
        for plan, programs in zip(waiting, compiled, strict=True):
            if stopping():
                committer.wait()
                raise StopRequested
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
                observer.training(made.steps, made.total, chunk.progress, clock.seconds["train"])
                if stopping() and chunk.checkpoint is not None:
                    committer.wait()
                    raise StopRequested
    info = replace(info, seconds=clock.seconds)
    sink.finish(info)
    return info


def _timed(plan: PopulationPlan, programs: PopulationPrograms) -> PopulationPlan:
    """The plan with the time its programs took counted into what it took before."""
    before = plan.population.compile_seconds or 0.0
    return replace(plan, population=replace(plan.population, compile_seconds=before + programs.seconds))


class _Narrower:
    """Makes a population ready to continue at a smaller width."""

    def __init__(
        self,
        committer: _Committer,
        sink: Sink,
        dataset_of: Callable[..., Dataset],
        observer: Observer,
    ) -> None:
        self._committer = committer
        self._sink = sink
        self._dataset_of = dataset_of
        self._observer = observer

    def __call__(self, plan: PopulationPlan) -> PopulationPrograms:
        """Enter the new width into the study, and compile for it."""
        self._committer.wait()  # the sink takes one thread at a time
        self._observer.narrowed(plan.population)
        compiler, stopping = Compiler(), self._observer.stop.requested
        try:
            compiled = compiler.compile_all([plan], self._dataset_of, lambda done, of: None, stopping)
        finally:
            compiler.close()
        if compiled is None:
            raise StopRequested
        self._sink.record_population(_timed(plan, compiled[0]).population)
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

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
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
            pace: given what the commit took.
        """
        self.wait()
        self._pending = self._pool.submit(self._commit, chunk, seconds, pace)

    def wait(self) -> None:
        """Wait until the last chunk is committed; raises what its commit raised."""
        if self._pending is not None:
            self._pending.result()

    def _commit(self, chunk: Chunk, seconds: Mapping[str, float], pace: Pace) -> None:
        begin, used = time.perf_counter(), time.thread_time()
        self._sink.commit(chunk, seconds)
        pace.duration, pace.cost = time.perf_counter() - begin, time.thread_time() - used
