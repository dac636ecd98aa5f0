"""A worker: a process on a node that trains populations, and hands over what it makes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from trainlab.data import Dataset
from trainlab.errors import TrainlabError
from trainlab.scale.engine import engine
from trainlab.scale.executors.executor import Event, Leg
from trainlab.scale.observer import StopRequested
from trainlab.scale.population.pace import Pace

_TASKS = "/proc/self/task"
"""The threads of this process, on Linux."""


@dataclass(frozen=True, slots=True)
class About:
    """What a worker runs on.

    Attributes:
        versions: see :func:`trainlab.scale.machine.versions.versions`.
        memory: bytes that populations may take there; None where that is not known.
    """

    versions: Mapping[str, str]
    memory: int | None


@dataclass(frozen=True, slots=True)
class Failed:
    """Handed over in the place of an event: training ended with one of trainlab's errors.

    Attributes:
        kind: the error's class, by name.
        message: what it says.
    """

    kind: str
    message: str


class Worker:
    """Trains one population after the other; another thread of Ray's tells it to stop.

    Args:
        devices: devices that populations are spread over.
        cores: how many cores it keeps to.
        first_core: the first of them.
        registered: what the driver's user has added to trainlab.
    """

    def __init__(self, devices: int, cores: int, first_core: int, registered: Sequence[Any] = ()) -> None:
        self._devices = devices
        keep_to(first_core, cores)
        for row in registered:
            row.room().add(row)
        self._datasets: dict[Any, Dataset] = {}
        self._stopping = False
        self._local: Any = None
        self._opening = threading.Lock()

    def about(self) -> About:
        """What it runs on; JAX is started for that."""
        with engine(self._devices):
            from trainlab.scale.machine.free_memory import available_bytes
            from trainlab.scale.machine.versions import versions

            return About(versions(), available_bytes())

    def train(self, leg: Leg, data: Sequence[Any], pace: Pace | None) -> Iterator[Event | Failed]:
        """Train a population to the end of its leg.

        Args:
            leg: the leg.
            data: where Ray keeps its dataset, in a list, so that it is fetched once.
            pace: how long chunks are.
        """
        self._stopping = False
        try:
            with engine(self._devices):
                local = self._executor(pace)
                if leg.plan.data not in self._datasets:
                    import ray

                    self._datasets[leg.plan.data] = ray.get(data[0])
                [plan] = local.prepare([leg.plan])
                yield plan.population
                yield from local.train([replace(leg, plan=plan)])
        except StopRequested:
            return
        except TrainlabError as error:
            yield Failed(type(error).__name__, str(error))

    def committed(self, population: int, duration: float, cost: float) -> None:
        """A chunk is committed; see :class:`trainlab.scale.executors.executor.Executor`."""
        with suppress(KeyError, AttributeError):
            self._local.committed(population, duration, cost)

    def stop(self) -> None:
        """End the chunk as soon as it can be ended, and with it what is being trained."""
        self._stopping = True

    def _executor(self, pace: Pace | None) -> Any:
        with self._opening:
            if self._local is None:
                from trainlab.scale.executors.local import LocalExecutor

                self._local = LocalExecutor(
                    self._datasets.__getitem__, stopping=lambda: self._stopping, pace=pace
                )
            return self._local


def keep_to(first: int, count: int) -> None:
    """Keep this process to some of its cores, so that workers of one host do not share any.

    Args:
        first: the first of them; counted round where there are fewer.
        count: how many.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    there = sorted(os.sched_getaffinity(0))
    if count >= len(there):
        return
    chosen = {there[(first + number) % len(there)] for number in range(count)}
    for task in os.listdir(_TASKS):  # those that begin later inherit it
        with suppress(OSError):
            os.sched_setaffinity(int(task), chosen)
