"""The layers at the input end that have nothing to learn, whose output is the same at every step."""

from __future__ import annotations

from trainlab.nets.layers.branch import Add, Branch
from trainlab.nets.net import Net


def constant_layers(net: Net, active: frozenset[str], shared: frozenset[str]) -> int:
    """How many of a net's first layers give an example the same output at every step and in every trial.

    Args:
        net: the net.
        active: settings that are away from their neutral value.
        shared: names of the layers whose weights are the same in all trials, because they were taken from one
            trained net.

    Returns:
        The number of layers; their output can be computed once. The last layer is never among them, and a
        residual branch is whole or not at all.
    """
    constant = waiting = 0
    for number, layer in enumerate(net.layers[:-1], start=1):
        learns = layer.name not in net.frozen or layer.name not in shared
        if (layer.variables and learns) or layer.depends_on(active):
            break
        waiting += isinstance(layer, Branch) - isinstance(layer, Add)
        if not waiting:
            constant = number
    return constant
