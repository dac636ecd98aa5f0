"""Whether the nets of an experiment fit its data, asked before JAX is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from trainlab.nets import check_fit, matching_layers
from trainlab.settings import Settings, Value, check_known, data_settings
from trainlab.train.recipe import net_of

if TYPE_CHECKING:
    from trainlab.data import Dataset

SAID_OF_NETS = ("net", "activation", "freeze", "reuse", "dropout", "input_dropout")
"""Settings that a net is read with."""


def check_nets(
    trials: Iterable[Settings], dataset_of: Callable[[tuple[tuple[str, Value], ...]], Dataset]
) -> None:
    """Refuse nets that cannot be read or do not fit, and layers they do not have.

    Args:
        trials: resolved settings.
        dataset_of: the dataset for given data settings.

    Raises:
        NetError: a net cannot be read, or does not fit its data.
        SettingError: ``freeze`` or ``reuse`` does not fit a net, or what a trial names is not known here.
    """
    seen = set()
    for settings in trials:
        data = data_settings(settings)
        said = (data, *map(settings.get, SAID_OF_NETS))
        if said in seen:
            continue
        seen.add(said)
        check_known(settings)
        dataset = dataset_of(data)
        net = net_of(settings, dataset.input_shape)
        check_fit(net, dataset.input_shape, len(dataset.classes), dataset.name)
        if "reuse" in settings:
            matching_layers(net, str(settings["reuse"]), "reuse")
