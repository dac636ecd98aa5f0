"""The net of a trial that was trained, as it is read without JAX."""

from __future__ import annotations

from collections.abc import Mapping

from trainlab.nets import Net, read_net
from trainlab.nets.layers import Shape
from trainlab.settings import SETTINGS, Value


def in_use() -> tuple[str, ...]:
    """Traced settings that layers need when a net is used, not only when it is trained: those of the net."""
    return tuple(one.name for one in SETTINGS.values() if one.owner == "net" and one.kind == "traced")


def trained_net(settings: Mapping[str, Value], input_shape: Shape | None) -> Net:
    """The net of a trial, to be used.

    Args:
        settings: the trial's ``net`` and ``activation``; others are passed over.
        input_shape: shape of one example; nets of hyphens and numbers know it themselves.
    """
    return read_net(str(settings["net"]), str(settings["activation"]), input_shape)
