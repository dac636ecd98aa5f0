"""The batches of a run of steps, as the programs of a population take them."""

from __future__ import annotations

import jax
import numpy as np

from trainlab.scale.machine.devices import everywhere
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.train.inputs import Batches
from trainlab.train.order import BatchOrder


class BatchPlan:
    """Plans the batches of one population.

    Args:
        plan: the population.
        examples: training examples there are.
        capacity: most steps of a run.
    """

    def __init__(self, plan: PopulationPlan, examples: int, capacity: int) -> None:
        static = plan.population.static
        self._devices, self._capacity = plan.population.devices, capacity
        self._order = None
        if plan.batch is not None:
            self._order = BatchOrder(
                examples, plan.batch, shuffle=bool(static["shuffle"]), order_seed=int(static["order_seed"])
            )

    def batches(self, first: int, last: int) -> Batches | None:
        """Those of some steps, on the devices; None where every step sees the whole train split."""
        if self._order is None:
            return None
        steps = last - first
        indices = np.zeros((self._capacity, self._order.batch_size), np.int32)
        counts = np.ones(self._capacity, np.int32)
        indices[:steps], counts[:steps] = self._order.batches(first, steps)
        batches = (indices, counts if self._order.ragged else None)
        return Batches(*jax.device_put(batches, everywhere(self._devices)))
