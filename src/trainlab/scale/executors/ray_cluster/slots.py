"""How many workers a cluster has room for, and which cores each keeps to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trainlab.scale.executors.ray_cluster.nodes import Node


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for one worker, which trains one population at a time.

    Attributes:
        node: where.
        number: among those of its node.
        cores: that it keeps to.
        first_core: the first of them, counted over all slots of the host.
        accelerators: that it is lent.
    """

    node: Node
    number: int
    cores: int
    first_core: int
    accelerators: int = 0


def devices_each(nodes: Sequence[Node], here: int, most: int | None = None) -> int:
    """Devices that a population is spread over: what a machine of the kind has that trains it.

    Args:
        nodes: the nodes.
        here: CPU devices of this process, which decide where the nodes have no accelerators.
        most: devices that the study may take.
    """
    accelerators = max((node.accelerators for node in nodes), default=0)
    devices = accelerators or here
    return devices if most is None else min(devices, most)


def slots(nodes: Sequence[Node], devices: int, most: int | None = None) -> list[Slot]:
    """Room for workers, node by node.

    Where there are accelerators, nodes without any are left alone: their numbers would be others.

    Args:
        nodes: the nodes.
        devices: devices that a population is spread over. A node with fewer cores lends all it has, and they
            share them; one with fewer accelerators is left alone.
        most: devices that the study may take.
    """
    found: list[Slot] = []
    used = Counter[str]()
    accelerated = any(node.accelerators for node in nodes)
    for node in nodes:
        if accelerated:
            count, cores = (
                node.accelerators // devices,
                max(1, node.cores // max(1, node.accelerators) * devices),
            )
        else:
            cores = min(devices, node.cores)
            count = node.cores // cores if cores else 0
        for number in range(count):
            found.append(Slot(node, number, cores, used[node.host], devices if accelerated else 0))
            used[node.host] += cores
    return found if most is None else _spread(found)[: max(1, most // devices)]


def _spread(found: Sequence[Slot]) -> list[Slot]:
    """The first of each node, then the second of each, and so on."""
    return sorted(found, key=lambda slot: slot.number)
