"""Using one trained net: measuring it on a split, and predicting with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import jax
import numpy as np
from jaxtyping import Array, Float, Int

from trainlab.errors import DataError
from trainlab.losses import LOSSES
from trainlab.nets import Mode, Net, Parameters
from trainlab.nets.layers import Shape
from trainlab.settings import Value
from trainlab.tasks import metrics_of, task_of
from trainlab.train.jax_options import COMPILER_OPTIONS
from trainlab.train.loss import probabilities
from trainlab.train.measure import BLOCK, measure
from trainlab.train.trained import in_use, trained_net

LARGEST_ACTIVATION = 2**22
"""Numbers of one layer's output for a block of examples, at most: 16 MiB."""


def nested(weights: Mapping[str, np.ndarray]) -> dict[str, dict[str, np.ndarray]]:
    """Weights by ``layer.variable`` as parameters by layer and variable."""
    parameters: dict[str, dict[str, np.ndarray]] = {}
    for name, array in weights.items():
        layer, _, variable = name.rpartition(".")
        parameters.setdefault(layer, {})[variable] = array
    return parameters


def evaluate_split(
    settings: Mapping[str, Value],
    weights: Mapping[str, np.ndarray],
    inputs: np.ndarray,
    targets: np.ndarray,
    unit: np.ndarray | None = None,
) -> dict[str, float]:
    """What a trial's net measures on a split: the mean loss and other metrics, by name.

    Args:
        settings: the trial's settings.
        weights: ``layer.variable`` -> array, statistics too.
        inputs: (examples, *input_shape).
        targets: (examples,) class numbers, or (examples, targets) numbers.
        unit: (targets,) what a difference of 1 between numeric targets is in the unit of the file.
    """
    net = trained_net(settings, inputs.shape[1:])
    flat = inputs.reshape(len(inputs), -1)
    variables, statistics, hyper = _numbers(net, settings, weights)
    metrics, loss = metrics_of(settings), str(settings["loss"])
    hyper |= {one.name: np.asarray(settings[one.name], np.float32) for one in LOSSES[loss].settings}
    scale = None if unit is None or targets.ndim == 1 else unit.astype(np.float32)
    values = _measure(net, loss, metrics, variables, statistics, hyper, flat, targets, scale)
    found = {name: float(value) for name, value in zip(metrics, values, strict=True)}
    if "accuracy" in found:
        # Recovered from the share, so that 137 of 150 is not a rounded 32-bit number.
        found["accuracy"] = round(found["accuracy"] * len(targets)) / len(targets)
    return found


def predict_outputs(
    settings: Mapping[str, Value],
    weights: Mapping[str, np.ndarray],
    inputs: np.ndarray,
    input_shape: Shape | None = None,
) -> np.ndarray:
    """The probability of every class for each example, (examples, classes) float32; or its numbers.

    Numbers are (examples, targets), standardised where the targets of the trial are.

    Args:
        settings: the trial's settings.
        weights: ``layer.variable`` -> array, statistics too.
        inputs: (examples, *input_shape), or (examples, numbers) in that order.
        input_shape: shape of one example; that of ``inputs`` by default.

    Raises:
        DataError: an example does not have as many numbers as the net takes.
    """
    net = trained_net(settings, inputs.shape[1:] if input_shape is None else input_shape)
    if inputs.ndim < 2 or math.prod(inputs.shape[1:]) != net.inputs:
        raise DataError(
            f"net '{net.notation}' takes {net.inputs} numbers an example: inputs must be "
            f"(examples, {net.inputs}), not {inputs.shape}."
        )
    flat = inputs.reshape(len(inputs), net.inputs)
    numbers, numeric = _numbers(net, settings, weights), task_of(settings).numeric
    # One block size for all: an example's prediction does not depend on how many come with it.
    size = _block(net)
    blocks = []
    for first in range(0, len(flat), size):
        block = flat[first : first + size]
        padded = np.zeros((size, net.inputs), np.float32)
        padded[: len(block)] = block
        blocks.append(np.asarray(_predict(net, numeric, *numbers, padded))[: len(block)])
    columns = net.outputs if numeric else max(2, net.outputs)
    return np.concatenate(blocks) if blocks else np.empty((0, columns), np.float32)


def _block(net: Net) -> int:
    widest = max(net.inputs, *(math.prod(layer.output_shape) for layer in net.layers))
    return max(1, min(BLOCK, LARGEST_ACTIVATION // widest))


def _numbers(
    net: Net, settings: Mapping[str, Value], weights: Mapping[str, np.ndarray]
) -> tuple[Parameters, Parameters, dict[str, np.ndarray]]:
    """The variables, the statistics and the traced settings that the net is used with."""
    kept = {f"{layer}.{name}" for layer, shapes in net.statistics.items() for name in shapes}
    variables = nested({name: array for name, array in weights.items() if name not in kept})
    statistics = nested({name: array for name, array in weights.items() if name in kept})
    hyper = {name: np.asarray(settings[name], np.float32) for name in in_use() if name in settings}
    return variables, statistics, hyper


@partial(jax.jit, static_argnums=(0, 1, 2), compiler_options=dict(COMPILER_OPTIONS))
def _measure(
    net: Net,
    loss: str,
    metrics: tuple[str, ...],
    parameters: Parameters,
    statistics: Parameters,
    hyper: Mapping[str, Array],
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"] | Float[Array, "examples targets"],
    unit: Float[Array, " targets"] | None,
) -> Float[Array, " metrics"]:
    examples = inputs, targets, len(targets), unit
    return measure(net, loss, metrics, parameters, statistics, Mode(hyper=hyper), *examples)[0][0]


@partial(jax.jit, static_argnums=(0, 1), compiler_options=dict(COMPILER_OPTIONS))
def _predict(
    net: Net,
    numeric: bool,
    parameters: Parameters,
    statistics: Parameters,
    hyper: Mapping[str, Array],
    inputs: Float[Array, "examples features"],
) -> Float[Array, "examples answers"]:
    logits, _ = net.apply(parameters, inputs, Mode(hyper=hyper), statistics)
    return logits if numeric else probabilities(logits)
