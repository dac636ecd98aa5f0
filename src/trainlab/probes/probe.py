"""What a probe is specified by, and what it is shown of a trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from trainlab.specs.room import Room

if TYPE_CHECKING:
    import jax

    from trainlab.nets import Net, Packed, Parameters

    Measured = Mapping[str, jax.Array | Mapping[str, jax.Array]]


class Probed(Protocol):
    """One trial before a step, as probes see it. What several of them need is computed once.

    Attributes:
        net: its net.
        group: how many examples one gradient of a noise scale is of.
    """

    net: Net
    group: int

    @property
    def key(self) -> jax.Array:
        """A random key that depends on the step alone: nothing is remembered between probes."""
        ...

    @property
    def parameters(self) -> Packed:
        """What learns, as programs carry it: of a small net one vector."""
        ...

    @property
    def weights(self) -> Parameters:
        """What learns, by layer and name."""
        ...

    @property
    def gradient(self) -> Parameters:
        """The gradient of the step, before it is clipped, by layer and name."""
        ...

    @property
    def change(self) -> Parameters:
        """What the step adds to the weights, by layer and name."""
        ...

    @property
    def outputs(self) -> Mapping[str, jax.Array]:
        """(units, numbers) what each layer with units puts out, for the examples that probes measure on."""
        ...

    @property
    def examples(self) -> tuple[jax.Array, jax.Array]:
        """The examples that probes measure on: rows and class numbers."""
        ...

    def loss(self, parameters: Packed, x: jax.Array, y: jax.Array) -> jax.Array:
        """What steps minimise, of other examples and with nothing random."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Probe:
    """One measure taken inside training: its name, its curves, and the function that measures.

    What ``probe`` allows, names of curves, memory estimates and refusals are made from its specification.

    Attributes:
        name: what a user writes, ``probe=dead``.
        of: what it measures: each of the ``layers`` that learn and all of them together, each of those with
            ``units``, or the whole ``net``.
        curves: names of what is recorded, to which those of layers are added.
        measure: from a :class:`Probed`, the number of each curve, or a number for each layer. JAX is
            imported inside it, so that the names are known without.
        cheap: whether it costs no more than two steps and one pass over the probe examples.
        units: of curves that have one: ``share``, of numbers from 0 to 1, or a word such as ``examples``.
        passes, vectors: for memory estimates: how many times over it holds the outputs of layers, and how
            many vectors as long as the weights.
        refuse: raises a ``SettingError`` where a net is too large for it or there are too few examples. It
            gets the net, the names of all probes that are wanted, and how many examples are measured on, of
            one gradient ``group`` each.
    """

    name: str
    of: Literal["layers", "units", "net"]
    curves: tuple[str, ...]
    measure: Callable[[Any], Measured]
    cheap: bool = False
    units: Mapping[str, str] = field(default_factory=dict)
    passes: int = 2
    vectors: int = 0
    refuse: Callable[[Net, tuple[str, ...], int, int], None] | None = None

    @staticmethod
    def room() -> Room[Probe]:
        """Where it is listed."""
        from trainlab.probes import PROBES

        return PROBES
