"""Small dense nets of many trials at once, with the trials along the vector lanes of the processor.

A step of a tiny net spends its time on calling kernels, and on arrays too narrow for vectors. Here arrays are
(features, batch, trials): every operation runs along the trials, products of matrices are unrolled into
multiply-adds, sums over the batch are trees. The layers still say what they compute (activations, dropout,
loss functions are theirs); this module says in which order numbers lie, and what flows back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, reduce
from operator import add
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from trainlab.nets.activations import activate
from trainlab.nets.barrier import Stored
from trainlab.nets.layers.dense import Dense
from trainlab.nets.layers.dropout import Dropout
from trainlab.nets.mode import Mode
from trainlab.nets.net import Net
from trainlab.nets.packing import is_packed, unpack_rows

MAX_NUMBERS = 512
"""Weights of a net up to which unrolled products win (``bench/lanes.py``)."""

LANES = 8
"""Trials in one vector of the processor: fewer than that gain nothing, and only multiples of it are stepped,
so that no trial is computed by the scalar rest of a vectorised loop, whose last bits differ."""

TERMS = 16
"""Terms of a sum over the batch that are added in one kernel, at most."""

SAME_SLOPE_AFTER = ("identity", "relu")
"""Activations whose slope at a number is that at the activation of this number: only that one is stored."""

Pull = Callable[[Array], tuple[dict[str, Array], Array | None]]
"""From the slopes by a layer's output: those by its variables, and by its input."""


def fits(net: Net, trials: int) -> bool:
    """Whether that many trials of a net, on one device, are stepped with the trials along the lanes."""
    return (
        trials >= LANES and trials % LANES == 0 and is_packed(net) and net.parameters <= MAX_NUMBERS
        and not net.frozen and all(isinstance(layer, Dense | Dropout) for layer in net.layers)
    )  # fmt: skip


def forward(
    net: Net,
    packed: Float[Array, "numbers trials"],
    x: Float[Array, "features batch"],
    mode: Mode,
    stored: Stored,
) -> tuple[Float[Array, "outputs batch trials"], Callable[[Array], Float[Array, "numbers trials"]]]:
    """The logits, and a function from their slopes to those of the parameters.

    Args:
        net: one that :func:`fits`.
        packed: parameters of all trials.
        x: the batch, which trials share.
        mode: with traced settings of (trials,) and one random key a trial.
        stored: keeps what is computed once from being computed again.
    """
    variables = unpack_rows(net, packed)
    pulls: list[tuple[str, Pull]] = []
    flowing: Array = x[:, :, None]
    for number, layer in enumerate(net.layers, start=net.first):
        if isinstance(layer, Dense):
            flowing, pull = _dense(layer, variables[layer.name], flowing, mode, stored)
        else:
            assert isinstance(layer, Dropout)
            flowing, pull = _dropout(layer, flowing, mode, number, stored)
        pulls.append((layer.name, pull))

    def back(slopes: Array) -> Array:
        found: dict[str, Mapping[str, Array]] = {}
        flowing: Array | None = slopes
        for name, pull in reversed(pulls):
            if flowing is None:  # what is left in front is dropout, which learns nothing
                break
            found[name], flowing = pull(flowing)
        parts = [
            found[layer][name].reshape(-1, packed.shape[-1])
            for layer, shapes in net.variables.items() for name in shapes
        ]  # fmt: skip
        return jnp.concatenate(parts)

    return flowing, back


def _dense(
    layer: Dense, variables: Mapping[str, Any], x: Array, mode: Mode, stored: Stored
) -> tuple[Array, Pull]:
    kernel, bias = variables["kernel"], variables["bias"]
    before = _sum([x[i][None] * kernel[i][:, None] for i in range(layer.inputs)]) + bias[:, None]
    activation = partial(activate, layer.activation, hyper=mode.hyper)
    if layer.activation in SAME_SLOPE_AFTER:
        after = stored(activation(before))
        slope = jax.vjp(activation, after)[1]
    else:
        before = stored(before)
        after, slope = jax.vjp(activation, before)
        after = stored(after)

    def pull(by_after: Array) -> tuple[dict[str, Array], Array | None]:
        (by_before,) = slope(by_after)
        if layer.activation != "identity":
            by_before = stored(by_before)
        found = {"kernel": _outer_sum(x, by_before, stored), "bias": batch_sum(by_before, stored)}
        if x.shape[-1] == 1:  # nothing asks for the slopes by what all trials share
            return found, None
        return found, _sum([kernel[:, o][:, None] * by_before[o][None] for o in range(layer.outputs)])

    return after, pull


def _dropout(layer: Dropout, x: Array, mode: Mode, number: int, stored: Stored) -> tuple[Array, Pull]:
    if not (mode.training and mode.drawing) or not layer.depends_on(mode.active):
        return x, lambda by_output: ({}, by_output)
    assert mode.key is not None, "a random layer needs keys"
    features, batch = x.shape[:2]

    def factors(key: Array, hyper: Mapping[str, Array]) -> Array:
        own = Mode(training=True, hyper=hyper, active=mode.active, key=key)
        return layer.apply({}, {}, jnp.ones((batch, features)), own, number)[0]

    drawn = jax.vmap(factors, in_axes=(0, -1), out_axes=-1)(mode.key, mode.hyper)
    factor = stored(jnp.swapaxes(drawn, 0, 1))
    # What is dropped is zero even of something that is not finite.
    after = jnp.where(factor == 0, 0, x * factor)

    def pull(by_output: Array) -> tuple[dict[str, Array], Array | None]:
        return {}, None if x.shape[-1] == 1 else jnp.where(factor == 0, 0, by_output * factor)

    return after, pull


def _sum(terms: list[Array]) -> Array:
    return reduce(add, terms)


def batch_sum(
    numbers: Float[Array, "features batch trials"], stored: Stored
) -> Float[Array, "features trials"]:
    """The sum over the batch, as a tree."""
    count = numbers.shape[1]
    group = _group(count)
    if group == count:
        return _sum([numbers[:, at] for at in range(count)])
    groups = count // group
    split = numbers[:, : groups * group].reshape(numbers.shape[0], groups, group, -1)
    total = batch_sum(stored(_sum([split[:, :, at] for at in range(group)])), stored)
    return reduce(add, (numbers[:, at] for at in range(groups * group, count)), total)


def _outer_sum(x: Array, by_output: Array, stored: Stored) -> Float[Array, "inputs outputs trials"]:
    """The sum over the batch of all products of a number that goes in and a slope, as a tree."""
    count, trials = by_output.shape[1:]
    group = _group(count)
    left, right = x[:, None], by_output[None]
    if group == count:
        return _sum([left[:, :, at] * right[:, :, at] for at in range(count)])
    groups = count // group
    lefts, rights = (
        array[:, :, : groups * group].reshape(*array.shape[:2], groups, group, array.shape[-1])
        for array in (left, right)
    )
    part = stored(_sum([lefts[:, :, :, at] * rights[:, :, :, at] for at in range(group)]))
    total = batch_sum(part.reshape(-1, groups, trials), stored).reshape(
        x.shape[0], by_output.shape[0], trials
    )
    rest = (left[:, :, at] * right[:, :, at] for at in range(groups * group, count))
    return reduce(add, rest, total)


def _group(count: int) -> int:
    """How many terms of a sum one kernel adds: the largest number up to ``TERMS`` that leaves the fewest."""
    if count <= TERMS:
        return count
    return min(range(TERMS // 2, TERMS + 1), key=lambda size: (count % size, -size))
