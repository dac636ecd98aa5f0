"""The workers of a cluster: started where there is room, and anew where they die."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from trainlab.scale.executors.ray_cluster.slots import Slot
from trainlab.scale.executors.ray_cluster.worker import About, Worker

MAX_FAILURES = 6
"""How often a worker may fail to start in one place, before that is left alone."""


@dataclass(slots=True, eq=False)
class Member:
    """A worker.

    Attributes:
        slot: where it is.
        actor: Ray's handle.
        asked: what will say what it runs on.
        about: what it runs on; None until it has said so.
    """

    slot: Slot
    actor: Any
    asked: Any
    about: About | None = None

    @property
    def kind(self) -> str:
        """The kind of machine it runs on."""
        found = self.about.versions if self.about else {}
        return found.get("processor") or found.get("device") or "unknown"


@dataclass
class Members:
    """All workers.

    Args:
        ray: Ray, connected.
        devices: devices that populations are spread over.
        registered: what users have added to trainlab.
    """

    ray: Any
    devices: int
    registered: Sequence[Any] = ()
    _members: dict[tuple[str, int], Member] = field(default_factory=dict)
    _failures: dict[tuple[str, int], int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Member]:
        return iter([*self._members.values()])

    def keep_up(self, wanted: Sequence[Slot]) -> None:
        """Start workers in slots that have none, and drop those whose node is gone."""
        keys = {(slot.node.id, slot.number) for slot in wanted}
        for key in [key for key in self._members if key not in keys]:
            self._drop(key)
        for slot in wanted:
            key = slot.node.id, slot.number
            if key not in self._members and self._failures.get(key, 0) < MAX_FAILURES:
                self._members[key] = self._started(slot)

    def _started(self, slot: Slot) -> Member:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        actor = self.ray.remote(Worker).options(
            num_cpus=slot.cores, num_gpus=slot.accelerators, max_restarts=0, max_concurrency=2,
            scheduling_strategy=NodeAffinitySchedulingStrategy(slot.node.id, soft=False),
        ).remote(self.devices, slot.cores, slot.first_core, self.registered)  # fmt: skip
        return Member(slot, actor, actor.about.remote())

    def lost(self, member: Member) -> None:
        """A worker died, or cannot be reached any more."""
        key = member.slot.node.id, member.slot.number
        if self._members.get(key) is member:
            self._drop(key)

    def hear(self) -> list[tuple[Member, BaseException]]:
        """Hear which workers are ready; those that failed to start, with why."""
        starting = [member for member in self if member.about is None]
        if not starting:
            return []
        done, _ = self.ray.wait([one.asked for one in starting], num_returns=len(starting), timeout=0)
        failed = []
        for member in starting:
            if member.asked in done:
                key = member.slot.node.id, member.slot.number
                try:
                    member.about = self.ray.get(member.asked)
                    self._failures.pop(key, None)
                except Exception as error:
                    self._failures[key] = self._failures.get(key, 0) + 1
                    self.lost(member)
                    failed.append((member, error))
        return failed

    @property
    def ready(self) -> list[Member]:
        """The workers that can train."""
        return [member for member in self if member.about is not None]

    def wait(self, seconds: float) -> None:
        """Wait until another worker is ready, or some seconds."""
        starting = [member.asked for member in self if member.about is None]
        if starting:
            self.ray.wait(starting, num_returns=1, timeout=seconds)
        else:
            time.sleep(seconds)

    def close(self) -> None:
        """End all workers."""
        for key in [*self._members]:
            self._drop(key)

    def _drop(self, key: tuple[str, int]) -> None:
        member = self._members.pop(key)
        with suppress(Exception):  # it is dead already, or the cluster is
            self.ray.kill(member.actor, no_restart=True)
