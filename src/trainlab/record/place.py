"""Where a population was trained, when that was not one machine from its beginning to its end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a cluster on which a population was trained.

    Attributes:
        node: its name.
        kind: its processor, or its accelerator. Curves are bitwise repeatable among machines of one kind.
        step: steps that the population had made when it came there.
    """

    node: str
    kind: str
    step: int = 0
