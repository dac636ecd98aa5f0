"""Whether the nets of an experiment fit its data, asked before JAX is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trainlab.nets import check_fit, matching_layers
from trainlab.settings import Settings, check_known
from trainlab.train.recipe import net_of

if TYPE_CHECKING:
    from trainlab.data import Dataset

SAID_OF_NETS = ("net", "activation", "freeze", "reuse", "dropout", "input_dropout")
"""Settings that a net is read with."""


def check_nets(trials: Iterable[Settings], dataset: Dataset) -> None:
    """Refuse nets that cannot be read or do not fit, and layers they do not have.

    Args:
        trials: resolved settings.
        dataset: what they are trained on.

    Raises:
        NetError: a net cannot be read, or does not fit its data.
        SettingError: ``freeze`` or ``reuse`` does not fit a net, or what a trial names is not known here.
    """
    seen = set()
    for settings in trials:
        said = tuple(map(settings.get, SAID_OF_NETS))
        if said in seen:
            continue
        seen.add(said)
        check_known(settings)
        net = net_of(settings, dataset.input_shape)
        check_fit(net, dataset.input_shape, len(dataset.classes), dataset.name)
        if "reuse" in settings:
            matching_layers(net, str(settings["reuse"]), "reuse")
