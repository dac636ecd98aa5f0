"""Layers that start from a trained net: picked by name, and checked against the net they come from."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

import numpy as np

from trainlab.errors import NetError
from trainlab.nets.freeze import matching_layers
from trainlab.nets.layers import Layer, Shape
from trainlab.nets.net import Net
from trainlab.nets.spelling import shorten, spell_shape

EVERY_LAYER = "*"
"""The pattern ``reuse`` has by default: whatever the trained net has, too."""

MAX_ADVISED = 6
"""Layers that a message proposes by name."""

Arrays = dict[str, dict[str, np.ndarray]]
"""layer name -> name of the variable or statistic -> array."""


def reused(net: Net, weights: Mapping[str, np.ndarray], pattern: str, source: str) -> Arrays:
    """What the layers of a net start from that are taken from a trained one.

    Args:
        net: the net that is to be trained.
        weights: of the trained one, ``layer.variable`` -> array, with statistics such as moving means.
        pattern: the setting ``reuse``, see :func:`~trainlab.nets.freeze.matching_layers`. Under ``*`` layers
            that the trained net does not have start fresh; those that another pattern names must be there.
        source: what the trained net is called, for messages.

    Returns:
        layer name -> name of the variable or statistic -> float32 array.

    Raises:
        NetError: a layer is missing in the trained net, does not fit, or holds what no net can start from.
        SettingError: the pattern fits no layer.
    """
    matching = matching_layers(net, pattern, "reuse")
    wanted = [layer for layer in net.layers if layer.name in matching]
    found: Arrays = {}
    for name, array in weights.items():
        layer, _, variable = name.rpartition(".")
        found.setdefault(layer, {})[variable] = array
    known = [layer for layer in wanted if layer.name in found]
    if not known or (pattern != EVERY_LAYER and len(known) < len(wanted)):
        missing = [layer.name for layer in wanted if layer not in known]
        raise NetError(
            f"{source} has no layer {_listed(missing)}, which net '{shorten(net.notation)}' is to reuse: its "
            f"layers are {_listed(found)}."
        )
    misfits = {layer.name: _misfit(layer, found[layer.name]) for layer in known}
    for name, misfit in misfits.items():
        if misfit:
            held, needed = misfit
            raise NetError(
                f"{name} has {held} in {source}, but {needed} in net '{shorten(net.notation)}': "
                f"{_advice([name for name, misfit in misfits.items() if misfit is None])}"
            )
    return {layer.name: _float32(layer, found[layer.name], source) for layer in known}


def transfer_line(net: Net, taken: Collection[str], source: str) -> str:
    """What of a net starts from a trained one, and what does not learn, in one line; empty if nothing.

    Args:
        net: the net.
        taken: names of the layers that start from the trained one.
        source: what the trained one is called.

    >>> from trainlab.nets import read_net
    >>> transfer_line(read_net("784-300-100-10", "relu"), ["hidden1", "hidden2"], "digits:3")
    'reused hidden1, hidden2 (2 layers, 265,600 numbers) of digits:3; output starts fresh'
    """
    layers = [layer for layer in net.layers if layer.variables]
    fresh = [layer.name for layer in layers if layer.name not in taken]
    frozen = [layer.name for layer in layers if layer.name in net.frozen]
    said = []
    if taken:
        numbers = sum(
            math.prod(shape) for layer in layers if layer.name in taken for shape in _shapes(layer).values()
        )
        count = "1 layer" if len(taken) == 1 else f"{len(taken)} layers"
        said.append(f"reused {_listed(taken)} ({count}, {numbers:,} numbers) of {source}")
        if fresh:
            said.append(f"{_listed(fresh)} {'starts' if len(fresh) == 1 else 'start'} fresh")
    if frozen:
        said.append(f"frozen: {_listed(frozen)}")
    return "; ".join(said)


def _shapes(layer: Layer) -> dict[str, Shape]:
    return {**layer.variables, **layer.statistics}


def _listed(names: Iterable[str]) -> str:
    return shorten(", ".join(names)) or "(none)"


def _misfit(layer: Layer, given: Mapping[str, np.ndarray]) -> tuple[str, str] | None:
    """What a layer has in the trained net and what it needs, in words; None if it fits."""
    needed, held = _shapes(layer), {name: array.shape for name, array in given.items()}
    if needed == held:
        return None
    if needed.keys() == held.keys():
        name = next(name for name, shape in needed.items() if held[name] != shape)
        return f"a {name} of {_spell(held[name])}", f"one of {_spell(needed[name])}"
    return _listed(sorted(held)), _listed(sorted(needed))


def _spell(shape: Shape) -> str:
    return spell_shape(shape) or "a single number"


def _advice(fitting: list[str]) -> str:
    if not fitting:
        return "no layer of it can be reused."
    names = ",".join(fitting) if len(fitting) <= MAX_ADVISED else f"{fitting[0]},..."
    return f"leave that layer out, with --reuse '{names}'."


def _float32(layer: Layer, given: Mapping[str, np.ndarray], source: str) -> dict[str, np.ndarray]:
    arrays = {}
    for name in _shapes(layer):
        kind = given[name].dtype.name
        if not kind.startswith(("float", "bfloat")):
            raise NetError(f"{layer.name}.{name} of {source} holds {kind} values: weights are floats.")
        with np.errstate(over="ignore"):  # what is too large for 32 bits becomes infinite, and is refused
            arrays[name] = given[name].astype(np.float32)
        if not np.isfinite(arrays[name]).all():
            raise NetError(
                f"{layer.name}.{name} of {source} holds numbers that are not finite: nothing can learn from "
                "there."
            )
    return arrays
