"""Training what a study asks for, leg by leg: every chunk is committed, counted and reported."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from trainlab.record import Chunk, Population, StudyInfo, Trial
from trainlab.scale.executors.executor import Executor, Leg
from trainlab.scale.observer import Observer, StopRequested
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.sink import Sink


class Training:
    """Leads the training of a study; use it as a context manager.

    Args:
        info: what the study is.
        trials: its trials, as far as they are known.
        executor: trains populations.
        sink: takes what is made.
        observer: notified of what happens, and asked all the time whether to stop as soon as what is being
            made is committed.
    """

    def __init__(
        self, info: StudyInfo, trials: Iterable[Trial], executor: Executor, sink: Sink, observer: Observer
    ) -> None:
        self._info, self._executor, self._sink, self._observer = info, executor, sink, observer
        self._clock, self._made = _Clock(info.seconds), _Made(trials)
        self._populations: dict[int, Population] = {}
        self._committer = _Committer(sink, executor.committed)

    def __enter__(self) -> Training:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            self._committer.close(wait=kind is None)
        finally:
            self._executor.close()

    @property
    def seconds(self) -> Mapping[str, float]:
        """The study's seconds so far, by phase."""
        return self._clock.seconds

    def expect(self, trials: Iterable[Trial]) -> None:
        """Count further trials among what is to be made."""
        self._made.add(trials)

    def prepare(self, plans: Sequence[PopulationPlan]) -> list[PopulationPlan]:
        """Compile some populations, and enter what that took.

        Raises:
            StopRequested: it was asked to stop before all was ready.
        """
        with self._clock.counting("compile"):
            ready = self._executor.prepare(plans)
        self.wait()  # the sink takes one thread at a time
        for plan in ready:
            self._populations[plan.population.id] = plan.population
            self._sink.record_population(plan.population)
        return ready

    def train(self, legs: Sequence[Leg]) -> Iterator[Chunk]:
        """Train some populations, each to the end of its leg; yields chunks whose commit has begun.

        Raises:
            StopRequested: it was asked to stop; what was made is committed.
            ResourceError: not even one trial at a time fits.
            StorageError: a chunk could not be written.
        """
        with self._clock.counting("train"):
            try:
                for event in self._executor.train(legs):
                    if isinstance(event, Population):
                        self.wait()
                        self._enter(event)
                        continue
                    self._clock.count_probes(event)
                    self._committer.commit(event, self._clock.seconds)
                    self._made.count(event.progress)
                    self._observer.training(
                        self._made.steps, self._made.total, event.progress, self._clock.seconds["train"]
                    )
                    yield event
            except StopRequested:
                self.wait()
                raise

    def _enter(self, population: Population) -> None:
        """Enter how a population trains from now on, and say what of that people should know."""
        before = self._populations.get(population.id, population)
        self._populations[population.id] = population
        if population.width < before.width:
            self._observer.narrowed(population)
        if population.places and population.places != before.places:
            self._observer.placed(population)
        self._sink.record_population(population)

    def commit(self, chunk: Chunk) -> None:
        """Commit what is not made by training a step, such as the end of trials that were given up."""
        self._committer.commit(chunk, self._clock.seconds)
        self._made.count(chunk.progress)
        self.wait()

    def wait(self) -> None:
        """Wait until everything handed over is committed; raises what a commit raised."""
        self._committer.wait()

    def finish(self) -> StudyInfo:
        """Everything is trained."""
        self._committer.close(wait=True)
        info = replace(self._info, seconds=self._clock.seconds)
        self._sink.finish(info)
        return info


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
        self.add(trials)

    @property
    def steps(self) -> int:
        return sum(self._by_trial.values())

    def add(self, trials: Iterable[Trial]) -> None:
        for trial in trials:
            self.total += trial.length
            self.count([trial])

    def count(self, trials: Sequence[Trial]) -> None:
        for trial in trials:
            self._by_trial[trial.id] = trial.length if trial.over else trial.steps


class _Committer:
    """Commits a chunk while the next one computes; one at a time, in order."""

    def __init__(self, sink: Sink, committed: Callable[[int, float, float], None]) -> None:
        self._sink, self._committed = sink, committed
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
        self._pending: Future[None] | None = None

    def close(self, wait: bool) -> None:
        """Commit what is pending; raises what that raised if it is to be waited for."""
        self._pool.shutdown(wait=True)
        if wait:
            self.wait()

    def commit(self, chunk: Chunk, seconds: Mapping[str, float]) -> None:
        """Start to commit a chunk, once the one before is committed; raises what that one raised.

        Args:
            chunk: the chunk.
            seconds: the study's seconds so far, by phase.
        """

        def commit() -> None:
            begin, used = time.perf_counter(), time.thread_time()
            self._sink.commit(chunk, seconds)
            took = time.perf_counter() - begin, time.thread_time() - used
            if chunk.progress:
                self._committed(chunk.progress[0].population, *took)

        self.wait()
        self._pending = self._pool.submit(commit)

    def wait(self) -> None:
        """Wait until the last chunk is committed; raises what its commit raised."""
        if self._pending is not None:
            self._pending.result()
