"""A look inside one step: what flows out of every layer, and what flows back into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from trainlab.checks.quick_compile import quickly_compiled
from trainlab.checks.subject import Subject
from trainlab.nets import Mode, Net
from trainlab.nets.layers import Batch, SameShape, Shape, Variables

TAP = "after "
"""What the name of a tap starts with; no layer of a notation has a space in its name."""


@dataclass(frozen=True)
class Tap(SameShape):
    """Passes its input on, keeps a copy, and adds a variable of the same shape, which is zero.

    The copy is the output of the layer before it. The gradient of the loss with respect to the variable is
    the gradient with respect to that output.
    """

    @property
    def statistics(self) -> dict[str, Shape]:
        return {"output": self.shape}

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        nudged = x + variables["nudge"]
        return nudged, {"output": nudged}


def tapped(net: Net) -> Net:
    """The net with a tap after every layer."""
    layers = [part for layer in net.layers for part in (layer, Tap(f"{TAP}{layer.name}", layer.output_shape))]
    return replace(net, layers=tuple(layers))


@dataclass(frozen=True, slots=True)
class Observation:
    """One batch on its way through the net and back, without regularisers and with its initial weights.

    Attributes:
        loss: of the batch.
        outputs: by layer: what it gives, as the net carries it: (batch, features), or planes with the batch
            last.
        slopes: by layer: the slope of the loss by each of these numbers.
        gradient: the slope of the loss by the variables, of frozen layers too.
    """

    loss: float
    outputs: Mapping[str, np.ndarray]
    slopes: Mapping[str, np.ndarray]
    gradient: Mapping[str, Mapping[str, np.ndarray]]

    @property
    def logits(self) -> np.ndarray:
        """The output of the last layer, (batch, outputs)."""
        return list(self.outputs.values())[-1]


def observe(subject: Subject, batches: Iterable[tuple[np.ndarray, np.ndarray]]) -> list[Observation]:
    """Send batches of one size through the net and back, in training mode.

    Args:
        subject: what is checked.
        batches: (batch, features) inputs and (batch,) class numbers of each.
    """
    subject = subject.without_regularisers()
    net = tapped(subject.net)
    recipe = replace(subject.recipe, net=net)

    @quickly_compiled
    def look(variables: Any, x: Any, y: Any) -> Any:
        nudges = {
            layer.name: {"nudge": jnp.zeros(_carried(layer.output_shape, len(y)))}
            for layer in net.layers if isinstance(layer, Tap)
        }  # fmt: skip

        def loss(variables: Any, nudges: Any) -> Any:
            return subject.loss(variables, x, y, recipe=recipe, beside=nudges)

        return jax.value_and_grad(loss, argnums=(0, 1), has_aux=True)(variables, nudges)

    names = [layer.name for layer in subject.net.layers]
    seen = [look(subject.variables, jnp.asarray(x), jnp.asarray(y)) for x, y in batches]
    return [_observation(names, jax.tree.map(np.asarray, one)) for one in seen]


def _observation(names: list[str], seen: Any) -> Observation:
    (loss, kept), (gradient, slopes) = seen
    return Observation(
        loss=float(loss),
        outputs={name: kept[f"{TAP}{name}"]["output"] for name in names},
        slopes={name: slopes[f"{TAP}{name}"]["nudge"] for name in names},
        gradient=gradient,
    )


def _carried(shape: Shape, batch: int) -> tuple[int, ...]:
    """The shape of a layer's output for a batch, as the net carries it."""
    return (shape[2], shape[0], shape[1], batch) if len(shape) == 3 else (batch, *shape)
