"""All variables of a small net as one vector.

A tiny net spends its time on calling kernels, not in them. As one vector it is updated by one kernel instead
of one a variable: adam on 4-6-6-1 compiles in two thirds of the time and steps twice as fast. Large nets gain
nothing and would pay for cutting their kernels out of the vector, so they stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np
from jaxtyping import Float

from trainlab.nets.late import Array
from trainlab.nets.layers import Shape
from trainlab.nets.net import Net, Parameters

MAX_PACKED = 1024
"""Trainable numbers up to which a net is packed; from a few thousand on packing no longer gains."""

Packed = Parameters | Float[Array, "... numbers"]
"""Parameters as a program carries them: one vector of a small net, or the variables of a large one."""


def is_packed(net: Net) -> bool:
    """Whether programs carry the net's parameters as one vector."""
    return net.parameters <= MAX_PACKED


def pack(net: Net, parameters: Mapping[str, Mapping[str, Any]], arrays: ModuleType = np) -> Any:
    """One trial's trainable parameters as programs carry them; ``unpack`` takes it back.

    Args:
        net: the net.
        parameters: its variables; those of frozen layers are left out.
        arrays: the library the arrays are of: NumPy on the host, ``jax.numpy`` inside a program.
    """
    variables = net.variables
    if not is_packed(net):
        return {layer: dict(parameters[layer]) for layer in variables}
    return arrays.concatenate(
        [parameters[layer][name].reshape(-1) for layer, shapes in variables.items() for name in shapes]
    )


def packed_shapes(net: Net) -> Any:
    """Shapes of one trial's parameters as programs carry them."""
    return (net.parameters,) if is_packed(net) else net.variables


def unpack(net: Net, packed: Any) -> Parameters:
    """The net's variables by layer and name; leading axes, such as one of trials, are kept."""
    if not is_packed(net):
        return packed
    return _cut(net, lambda place, shape: packed[..., place].reshape(*packed.shape[:-1], *shape))


def unpack_rows(net: Net, packed: Any) -> Parameters:
    """The variables of a packed net out of its numbers along the first axis; axes after it are kept."""
    return _cut(net, lambda place, shape: packed[place].reshape(*shape, *packed.shape[1:]))


def _cut(net: Net, variable: Callable[[slice, Shape], Any]) -> Parameters:
    parameters: dict[str, dict[str, Any]] = {}
    start = 0
    for layer, variables in net.variables.items():
        parameters[layer] = {}
        for name, shape in variables.items():
            end = start + math.prod(shape)
            parameters[layer][name] = variable(slice(start, end), shape)
            start = end
    return parameters
