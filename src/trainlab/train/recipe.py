"""The static half of a recipe: what a population's programs are compiled for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trainlab.nets import Net, read_net
from trainlab.settings import SETTINGS, Value


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that shapes the programs of a population, hashable so that programs can be shared.

    Attributes:
        net: the architecture.
        loss: what is minimised.
        optimizer: the optimizer's static settings, as sorted pairs.
        active: traced mechanisms that are switched on (``momentum``, ``l2``, ...): those whose value is not
            the neutral one. All trials of a population agree on them, so a neutral setting is not merely
            multiplied by zero but absent.
    """

    net: Net
    loss: str
    optimizer_settings: tuple[tuple[str, Value], ...]
    active: frozenset[str]

    @property
    def optimizer(self) -> dict[str, Value]:
        """The optimizer's static settings by name."""
        return dict(self.optimizer_settings)

    @classmethod
    def of(cls, settings: Mapping[str, Value]) -> Recipe:
        """The recipe of a trial's resolved settings.

        Raises:
            NetError: the net's notation cannot be read.
        """
        optimizer = {name: settings[name] for name in ("optimizer", "nesterov") if name in settings}
        return cls(
            net=read_net(str(settings["net"]), str(settings["activation"])),
            loss=str(settings["loss"]),
            optimizer_settings=tuple(sorted(optimizer.items())),
            active=active_mechanisms(settings),
        )


def active_mechanisms(settings: Mapping[str, Value]) -> frozenset[str]:
    """Names of the traced settings that are not at their neutral value."""
    return frozenset(
        name for name, value in settings.items()
        if SETTINGS[name].kind == "traced" and SETTINGS[name].neutral not in (None, value)
    )  # fmt: skip


IN_PROGRAM = tuple(
    name for name, setting in SETTINGS.items()
    if setting.kind == "traced" and setting.type == "number" and setting.owner == "recipe"
)  # fmt: skip
"""Traced settings the step program takes as numbers; lengths, seeds and initialisation are the host's."""
