"""The weights of nets out of the tensors of a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.nets.net import Net
from trainlab.nets.packing import unpack

STATE = {"final": "state", "best": "best"}
"""Kind of weights -> what a checkpoint calls the state that holds them."""


def stored_weights(net: Net, tensors: Mapping[str, np.ndarray], which: str) -> dict[str, np.ndarray]:
    """Variables that learn, and statistics, of all trials of a checkpoint.

    Args:
        net: what its program trains.
        tensors: name -> (trials, ...) as in ``record.Checkpoint``.
        which: ``final`` for the current weights, ``best`` for those of the best evaluation so far.

    Returns:
        ``layer.variable`` -> (trials, ``*shape``).
    """
    start = f"{STATE[which]}."
    held = {name.removeprefix(start): tensor for name, tensor in tensors.items() if name.startswith(start)}
    packed = held.get("parameters")
    if packed is None:
        found = _named(held, "parameters")
    else:
        layers = unpack(net, packed)
        found = {f"{layer}.{name}": np.asarray(array)
                 for layer, arrays in layers.items() for name, array in arrays.items()}  # fmt: skip
    return {**found, **_named(held, "statistics")}


def _named(tensors: Mapping[str, np.ndarray], kind: str) -> dict[str, np.ndarray]:
    return {
        name.removeprefix(f"{kind}."): np.asarray(tensor)
        for name, tensor in tensors.items()
        if name.startswith(f"{kind}.")
    }
