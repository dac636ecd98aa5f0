"""How fast the nodes of a cluster train, from the chunks that come in."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence

from trainlab.record import Population, Trial

WINDOW_SECONDS = 15.0
"""Chunks of so many seconds are counted: a few of each population."""


class NodeSpeeds:
    """Steps of trials a second, node by node.

    Args:
        now: the clock.

    Example:
        >>> from trainlab.record import Place
        >>> clock = iter([0.0, 10.0, 10.0])
        >>> speeds = NodeSpeeds(lambda: next(clock))
        >>> speeds.placed(Population(0, {}, (0,), 1, 1, places=(Place("a", "cpu"),)))
        >>> speeds.training([Trial(0, {}, 0, length=900, steps_per_epoch=1, parameters=3, steps=500)])
        >>> speeds.by_node()
        {'a': 50.0}
    """

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._node_of: dict[int, str] = {}
        self._since: dict[str, float] = {}
        self._steps: dict[int, int] = {}
        self._made: dict[str, deque[tuple[float, int]]] = {}

    def placed(self, population: Population) -> None:
        """A population trains on the last of its places from now on."""
        node = population.places[-1].node
        self._node_of[population.id] = node
        self._since.setdefault(node, self._now())

    def training(self, trials: Sequence[Trial]) -> None:
        """Trials of a chunk have come further."""
        if not trials or trials[0].population not in self._node_of:
            return
        node, now = self._node_of[trials[0].population], self._now()
        steps = sum(trial.steps - self._steps.get(trial.id, 0) for trial in trials)
        self._steps |= {trial.id: trial.steps for trial in trials}
        made = self._made.setdefault(node, deque())
        made.append((now, steps))
        while now - made[0][0] > WINDOW_SECONDS:
            made.popleft()

    def by_node(self) -> dict[str, float]:
        """Steps a second of the nodes that have handed over a chunk lately."""
        now, speeds = self._now(), {}
        for node in sorted(self._made):
            recent = [steps for when, steps in self._made[node] if now - when <= WINDOW_SECONDS]
            seconds = min(WINDOW_SECONDS, now - self._since[node])
            if recent and seconds > 0:
                speeds[node] = sum(recent) / seconds
        return speeds
