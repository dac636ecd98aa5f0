"""A Ray cluster, as planning sees it: its nodes, what they run, and the workers on them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from trainlab.counted import counted
from trainlab.errors import ResourceError
from trainlab.scale.executors.ray_cluster.admission import ANSWER_SECONDS, Admission
from trainlab.scale.executors.ray_cluster.connect import connected
from trainlab.scale.executors.ray_cluster.executor import RayExecutor
from trainlab.scale.executors.ray_cluster.members import Members
from trainlab.scale.executors.ray_cluster.nodes import alive
from trainlab.scale.executors.ray_cluster.slots import Slot, devices_each, slots
from trainlab.scale.machine.devices import device_count
from trainlab.scale.machine.versions import versions
from trainlab.scale.observer import Observer
from trainlab.scale.plans.parts import cut
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.plans.study_plan import StudyPlan
from trainlab.scale.population.pace import Pace
from trainlab.specs.room import added

START_SECONDS = 120.0
"""How long the first worker may take to start."""

LOOK_SECONDS = 1.0
"""Between two looks at which nodes there are."""

OF_A_MACHINE = ("device", "platform", "processor", "threads", "xla_flags", "jax_options")
"""What may differ between nodes. Curves are bitwise repeatable among machines that agree on it."""


class Cluster:
    """The nodes of a cluster, with workers on them; use :meth:`opened`.

    Attributes:
        devices: devices that a population may be spread over.
        notes: what a person should know of it, a line each.
    """

    def __init__(self, ray: Any, most: int | None, needed: int | None) -> None:
        self._ray, self._most = ray, most
        self._looked = time.monotonic()
        self._nodes = alive(ray.nodes())
        self._admission = Admission(ray)
        self._admission.ask(self._nodes, ANSWER_SECONDS)
        if why := self._admission.refusal(self._nodes):
            raise ResourceError(why)
        self.devices = needed or devices_each(self._nodes, device_count(), most)
        self.members = Members(ray, self.devices, added())
        self.notes: Sequence[str] = ()

    @classmethod
    @contextmanager
    def opened(cls, most: int | None = None, needed: int | None = None) -> Iterator[Cluster]:
        """Join a cluster and start workers, at least one of which is ready then.

        Args:
            most: devices that the study may take; all by default.
            needed: devices that the populations of a stored study are spread over.

        Raises:
            UsageError: Ray is not installed.
            ResourceError: there is no cluster, or its nodes are not fit for it.
        """
        with connected() as ray:
            cluster = cls(ray, most, needed)
            try:
                cluster._start()
                yield cluster
            finally:
                cluster.members.close()

    def available_bytes(self) -> int | None:
        """Memory of the worker that has least: what is free on its node, shared with those beside it."""
        ready = self.members.ready
        rooms = [member.about.memory for member in ready if member.about and member.about.memory is not None]
        beside = max(
            (sum(one.slot.node.host == member.slot.node.host for one in self.members) for member in ready),
            default=1,
        )
        return min(rooms) // beside if rooms else None

    def versions(self) -> Mapping[str, str]:
        """Those of this process, with the kinds of machine that the workers are."""
        found = [member.about.versions for member in self.members.ready if member.about]
        kinds = {
            name: " | ".join(sorted({its[name] for its in found if name in its})) for name in OF_A_MACHINE
        }
        own = {name: value for name, value in versions().items() if name not in OF_A_MACHINE}
        return {**own, "devices": str(self.devices), **{name: kind for name, kind in kinds.items() if kind}}

    def cut(self, plans: Sequence[PopulationPlan]) -> list[PopulationPlan]:
        """The populations of a new study, in parts for all workers."""
        return cut(plans, len(self._slots()))

    def executor(self, planned: StudyPlan, observer: Observer, pace: Pace | None = None) -> RayExecutor:
        """Trains on the workers."""
        return RayExecutor(self, planned.dataset_of, observer.compiling, observer.stop.requested, pace)

    @property
    def ray(self) -> Any:
        """Ray, connected."""
        return self._ray

    def look(self) -> None:
        """See which nodes and workers there are now: nodes that have joined get workers."""
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._looked = time.monotonic()
            self._nodes = alive(self._ray.nodes())
            self._admission.ask(self._nodes)
            self.members.keep_up(self._slots())
        self.members.hear()

    def _slots(self) -> list[Slot]:
        return slots(self._admission.fit(self._nodes), self.devices, self._most)

    def _start(self) -> None:
        self.members.keep_up(self._slots())
        if not self._slots():
            raise ResourceError(
                f"the cluster has {counted(len(self._nodes), 'node')} and nothing to train on: it lends "
                "neither cores nor accelerators."
            )
        deadline, why = time.monotonic() + START_SECONDS, ""
        while True:
            for member, error in self.members.hear():
                why = f" ({member.slot.node.name}: {' '.join(str(error).split())[:300]})"
            starting = [member for member in self.members if member.about is None]
            if not starting and self.members.ready:
                break
            if not starting or time.monotonic() > deadline:
                if self.members.ready:
                    break
                raise ResourceError(f"no worker could be started on the cluster{why}.")
            self.members.wait(0.2)
        self.notes = self._noted()

    def _noted(self) -> list[str]:
        names = ", ".join(dict.fromkeys(member.slot.node.name for member in self.members))
        said = [f"cluster: {counted(len([*self.members]), 'worker')} on {names}."]
        kinds = dict.fromkeys(member.kind for member in self.members.ready)
        if len(kinds) > 1:
            said.append(
                f"cluster: its nodes are of {len(kinds)} kinds ({'; '.join(kinds)}); curves are bitwise "
                "those of a run on one machine only where all of it trained on one kind."
            )
        return said
