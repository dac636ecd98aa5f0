"""What probes are recorded as: names of curves, one a layer or one for the net."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trainlab.nets import Net
from trainlab.nets.layers import Layer
from trainlab.probes import PROBES

NET = "all"
"""Stands for a layer's name where a number is of all layers together."""


def learning_layers(net: Net) -> tuple[str, ...]:
    """Names of the layers that learn, from input to output."""
    return tuple(net.variables)


def unit_layers(net: Net) -> tuple[Layer, ...]:
    """The layers with an activation, from the first layer that learns on.

    What lies before it never changes in training, and is the same whether it is computed once or at every
    step.
    """
    learned = [number for number, layer in enumerate(net.layers) if layer.name in net.variables]
    after = net.layers[learned[0] :] if learned else ()
    return tuple(layer for layer in after if hasattr(layer, "activation"))


def probe_curves(net: Net, probes: Sequence[str]) -> tuple[str, ...]:
    """Names of the curves that probes record of a net.

    Args:
        net: the net.
        probes: names of probes, as in the setting ``probe``.

    >>> from trainlab.nets import read_net
    >>> probe_curves(read_net("4-6-1", "relu"), ["gradients", "dead", "sharpness"])
    ('gradient_norm.hidden1', 'gradient_norm.output', 'gradient_norm.all', 'dead_units.hidden1',
    'dead_units.output', 'sharpness')
    """
    layers = {"layers": (*learning_layers(net), NET), "units": [layer.name for layer in unit_layers(net)]}
    names: list[str] = []
    for probe in map(PROBES.named, probes):
        for curve in probe.curves:
            names += [curve] if probe.of == "net" else of_layers(curve, layers[probe.of])
    return tuple(names)


def of_layers(curve: str, layers: Iterable[str]) -> list[str]:
    """A curve's name for each layer, such as ``gradient_norm.hidden1``."""
    return [f"{curve}.{layer}" for layer in layers]
