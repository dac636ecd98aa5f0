"""What a schedule is specified by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trainlab.specs.room import Room
from trainlab.specs.setting import Setting


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Schedule:
    """One way for the learning rate to change: its name, its settings, and the function that gives the rate.

    Attributes:
        name: what a user writes, ``schedule=cosine``.
        rate_at: the rate, from the number of updates since the schedule started, the learning rate, and its
            settings by name: those that are static as plain values, the others as scalars. JAX is imported
            inside it, so that the settings are known without. None where the step does not change the rate.
        settings: the settings that mean something to it, each with its default here; those that several
            have are in :mod:`trainlab.schedules.shared`.
        auto_parts: how many times its ``decay_steps`` fits into a trial under ``auto``.
    """

    name: str
    rate_at: Callable[..., Any] | None
    settings: tuple[Setting, ...] = ()
    auto_parts: int = 1

    @staticmethod
    def room() -> Room[Schedule]:
        """Where it is listed."""
        from trainlab.schedules import SCHEDULES

        return SCHEDULES
