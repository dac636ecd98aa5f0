"""Where a study is trained: what a person may ask for."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainlab.errors import UsageError, shown, unknown_name

if TYPE_CHECKING:
    from trainlab.scale.executors.machines import Machines

LOCAL, RAY = "local", "ray"

PLACES = (LOCAL, RAY)
"""This machine, or the nodes of a Ray cluster."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a study is trained.

    Attributes:
        on: one of :data:`PLACES`.
        devices: cores, or accelerators, that it takes at most; None for all there are.
    """

    on: str = LOCAL
    devices: int | None = None

    @classmethod
    def of(cls, on: object = None, devices: object = None) -> Where:
        """What was asked for.

        Raises:
            UsageError: there is no such place, or the number of devices is none.
        """
        on = LOCAL if on is None else on
        if not isinstance(on, str) or on not in PLACES:
            raise UsageError(
                unknown_name("place to train on", on, PLACES)
                if isinstance(on, str)
                else f"on is 'local' or 'ray', not {shown(on)}."
            )
        if devices is not None and (type(devices) is not int or devices < 1):
            raise UsageError(f"devices is a whole number from 1 on, not {shown(devices)}.")
        return cls(on, devices)

    def joined(self) -> AbstractContextManager[object]:
        """Join what leads there, before JAX starts: a cluster on this machine is started by forking.

        Raises:
            UsageError: what that needs is not installed.
            ResourceError: it cannot be reached.
        """
        if self.on != RAY:
            return nullcontext()
        from trainlab.scale.executors.ray_cluster.connect import connected

        return connected()

    def opened(self, needed: int | None = None) -> AbstractContextManager[Machines]:
        """Open what a study is trained on; see :func:`trainlab.scale.executors.machines.machines`."""
        from trainlab.scale.executors.machines import machines

        return machines(self, needed)


HERE = Where()
"""This machine, all of it."""
