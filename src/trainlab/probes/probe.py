"""What a probe is specified by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from trainlab.specs.room import Room

if TYPE_CHECKING:
    from trainlab.nets import Net
    from trainlab.probes.probed import Measured, Probed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Probe:
    """One measure taken inside training: its name, its curves, and the function that measures.

    What ``probe`` allows, names of curves, memory estimates and refusals are made from its specification.

    Attributes:
        name: what a user writes, ``probe=dead``.
        of: what it measures: each of the ``layers`` that learn and all of them together, each of those with
            ``units``, or the whole ``net``.
        curves: names of what is recorded, to which those of layers are added.
        measure: from a :class:`~trainlab.probes.probed.Probed`, the number of each curve, or a number for
            each layer. JAX is imported inside it, so that the names are known without.
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
    measure: Callable[[Probed], Measured]
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
