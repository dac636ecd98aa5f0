"""The nodes of a cluster, as Ray lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ACCELERATORS = "GPU"
"""What Ray calls accelerators that it lends."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node that is alive.

    Attributes:
        id: Ray's name for it.
        name: of its host; where several nodes share that, with a number.
        host: its address.
        cores: CPU cores that it lends.
        accelerators: GPUs that it lends.
        accelerator: their kind; empty without.
    """

    id: str
    name: str
    host: str
    cores: int
    accelerators: int = 0
    accelerator: str = ""


def alive(listed: Sequence[dict[str, Any]]) -> list[Node]:
    """The nodes that are alive, by name.

    Args:
        listed: what ``ray.nodes()`` says.
    """
    living = [one for one in listed if one.get("Alive") and one["NodeID"]]
    shared = Counter(_host_name(one) for one in living)
    nodes, seen = [], Counter[str]()
    for one in sorted(living, key=_order):
        name, resources = _host_name(one), one.get("Resources", {})
        if shared[name] > 1:
            seen[name] += 1
            name = f"{name}/{seen[name]}"
        kinds = [key.partition(":")[2] for key in resources if key.startswith("accelerator_type:")]
        nodes.append(
            Node(
                one["NodeID"], name, str(one["NodeManagerAddress"]), int(resources.get("CPU", 0)),
                int(resources.get(ACCELERATORS, 0)), ", ".join(kinds),
            )
        )  # fmt: skip
    return nodes


def _host_name(one: dict[str, Any]) -> str:
    return str(one.get("NodeManagerHostname") or one["NodeManagerAddress"])


def _order(one: dict[str, Any]) -> tuple[bool, str, int, str]:
    """The head first, then by host; ports tell nodes of a host apart."""
    head = "node:__internal_head__" in one.get("Resources", {})
    return not head, _host_name(one), int(one.get("NodeManagerPort", 0)), one["NodeID"]
