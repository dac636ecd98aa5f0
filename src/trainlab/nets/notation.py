"""Reading a net from its notation, and holding it against the data."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from trainlab.errors import NetError
from trainlab.nets.dense import Dense
from trainlab.nets.net import Net

MAX_UNITS = 1_000_000
"""Units a layer may have: far above what trains, far below what overflows an index."""


def read_net(notation: str, activation: str) -> Net:
    """Read a net such as ``784-500-300-10``: inputs, hidden units, outputs, all dense.

    ``784-10`` has no hidden layer: the linear model.

    Args:
        notation: whole numbers joined by hyphens, at least two.
        activation: name of the hidden layers' activation; the output layer gives logits.

    Raises:
        NetError: the notation cannot be read.

    >>> net = read_net("784-500-10", "relu")
    >>> [layer.name for layer in net.layers], net.parameters
    (['hidden1', 'output'], 397510)
    """
    parts = notation.strip().split("-")
    if len(parts) < 2 or not all(re.fullmatch(r"[0-9]{1,9}", part) for part in parts):
        raise NetError(
            f"net '{notation}' cannot be read: write whole numbers joined by hyphens, inputs first and "
            "outputs last, such as 784-500-300-10."
        )
    sizes = [int(part) for part in parts]
    for position, size in enumerate(sizes, start=1):
        if not 1 <= size <= MAX_UNITS:
            raise NetError(
                f"net '{notation}' has {size} units in place {position}: allowed are 1 to {MAX_UNITS:,}."
            )
    layers = []
    for number, (inputs, outputs) in enumerate(pairwise(sizes), start=1):
        last = number == len(sizes) - 1
        name = "output" if last else f"hidden{number}"
        layers.append(Dense(name, inputs, outputs, "identity" if last else activation))
    return Net("-".join(str(size) for size in sizes), tuple(layers))


def check_fit(net: Net, input_shape: tuple[int, ...], classes: int, data: str) -> None:
    """Refuse a net whose ends do not fit the data.

    Args:
        net: the net.
        input_shape: shape of one example.
        classes: number of classes.
        data: the dataset's name, for the message.

    Raises:
        NetError: the first number is not the inputs of the data, or the last not its outputs.
    """
    inputs = math.prod(input_shape)
    outputs = "1 (sigmoid) or 2 (softmax)" if classes == 2 else str(classes)
    fits = net.outputs in (1, 2) if classes == 2 else net.outputs == classes
    middle = "".join(f"-{layer.outputs}" for layer in net.layers[:-1])
    suggestion = f"{inputs}{middle}-{net.outputs if fits else classes}"
    if net.inputs != inputs:
        shape = f" ({' x '.join(str(size) for size in input_shape)})" if len(input_shape) > 1 else ""
        raise NetError(
            f"net '{net.notation}' takes {net.inputs} inputs, but {data} has {inputs}{shape}: "
            f"write {suggestion}."
        )
    if not fits:
        plural = "output" if net.outputs == 1 else "outputs"
        raise NetError(
            f"net '{net.notation}' gives {net.outputs} {plural}, but {data} has {classes} classes, "
            f"which need {outputs}: write {suggestion}."
        )
