"""PReLU: a leaky relu that learns its slopes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trainlab.nets.late import jnp
from trainlab.nets.layers.kind import LayerKind
from trainlab.nets.layers.layer import Batch, SameShape, Shape, Variables, over_channels
from trainlab.nets.layers.word import Form
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class PRelu(SameShape):
    r"""``x`` above zero and ``alpha * x`` below, with an alpha for each feature, or channel, that learns.

    Alphas start at 0, as in Keras (whose ``PReLU`` has one for each pixel unless ``shared_axes=[1, 2]`` is
    given); the paper starts them at 0.25. They are not kernels: ``l1`` and ``l2`` leave them alone.

    References:
        He et al., "Delving Deep into Rectifiers", 2015, https://arxiv.org/abs/1502.01852.
    """

    @property
    def variables(self) -> dict[str, Shape]:
        return {"alpha": (self.shape[-1],)}

    def start(self, variable: str) -> float | None:
        return 0.0

    @property
    def multiply_adds(self) -> int:
        return math.prod(self.shape)

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        slope = over_channels(jnp.asarray(variables["alpha"]), x)
        return jnp.where(x <= 0, slope * x, x), statistics


PRELU = LayerKind(
    name="prelu",
    form=Form("prelu"),
    layer=PRelu,
    make=lambda word, place: PRelu(place.named("prelu"), place.shape),
    spell=lambda layer: "prelu",
)
