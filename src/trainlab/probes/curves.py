"""What probes are recorded as: names of curves, one a layer or one for the net."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trainlab.nets import Net
from trainlab.nets.layers import Layer

NET = "all"
"""Stands for a layer's name where a number is of all layers together."""

_OF_LAYERS = {"gradients": "gradient_norm", "weights": "weight_norm", "updates": "update_ratio"}
"""Probe -> its curve of each layer that learns, and of all of them together."""

_OF_UNITS = {"dead": ("dead_units",), "activations": ("activation_mean", "activation_spread")}
"""Probe -> its curves of each layer with units."""

_OF_NET = {
    "noise_scale": ("noise_scale", "gradient_square", "gradient_variance"),
    "sharpness": ("sharpness",),
}
"""Probe -> its curves of the net."""


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
    names: list[str] = []
    for probe in probes:
        if probe in _OF_LAYERS:
            names += of_layers(_OF_LAYERS[probe], (*learning_layers(net), NET))
        for curve in _OF_UNITS.get(probe, ()):
            names += of_layers(curve, (layer.name for layer in unit_layers(net)))
        names += _OF_NET.get(probe, ())
    return tuple(names)


def of_layers(curve: str, layers: Iterable[str]) -> list[str]:
    """A curve's name for each layer, such as ``gradient_norm.hidden1``."""
    return [f"{curve}.{layer}" for layer in layers]
