"""What a trial's probes are and what they need: everything that the program of a probe is compiled for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trainlab.nets import Net
from trainlab.nets.packing import is_packed
from trainlab.probes import PROBES
from trainlab.probes.curves import probe_curves
from trainlab.specs.setting import Value

EXAMPLES = 1024
"""Examples that probes measure on by default: a unit that is dead on this many is dead on more than
99.7% of the data with 95% confidence (the rule of three), and two estimates of the noise scale agree."""

MIN_GROUPS = 8
"""Groups of examples the noise scale is estimated from, at least, where batch normalisation needs groups."""

GROUPS = 64
"""Groups it is estimated from on nets that are not packed. Written to memory and read again, the gradients of
1,024 examples one by one would take 784-100-10 as long as thousands of steps."""


@dataclass(frozen=True, slots=True)
class Probing:
    """What the program of a probe is compiled for, apart from the recipe.

    Attributes:
        probes: names of the probes.
        examples: training examples that probes measure on, apart from the step's batch.
        group: examples of one gradient of the noise scale.
        curves: names of the curves, in the order of the program's columns.
    """

    probes: tuple[str, ...]
    examples: int
    group: int
    curves: tuple[str, ...]

    @classmethod
    def of(cls, settings: Mapping[str, Value], net: Net, batch: int | None, examples: int) -> Probing | None:
        """The probing of a trial's settings; None where nothing is probed.

        Args:
            settings: the trial's.
            net: its net, after the cached prefix.
            batch: examples of a step, or None where every step sees the whole train split.
            examples: training examples there are.

        Raises:
            SettingError: the net is too large for a probe, or the examples too few.
        """
        if "probe" not in settings:
            return None
        wanted = tuple(str(settings["probe"]).split(","))
        given = settings["probe_examples"]
        most = examples if given == "all" or (given == "auto" and batch is None) else given
        measured = min(examples, EXAMPLES if most == "auto" else int(most))
        group = _group(net, batch, measured)
        for name in wanted:
            if refuse := PROBES.named(name).refuse:
                refuse(net, wanted, measured, group)
        return cls(wanted, measured, group, probe_curves(net, wanted))


def _group(net: Net, batch: int | None, examples: int) -> int:
    """Examples of one gradient of the noise scale.

    One on small nets, some on larger ones, and a batch where examples are normalised together.
    """
    if any(layer.statistics and layer.name not in net.frozen for layer in net.layers):
        return min(batch or examples, max(2, examples // MIN_GROUPS))
    return 1 if is_packed(net) else max(1, examples // GROUPS)
