"""Which examples each step sees: planned on the host, shared by all trials of a population."""

from __future__ import annotations

import numpy as np


class BatchOrder:
    """The order of examples, at random access: any run of steps can be planned without those before it.

    Every epoch passes over all examples once. Its last batch is short where the batch size does not divide
    their number; it is padded with example 0 and its count says how many of its examples are real.

    Args:
        examples: number of training examples.
        batch_size: examples of a full batch, at most ``examples``.
        shuffle: draw a new order every epoch, or keep the order of the data.
        order_seed: seed of the orders; epoch e draws from ``[order_seed, e]``.
    """

    def __init__(self, examples: int, batch_size: int, *, shuffle: bool, order_seed: int) -> None:
        self.examples = examples
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.order_seed = order_seed
        self.steps_per_epoch = -(-examples // batch_size)
        self.ragged = examples % batch_size != 0
        self._epoch = -1
        self._epoch_batches = np.empty((0, batch_size), np.int32)

    def _batches_of(self, epoch: int) -> np.ndarray:
        if epoch != self._epoch:
            order = np.zeros(self.steps_per_epoch * self.batch_size, np.int32)
            if self.shuffle:
                random = np.random.default_rng([self.order_seed, epoch])
                order[: self.examples] = random.permutation(self.examples)
            else:
                order[: self.examples] = np.arange(self.examples)
            self._epoch, self._epoch_batches = epoch, order.reshape(-1, self.batch_size)
        return self._epoch_batches

    def batches(self, first_step: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """The batches of a run of steps.

        Returns:
            indices: (steps, batch_size) int32, rows of the train split.
            counts: (steps,) int32, real examples in each batch.
        """
        indices = np.empty((steps, self.batch_size), np.int32)
        counts = np.full(steps, self.batch_size, np.int32)
        done = 0
        while done < steps:
            epoch, within = divmod(first_step + done, self.steps_per_epoch)
            take = min(steps - done, self.steps_per_epoch - within)
            indices[done : done + take] = self._batches_of(epoch)[within : within + take]
            done += take
            if self.ragged and within + take == self.steps_per_epoch:
                counts[done - 1] = self.examples % self.batch_size
        return indices, counts
