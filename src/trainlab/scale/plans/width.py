"""How many trials are stepped together on a device: a small rule, fitted to measurements.

Stepping trials together spares overhead: a step of a tiny net costs about 20 us however few trials it holds.
Stepping too many drives their weights and activations out of the cache: 4 nets of 784-512-10 stepped together
take longer than one after the other. So a device takes as many trials as fit its cache, up to a number from
which overhead no longer matters. ``bench/width.py`` measures both ends.
"""

from __future__ import annotations

import math

from trainlab.nets import Net
from trainlab.nets.lanes import LANES, fits

CACHE_BYTES = 1 << 20
"""Room for the trials stepped together: about the second-level cache of one core."""

MAX_TOGETHER = 32
"""From here on a tiny net's time per trial falls little, while blocks become too few to pack."""

MAX_ON_LANES = 64
"""The same of nets whose trials lie along the vector lanes."""

BYTES = 4
"""Of one float32."""


def working_set(net: Net, batch: int, state: int) -> int:
    """Bytes one trial touches in a step.

    Args:
        net: the architecture.
        batch: examples that go through the net together.
        state: numbers a step touches besides activations: weights, gradient, what the optimizer keeps.
    """
    units = sum(math.prod(layer.output_shape) for layer in net.layers)
    return BYTES * (state + 2 * batch * units)


def trials_together(net: Net, batch: int, state: int) -> int:
    """How many trials one device steps together, at most."""
    room = CACHE_BYTES // working_set(net, batch, state)
    if room >= LANES and fits(net, LANES):
        return min(MAX_ON_LANES, room - room % LANES)
    return max(1, min(MAX_TOGETHER, room))


def block_size(net: Net, together: int, trials: int) -> int:
    """How many trials one device steps together, of so many that it has to train.

    As few blocks as possible, and of nets whose trials lie along the vector lanes blocks of the same size: a
    block costs as much as if it were full.

    Args:
        net: the architecture.
        together: what :func:`trials_together` allows.
        trials: of the population, a device.
    """
    if trials < LANES or not fits(net, together):
        return min(together, trials)
    each = -(-trials // -(-trials // together))
    return -(-each // LANES) * LANES
