"""What a study is planned for and trained on: this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from trainlab.errors import UsageError
from trainlab.scale.executors.executor import Executor
from trainlab.scale.executors.local import LocalExecutor
from trainlab.scale.executors.where import RAY, Where
from trainlab.scale.machine import versions as of_machine
from trainlab.scale.machine.devices import device_count
from trainlab.scale.machine.free_memory import available_bytes
from trainlab.scale.observer import Observer
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.plans.study_plan import StudyPlan
from trainlab.scale.population.pace import Pace


class Machines(Protocol):
    """Where populations train, as planning sees it.

    Attributes:
        devices: devices that a population may be spread over.
        notes: what a person should know of them, a line each.
    """

    devices: int
    notes: Sequence[str]

    def available_bytes(self) -> int | None:
        """Memory that one population may take; None where that is not known."""
        ...

    def versions(self) -> Mapping[str, str]:
        """What numbers made there depend on; see :func:`trainlab.scale.machine.versions.versions`."""
        ...

    def cut(self, plans: Sequence[PopulationPlan]) -> list[PopulationPlan]:
        """The populations of a new study, in parts that keep all of it busy."""
        ...

    def executor(self, planned: StudyPlan, observer: Observer, pace: Pace | None = None) -> Executor:
        """What trains a study there."""
        ...


class ThisMachine:
    """Populations train here, one after the other, each on all devices.

    Args:
        devices: how many of the devices a new population takes at most; all by default.
    """

    notes: Sequence[str] = ()

    def __init__(self, devices: int | None = None) -> None:
        there = device_count()
        if devices is not None and devices > there:
            raise UsageError(f"devices must be at most {there}, which this machine has, not {devices}.")
        self.devices = devices or there

    def available_bytes(self) -> int | None:
        """Memory that is free here."""
        return available_bytes()

    def versions(self) -> Mapping[str, str]:
        """Those of this process."""
        return of_machine.versions()

    def cut(self, plans: Sequence[PopulationPlan]) -> list[PopulationPlan]:
        """Nothing is gained by parts."""
        return list(plans)

    def executor(self, planned: StudyPlan, observer: Observer, pace: Pace | None = None) -> LocalExecutor:
        """Trains here."""
        return LocalExecutor(planned.dataset_of, observer.compiling, observer.stop.requested, pace)


@contextmanager
def machines(where: Where, needed: int | None = None) -> Iterator[Machines]:
    """Open what a study is trained on; to be called inside of :func:`trainlab.scale.engine.engine`.

    Args:
        where: what was asked for.
        needed: devices that the populations of a stored study are spread over.

    Raises:
        UsageError: there are not as many devices, or what leads there is not installed.
        ResourceError: there is no such cluster, or its nodes are not fit for it.
    """
    if where.on != RAY:
        yield ThisMachine(where.devices)
        return
    from trainlab.scale.executors.ray_cluster.cluster import Cluster

    with Cluster.opened(where.devices, needed) as cluster:
        yield cluster
