"""What there is to train on: ``trainlab workers``, ``tl.workers()``."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainlab.scale.executors.ray_cluster.admission import ANSWER_SECONDS, Admission
from trainlab.scale.executors.ray_cluster.connect import ADDRESS, connected
from trainlab.scale.executors.ray_cluster.facts import differences, installed
from trainlab.scale.executors.ray_cluster.nodes import alive
from trainlab.scale.machine.devices import cores


@dataclass(frozen=True, slots=True)
class WorkerNode:
    """A node.

    Attributes:
        node, address: its name, and where it is.
        cores, accelerators: that it lends.
        accelerator: their kind.
        versions: what is installed there; nothing where it did not answer.
        differs: what of that is not as it is here, in words: it does not train then.
    """

    node: str
    address: str
    cores: int
    accelerators: int
    accelerator: str
    versions: Mapping[str, str]
    differs: Sequence[str]


def workers() -> list[WorkerNode]:
    """What there is to train on with ``on="ray"``.

    Returns:
        The nodes of the cluster that ``RAY_ADDRESS`` names; this machine alone where it names none.

    Raises:
        UsageError: Ray is not installed.
        ResourceError: the cluster cannot be reached.
    """
    if os.environ.get(ADDRESS, "") in ("", "local"):
        return [WorkerNode(socket.gethostname(), "", cores(), 0, "", installed(), ())]
    with connected() as ray:
        nodes, admission = alive(ray.nodes()), Admission(ray)
        admission.ask(nodes, ANSWER_SECONDS)
        here, found = admission.here, admission.found
        return [
            WorkerNode(
                node.name, node.host, node.cores, node.accelerators, node.accelerator, found.get(node.id, {}),
                differences(here, found[node.id]) if node.id in found else ("it does not answer",),
            )
            for node in nodes
        ]  # fmt: skip
