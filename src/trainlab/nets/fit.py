"""Checking a net against the data it is to learn from."""

from __future__ import annotations

import math
import re

from trainlab.errors import NetError
from trainlab.nets.chain import is_chain
from trainlab.nets.layers import LAYERS
from trainlab.nets.layers.dense import Dense
from trainlab.nets.layers.layer import Shape
from trainlab.nets.net import Net
from trainlab.nets.notation import read_net
from trainlab.nets.spelling import shorten, spell_shape

_UNITS = re.compile(r"(?P<kind>[a-z_]+)(?P<before>(?:\d+x)*)\d+(?P<after>[/:].*)?")
"""A word whose last whole number may be how many units come out."""


def check_fit(
    net: Net, input_shape: tuple[int, ...], answers: int, data: str, *, numeric: bool = False
) -> None:
    """Refuse a net whose ends do not fit the data.

    Args:
        net: the net.
        input_shape: shape of one example.
        answers: number of classes, or of numeric targets.
        data: the dataset's name, for the message.
        numeric: whether targets are numbers.

    Raises:
        NetError: the net does not take the inputs of the data, or does not give its outputs.
    """
    either = answers == 2 and not numeric
    fits = net.outputs in (1, 2) if either else net.outputs == answers
    outputs = net.outputs if fits else answers
    chain = is_chain(net.notation)
    if chain and net.inputs != math.prod(input_shape):
        inputs = math.prod(input_shape)
        shape = f" ({spell_shape(input_shape)})" if len(input_shape) > 1 else ""
        raise NetError(
            f"net '{shorten(net.notation)}' takes {net.inputs} inputs, but {data} has {inputs}{shape}: "
            f"write {shorten(_fitting_chain(net, inputs, outputs))}."
        )
    if not chain and net.input_shape != input_shape:
        raise NetError(
            f"net '{shorten(net.notation)}' was read for inputs of {spell_shape(net.input_shape)}, but "
            f"{data} has {spell_shape(input_shape)}."
        )
    if not fits:
        plural = "output" if net.outputs == 1 else "outputs"
        needed = "1 (sigmoid) or 2 (softmax)" if either else str(answers)
        noun = "number" if numeric else "class"
        has = f"{answers} {noun if answers == 1 else 'numbers' if numeric else 'classes'}"
        if numeric:
            has += " to predict"
        suggestion = _fitting_chain(net, net.inputs, outputs) if chain else _fitting_words(net, outputs)
        raise NetError(
            f"net '{shorten(net.notation)}' gives {net.outputs} {plural}, but {data} has {has}, "
            f"which need{'s' if answers == 1 else ''} {needed}: write {shorten(suggestion)}."
        )


def _fitting_chain(net: Net, inputs: int, outputs: int) -> str:
    """The chain with the same hidden layers and other ends."""
    sizes = [layer.outputs for layer in net.layers if isinstance(layer, Dense)]
    return "-".join(str(size) for size in (inputs, *sizes[:-1], outputs))


def _fitting_words(net: Net, outputs: int) -> str:
    """The net with other units in the last word that has any, or with one more word if that does not help."""
    words = net.notation.split()
    for place in reversed(range(len(words))):
        units = _UNITS.fullmatch(words[place])
        if units is not None and LAYERS[units["kind"]].form.outputs:
            changed = f"{units['kind']}{units['before']}{outputs}{units['after'] or ''}"
            changed = " ".join([*words[:place], changed, *words[place + 1 :]])
            if _gives(changed, net.input_shape, outputs):
                return changed
            break
    return f"{net.notation} dense{outputs}"


def _gives(notation: str, input_shape: Shape, outputs: int) -> bool:
    try:
        return read_net(notation, "identity", input_shape).outputs == outputs
    except NetError:  # the units are fixed by a branch that they must fit
        return False
