"""What the units of layers put out over a set of examples: their mean, their spread, and which are dead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from trainlab.activations import ACTIVATIONS
from trainlab.nets import Mode, Net, Parameters
from trainlab.probes.curves import unit_layers

CONSTANT = 1e-6
"""Outputs that differ by less, measured by 1 or by the largest of them, count as constant: a few times what
32-bit floats cannot distinguish. A sigmoid that is saturated so far passes on a millionth of the gradient."""

Outputs = Float[Array, "units numbers"]
"""What a layer puts out: a row a unit, with a column for each example (and, of images, each place)."""

AnyArray = TypeVar("AnyArray", Array, np.ndarray)
"""Arrays of JAX inside programs, of NumPy where the outputs are at hand (:mod:`trainlab.checks`)."""


def layer_outputs(
    net: Net,
    parameters: Parameters,
    statistics: Parameters,
    mode: Mode,
    inputs: Float[Array, "examples features"],
) -> dict[str, Outputs]:
    """The outputs of every layer of :func:`~trainlab.probes.curves.unit_layers`, after its activation.

    A unit is an output of a dense layer, or a channel of images: the numbers made with the same weights.

    Args:
        net: the net.
        parameters, statistics: one trial's.
        mode: how the net is run through.
        inputs: the examples as rows.
    """
    wanted, examples = {layer.name for layer in unit_layers(net)}, inputs.shape[0]
    outputs = {}
    for layer, x, _ in net.walk(parameters, inputs, mode, statistics):
        if layer.name in wanted:
            outputs[layer.name] = by_unit(x, examples)
    return outputs


def by_unit(output: AnyArray, examples: int) -> AnyArray:
    """A layer's output for a batch, as the net carries it, as a row a unit.

    Args:
        output: (batch, features), or planes with the batch last; in JAX or in NumPy.
        examples: how many of the batch are real; they come first.

    Returns:
        (units, numbers), as ``Outputs``.
    """
    if output.ndim == 4:
        return output[..., :examples].reshape(output.shape[0], -1)
    return output[:examples].T


def dead_share(outputs: AnyArray, activation: str) -> Any:
    """The share of a layer's units that are dead: their output does not depend on the example.

    - ``relu``: 0 for every example (at every place of an image): no gradient passes, so that no step on these
      examples revives it.
    - any other: constant, within ``CONSTANT`` of the larger of 1 and its largest output. So is a ``sigmoid``
      or ``tanh`` that is saturated on the same side for every example, an ``elu``, ``gelu``, ``silu`` or
      ``softplus`` far below zero, and a unit of weights 0.

    Args:
        outputs: (units, numbers) of the layer, in JAX or in NumPy.
        activation: its name.

    >>> dead_share(jnp.array([[0.0, 0.0], [0.0, 2.0]]), "relu").item()
    0.5

    References:
        Maas et al., "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013, for dead units;
        Glorot and Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks", 2010,
        section 3, for saturated ones.
    """
    if ACTIVATIONS[activation].zero_is_dead:
        return (outputs <= 0).all(axis=1).mean()
    scale = abs(outputs).max(axis=1).clip(1)
    return (outputs.max(axis=1) - outputs.min(axis=1) <= CONSTANT * scale).mean()


def mean_and_spread(outputs: Outputs) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """The mean and the standard deviation of everything a layer puts out, over units and examples."""
    mean = outputs.mean()
    return mean, jnp.sqrt(jnp.square(outputs - mean).mean())


def activations(net: Net) -> Mapping[str, str]:
    """The name of the activation of every layer with units."""
    return {layer.name: layer.activation for layer in unit_layers(net)}  # type: ignore[attr-defined]
