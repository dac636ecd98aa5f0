"""Training a whole study on this machine: compile its programs, then train its populations one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from trainlab.record import Chunk, StudyInfo, Trial
from trainlab.scale.observer import Observer, StopRequested
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.plans.study_plan import StudyPlan
from trainlab.scale.population.device_data import OnDevices
from trainlab.scale.population.out_of_memory import narrowing_chunks
from trainlab.scale.population.pace import Pace
from trainlab.scale.population.population import PopulationRun
from trainlab.scale.programs.compile import Compiler, PopulationPrograms
from trainlab.scale.sink import Sink


def train_study(planned: StudyPlan, sink: Sink, observer: Observer, pace: Pace | None = None) -> StudyInfo:
    """Train every population of a study that is not over yet, committing each chunk.

    Populations run one after the other: each has the whole machine, so that its measured seconds are its own.

    Args:
        planned: the study.
        sink: takes what is made.
        observer: notified of what happens, and asked all the time whether to stop as soon as what is being
            made is committed.
        pace: how long chunks are.

    Returns:
        What the study is, with the seconds spent compiling, training and probing.

    Raises:
        StopRequested: it was asked to stop before everything was trained.
        ResourceError: not even one trial at a time fits.
        StorageError: a chunk could not be written.
    """
    observer.planned(len(planned.trials), planned.duplicates)
    observer.noted(planned.notes)
    observer.warned(planned.warnings)
    waiting = [plan for plan in planned.populations if not all(trial.over for trial in plan.trials)]
    clock, stopping = _Clock(planned.info.seconds), observer.stop.requested
    with clock.counting("compile"):
        ready = _with_programs(waiting, planned, observer.compiling, stopping)
    for plan, _ in ready:
        sink.record_population(plan.population)
    data_of, made = OnDevices(planned.dataset_of), _Made(planned.trials)
    standing = {checkpoint.population: checkpoint for checkpoint in planned.checkpoints}
    with clock.counting("train"), _Committer(sink) as committer:

        def narrowed(plan: PopulationPlan) -> tuple[PopulationPlan, PopulationPrograms]:
            committer.wait()  # the sink takes one thread at a time
            observer.narrowed(plan.population)
            [again] = _with_programs([plan], planned, lambda done, of: None, stopping)
            sink.record_population(again[0].population)
            return again

        for plan, programs in ready:
            if stopping():
                committer.wait()
                raise StopRequested
            paced = replace(pace or Pace())
            begin = partial(PopulationRun, data_of=data_of, pace=paced, stopping=stopping)
            checkpoint = standing.get(plan.population.id)
            for chunk in narrowing_chunks(plan, programs, checkpoint, begin, narrowed):
                clock.count_probes(chunk)
                committer.commit(chunk, clock.seconds, paced)
                made.count(chunk.progress)
                observer.training(made.steps, made.total, chunk.progress, clock.seconds["train"])
                if stopping() and chunk.checkpoint is not None:
                    committer.wait()
                    raise StopRequested
    info = replace(planned.info, seconds=clock.seconds)
    sink.finish(info)
    return info


def _with_programs(
    plans: Sequence[PopulationPlan],
    planned: StudyPlan,
    done: Callable[[int, int], None],
    stopping: Callable[[], bool],
) -> list[tuple[PopulationPlan, PopulationPrograms]]:
    """Some populations with their programs, the time these took counted into what they took before."""
    compiler = Compiler()
    try:
        compiled = compiler.compile_all(plans, planned.dataset_of, done, stopping)
    finally:
        compiler.close()
    if compiled is None:
        raise StopRequested
    ready = []
    for plan, programs in zip(plans, compiled, strict=True):
        seconds = (plan.population.compile_seconds or 0.0) + programs.seconds
        population = replace(plan.population, compile_seconds=seconds)
        ready.append((replace(plan, population=population), programs))
    return ready


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

        def commit() -> None:
            begin, used = time.perf_counter(), time.thread_time()
            self._sink.commit(chunk, seconds)
            pace.duration, pace.cost = time.perf_counter() - begin, time.thread_time() - used

        self.wait()
        self._pending = self._pool.submit(commit)

    def wait(self) -> None:
        """Wait until the last chunk is committed; raises what its commit raised."""
        if self._pending is not None:
            self._pending.result()
