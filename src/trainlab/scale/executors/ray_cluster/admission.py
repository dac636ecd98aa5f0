"""Which nodes may train: those that run what this process runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from trainlab.scale.executors.ray_cluster import facts
from trainlab.scale.executors.ray_cluster.facts import differences, installed, refusal
from trainlab.scale.executors.ray_cluster.nodes import Node

ANSWER_SECONDS = 60.0
"""How long a node may take to say what is installed there."""


class Admission:
    """Asks nodes what is installed there.

    Args:
        ray: Ray, connected.

    Attributes:
        here: what is installed here.
        found: what is installed elsewhere, by the node's id.
    """

    def __init__(self, ray: Any) -> None:
        self._ray = ray
        self._asked: dict[str, Any] = {}
        self.here = installed()
        self.found: dict[str, dict[str, str]] = {}

    def ask(self, nodes: Sequence[Node], seconds: float = 0.0) -> None:
        """Ask those that are new, and hear those that answer within some seconds."""
        for node in nodes:
            if node.id not in self.found and node.id not in self._asked:
                self._asked[node.id] = self._question(node)
        there = {node.id for node in nodes}
        self._asked = {id: ref for id, ref in self._asked.items() if id in there}
        if not self._asked:
            return
        refs = [*self._asked.values()]
        done, _ = self._ray.wait(refs, num_returns=len(refs), timeout=seconds)
        for id, ref in [*self._asked.items()]:
            if ref in done:
                del self._asked[id]
                try:
                    self.found[id] = self._ray.get(ref)
                except self._ray.exceptions.RayError:  # it is gone, or is asked again
                    continue

    def fit(self, nodes: Sequence[Node]) -> list[Node]:
        """Those of some nodes that run what this process runs."""
        return [node for node in nodes if node.id in self.found and not self._differs(node)]

    def refusal(self, nodes: Sequence[Node]) -> str | None:
        """The sentence that refuses those that do not, or None."""
        return refusal([(node.name, self._differs(node)) for node in nodes if node.id in self.found])

    def _differs(self, node: Node) -> list[str]:
        return differences(self.here, self.found[node.id])

    def _question(self, node: Node) -> Any:
        from ray import cloudpickle
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        there = NodeAffinitySchedulingStrategy(node.id, soft=False)
        module = sys.modules[facts.__name__]
        cloudpickle.register_pickle_by_value(module)  # trainlab may not be installed there
        try:
            task = self._ray.remote(installed)
            return task.options(num_cpus=0, max_retries=0, scheduling_strategy=there).remote()
        finally:
            cloudpickle.unregister_pickle_by_value(module)
