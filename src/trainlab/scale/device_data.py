"""The arrays that training looks at."""

from __future__ import annotations

from typing import NamedTuple

import jax


class DeviceData(NamedTuple):
    """What training looks at, on every device.

    Attributes:
        train: inputs (examples, features) and targets of the train split.
        measured: the same of what an evaluation measures: training examples, then the validation split.
    """

    train: tuple[jax.Array, jax.Array]
    measured: tuple[jax.Array, jax.Array]
