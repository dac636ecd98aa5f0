"""Regularisers at their places in a step: in the loss, on the gradient, on the weights after the update."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from jaxtyping import Array, Float, Int

from trainlab.nets import Net, Parameters
from trainlab.regularisers import REGULARISERS

Gradient = TypeVar("Gradient")


def _acting(place: str, hyper: Mapping[str, Array], active: frozenset[str]) -> Iterator[Callable[..., Any]]:
    """What the regularisers of a population do at one place, in their order, with their settings."""
    for regulariser in REGULARISERS.values():
        function = getattr(regulariser, place)
        if function is not None and regulariser.name in active:
            yield partial(function, **{setting.name: hyper[setting.name] for setting in regulariser.settings})


def penalty(
    net: Net, variables: Parameters, hyper: Mapping[str, Array], active: frozenset[str]
) -> Float[Array, ""] | float:
    """What is added to the loss of one trial for the weights themselves.

    It is of the kernels of the layers that learn; biases, and the scales and shifts of batch normalisation,
    are exempt.

    Args:
        net: the net.
        variables: the trial's, by layer and name.
        hyper: the trial's traced settings.
        active: mechanisms this population uses; a penalty that is not among them is not computed, and
            without any the sum is 0.
    """
    kernels = [
        variables[layer.name][name]
        for layer in net.layers if layer.name not in net.frozen
        for name in layer.variables if name.endswith("kernel")
    ]  # fmt: skip
    return sum((term(kernels) for term in _acting("penalty", hyper, active)), start=0.0)


def penalises(active: frozenset[str]) -> bool:
    """Whether something is added to the loss for the weights themselves."""
    return any(REGULARISERS[name].penalty is not None for name in active if name in REGULARISERS)


def weighed(
    losses: Float[Array, " batch"],
    classes: Int[Array, " batch"] | Float[Array, "batch targets"],
    hyper: Mapping[str, Array],
    active: frozenset[str],
) -> Float[Array, " batch"]:
    """The losses of examples, changed by what weighs them."""
    for change in _acting("losses", hyper, active):
        losses = change(losses, classes)
    return losses


def clipped(gradient: Gradient, hyper: Mapping[str, Array], active: frozenset[str]) -> Gradient:
    """The gradient of one trial after clipping: by value first, then by norm.

    Args:
        gradient: a pytree of arrays.
        hyper: the trial's traced settings.
        active: mechanisms this population uses; without any of these, the gradient is returned untouched.
    """
    for change in _acting("gradient", hyper, active):
        gradient = change(gradient)
    return gradient


def by_number(active: frozenset[str]) -> bool:
    """Whether what happens to gradients and weights looks at one number after the other, never at several."""
    acting = [REGULARISERS[name] for name in active if name in REGULARISERS]
    return all(one.kernel is None and (one.gradient is None or one.by_number) for one in acting)


def limits_kernels(active: frozenset[str]) -> bool:
    """Whether weights are changed after an update."""
    return any(REGULARISERS[name].kernel is not None for name in active if name in REGULARISERS)


def limited(
    net: Net, variables: Parameters, hyper: Mapping[str, Array], active: frozenset[str]
) -> Parameters:
    """The variables of one trial after an update, held within limits.

    Args:
        net: the net.
        variables: the trial's, by layer and name; those of frozen layers may be there or not.
        hyper: the trial's traced settings.
        active: mechanisms this population uses.

    Returns:
        All the variables that were given: biases, other variables that are not kernels, and frozen layers as
        they were.
    """
    after = dict(variables)
    for limit in _acting("kernel", hyper, active):
        for layer in net.layers:
            if layer.name in net.frozen:
                continue
            for name in [name for name in layer.variables if name.endswith("kernel")]:
                kernel = limit(after[layer.name][name], layer.incoming(name))
                after[layer.name] = {**after[layer.name], name: kernel}
    return after
