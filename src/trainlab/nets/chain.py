"""Reading a net that is a chain of dense layers, such as ``784-300-10``."""

from __future__ import annotations

import re
from itertools import pairwise

from trainlab.errors import NetError
from trainlab.nets.layers.dense import Dense
from trainlab.nets.layers.dropout import Dropout
from trainlab.nets.layers.layer import Layer
from trainlab.nets.spelling import shorten
from trainlab.nets.tokens import MAX_UNITS

_CHAIN = re.compile(r"[0-9]{1,9}(-[0-9]{1,9})+")


def is_chain(notation: str) -> bool:
    """Whether a net is written as numbers joined by hyphens."""
    return _CHAIN.fullmatch(notation.strip()) is not None


def read_sizes(notation: str) -> list[int]:
    """The numbers of a chain: inputs, hidden units, outputs.

    Raises:
        NetError: it is not a chain, or a number is out of range.
    """
    if not is_chain(notation):
        written = shorten(" ".join(notation.split()))
        raise NetError(
            f"net '{written}' cannot be read: write whole numbers joined by hyphens, inputs first "
            "and outputs last, such as 784-500-300-10, or layers in order, such as conv3x3x8 flatten dense10."
        )
    sizes = [int(part) for part in notation.strip().split("-")]
    for position, size in enumerate(sizes, start=1):
        if not 1 <= size <= MAX_UNITS:
            raise NetError(
                f"net '{shorten(notation)}' has {size} units in place {position}: allowed are 1 to "
                f"{MAX_UNITS:,}."
            )
    return sizes


def chain_layers(sizes: list[int], activation: str, dropout: bool) -> tuple[Layer, ...]:
    """The layers of a chain: ``hidden1``, ``hidden2``, ..., ``output``.

    Args:
        sizes: inputs, hidden units, outputs.
        activation: of the hidden layers; the output layer gives logits.
        dropout: whether a dropout with the recipe's rate follows every hidden layer.
    """
    layers: list[Layer] = []
    pairs = list(pairwise(sizes))
    for number, (inputs, outputs) in enumerate(pairs[:-1], start=1):
        layers.append(Dense(f"hidden{number}", inputs, outputs, activation))
        if dropout:
            layers.append(Dropout(f"dropout{number}", (outputs,), None))
    return (*layers, Dense("output", *pairs[-1], "identity"))
