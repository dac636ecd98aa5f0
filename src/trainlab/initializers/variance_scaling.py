"""Initialisers whose variance is a number over the fans of a kernel: He's, Glorot's and LeCun's."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from trainlab.initializers.initializer import Initializer

if TYPE_CHECKING:
    import numpy as np

_TRUNCATED_DEVIATION = 0.87962566103423978
"""Deviation of a standard normal truncated to (-2, 2)."""

Deviation = Callable[[int, int], float]
"""From inputs of one output unit and outputs of one input unit to the deviation of the weights."""


def he(fan_in: int, fan_out: int) -> float:
    """sqrt(2 / fan_in) (He et al. 2015).

    >>> he(50, 10)
    0.2
    """
    return math.sqrt(2 / fan_in)


def glorot(fan_in: int, fan_out: int) -> float:
    """sqrt(2 / (fan_in + fan_out)) (Glorot and Bengio 2010)."""
    return math.sqrt(2 / (fan_in + fan_out))


def lecun(fan_in: int, fan_out: int) -> float:
    """sqrt(1 / fan_in) (LeCun et al. 1998)."""
    return math.sqrt(1 / fan_in)


def _normal(name: str, deviation_of: Deviation) -> Initializer:
    """A normal truncated at two deviations and rescaled, so that its deviation is the one named."""

    def draw(
        random: np.random.Generator, shape: tuple[int, ...], fans: tuple[int, int], init_gain: float
    ) -> np.ndarray:
        import numpy as np

        values = random.standard_normal(shape, dtype=np.float32)
        while (outside := np.abs(values) > 2).any():
            values[outside] = random.standard_normal(int(outside.sum()), dtype=np.float32)
        return values / np.float32(_TRUNCATED_DEVIATION) * np.float32(init_gain * deviation_of(*fans))

    return Initializer(name=name, draw=draw)


def _uniform(name: str, deviation_of: Deviation) -> Initializer:
    def draw(
        random: np.random.Generator, shape: tuple[int, ...], fans: tuple[int, int], init_gain: float
    ) -> np.ndarray:
        import numpy as np

        uniform = random.random(shape, dtype=np.float32) * 2 - 1
        return uniform * (np.float32(init_gain * deviation_of(*fans)) * np.float32(math.sqrt(3)))

    return Initializer(name=name, draw=draw)


HE_NORMAL = _normal("he_normal", he)
HE_UNIFORM = _uniform("he_uniform", he)
GLOROT_NORMAL = _normal("glorot_normal", glorot)
GLOROT_UNIFORM = _uniform("glorot_uniform", glorot)
LECUN_NORMAL = _normal("lecun_normal", lecun)
