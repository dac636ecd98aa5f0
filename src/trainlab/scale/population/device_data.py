"""What training looks at, on the devices: examples, and which of them the steps of a run see."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

import jax
import numpy as np

from trainlab.data import Dataset
from trainlab.scale.machine.devices import everywhere
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.train.inputs import Batches
from trainlab.train.order import BatchOrder
from trainlab.train.prefix import apply_prefix


class DeviceData(NamedTuple):
    """What training looks at, on every device.

    Attributes:
        train: inputs (examples, features) and targets of the train split.
        measured: the same of what an evaluation measures: training examples, then the validation split; and
            what a difference of 1 between numeric targets is in the unit of the file, else None.
    """

    train: tuple[jax.Array, jax.Array]
    measured: tuple[jax.Array, jax.Array, jax.Array | None]


class OnDevices:
    """Puts datasets on the devices; populations that look at the same share it.

    Examples are rows: what leaves the cached prefix of a population's net, or the data itself.
    """

    def __init__(self, dataset_of: Callable[..., Dataset]) -> None:
        self._dataset_of = dataset_of
        self._made: dict[Hashable, DeviceData] = {}

    def __call__(self, plan: PopulationPlan) -> DeviceData:
        start = plan.population.static.get("start_from") if plan.prefix is not None else None
        key = (plan.data, plan.eval_examples, plan.population.devices, plan.prefix, start)
        if key in self._made:
            return self._made[key]
        dataset = self._dataset_of(plan.data)
        train, validation = dataset.train, dataset.validation
        inputs, held_out = _rows(train.inputs), _rows(validation.inputs)
        if plan.prefix is not None:
            inputs, held_out = (apply_prefix(plan.prefix, plan.reused, rows) for rows in (inputs, held_out))
        measured = (
            np.concatenate([inputs[: plan.eval_examples], held_out]),
            np.concatenate([train.targets[: plan.eval_examples], validation.targets]),
            dataset.target_unit.astype(np.float32) if plan.targets else None,
        )
        devices = plan.population.devices
        data = DeviceData(*jax.device_put(((inputs, train.targets), measured), everywhere(devices)))
        return self._made.setdefault(key, data)


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


def _rows(inputs: np.ndarray) -> np.ndarray:
    return inputs.reshape(len(inputs), -1)
