"""Ray clusters for tests: nodes of one core each on this machine, led by a process of their own.

Ray starts nodes by forking, and a process in which JAX has started should not fork. Run as a program it reads
a line of JSON a request: ``{"add": 1}`` and ``{"remove": NUMBER}`` of nodes; the head is number 0.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

STORE_BYTES = 100 << 20


class RayNodes:
    """Some nodes; use it as a context manager.

    Attributes:
        address: of the cluster, for ``RAY_ADDRESS``.
        process: the number of the process that leads them.
    """

    def __init__(self, count: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.process = self._process.pid
        self.address = str(self._ask({"add": count}))

    def __enter__(self) -> RayNodes:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()

    def add(self) -> None:
        """Another node joins."""
        self._ask({"add": 1})

    def remove(self, number: int) -> None:
        """A node dies, with all of its processes, as if its machine had lost its power."""
        self._ask({"remove": number})

    def _ask(self, request: dict[str, int]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def lead() -> None:
    """Do what is asked until nobody asks any more."""
    from trainlab.scale.executors.ray_cluster.connect import import_ray

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Ray prints
    import_ray()
    from ray.cluster_utils import Cluster

    one = {"num_cpus": 1, "object_store_memory": STORE_BYTES}
    cluster, nodes = Cluster(), []
    for line in sys.stdin:
        request = json.loads(line)
        for _ in range(request.get("add", 0)):
            of_head = {} if nodes else {"include_dashboard": False}
            try:
                nodes.append(cluster.add_node(**one, **of_head))
            except Exception:  # on a busy machine a node may take longer to start than Ray waits
                nodes.append(cluster.add_node(**one, **of_head))
        if "remove" in request:
            cluster.remove_node(nodes.pop(request["remove"]), allow_graceful=False)
        answers.write(json.dumps(cluster.address) + "\n")
        answers.flush()
    cluster.shutdown()


if __name__ == "__main__":
    lead()
