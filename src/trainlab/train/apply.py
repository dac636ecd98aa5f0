"""Using one trained net: measuring it on a split, and predicting with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import jax
import numpy as np

from trainlab.errors import DataError
from trainlab.nets import read_net
from trainlab.settings import Value
from trainlab.train.evaluate import BLOCK, measure
from trainlab.train.loss import probabilities


def nested(weights: Mapping[str, np.ndarray]) -> dict[str, dict[str, np.ndarray]]:
    """Weights by ``layer.variable`` as parameters by layer and variable."""
    parameters: dict[str, dict[str, np.ndarray]] = {}
    for name, array in weights.items():
        layer, _, variable = name.rpartition(".")
        parameters.setdefault(layer, {})[variable] = array
    return parameters


def evaluate_split(
    settings: Mapping[str, Value], weights: Mapping[str, np.ndarray], inputs: np.ndarray, targets: np.ndarray
) -> tuple[float, float]:
    """Mean loss and accuracy of a trial's net on a split.

    Args:
        settings: the trial's settings.
        weights: ``layer.variable`` -> array.
        inputs: (examples, *input_shape).
        targets: (examples,) class numbers.
    """
    net = read_net(str(settings["net"]), str(settings["activation"]))
    program = jax.jit(partial(measure, net, str(settings["loss"]), boundary=len(targets)))
    flat = inputs.reshape(len(inputs), -1)
    loss, accuracy = program(parameters=nested(weights), inputs=flat, targets=targets)
    # Counted again from its share, so that 137 of 150 is not a rounded 32-bit number.
    return float(loss[0]), round(float(accuracy[0]) * len(targets)) / len(targets)


def predict_probabilities(
    settings: Mapping[str, Value], weights: Mapping[str, np.ndarray], inputs: np.ndarray
) -> np.ndarray:
    """The probability of every class for each example, (examples, classes) float32.

    Raises:
        DataError: an example does not have as many numbers as the net takes.
    """
    net = read_net(str(settings["net"]), str(settings["activation"]))
    if inputs.ndim < 2 or math.prod(inputs.shape[1:]) != net.inputs:
        raise DataError(
            f"net '{net.notation}' takes {net.inputs} numbers an example: inputs must be "
            f"(examples, {net.inputs}), not {inputs.shape}."
        )
    flat = inputs.reshape(len(inputs), net.inputs)
    parameters = nested(weights)
    program = jax.jit(lambda x: probabilities(net.apply(parameters, x)))
    # One block size for all: an example's prediction does not depend on how many come with it.
    blocks = []
    for first in range(0, len(flat), BLOCK):
        block = flat[first : first + BLOCK]
        padded = np.zeros((BLOCK, net.inputs), np.float32)
        padded[: len(block)] = block
        blocks.append(np.asarray(program(padded))[: len(block)])
    return np.concatenate(blocks) if blocks else np.empty((0, max(2, net.outputs)), np.float32)
