"""A normal distribution of a deviation that a setting gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.initializers.initializer import Initializer
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import numpy as np


def draw(
    random: np.random.Generator,
    shape: tuple[int, ...],
    fans: tuple[int, int],
    init_gain: float,
    init_scale: float,
) -> np.ndarray:
    """Normal, with mean 0 and deviation ``init_gain * init_scale``, whatever the fans."""
    import numpy as np

    return random.standard_normal(shape, dtype=np.float32) * np.float32(init_gain * init_scale)


NORMAL = Initializer(
    name="normal",
    draw=draw,
    settings=(
        Setting(
            name="init_scale", owner="net", kind="host", type="number", default=0.05, low=0.0, scale="log",
            usual="random-log:0.001:1",
            meaning="Standard deviation of the kernels under weight_init=normal.",
        ),
    ),
)  # fmt: skip
