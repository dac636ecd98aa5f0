"""Whether the settings and weights of a trained net, from a study or a file, can be used.

A study may come from anywhere, or from another trainlab. What only shows it takes its settings as they are;
what trains or uses a net asks here first, before anything is compiled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from trainlab.errors import SettingError, StudyError
from trainlab.record import Trial
from trainlab.settings import By, get_setting, resolve

if TYPE_CHECKING:
    from trainlab.nets import Net


def usable_trial(trial: Trial, data: str, study: str) -> Trial:
    """A stored trial whose settings are all that training and using its net need.

    Args:
        trial: the trial.
        data: name of the study's data.
        study: the study's name, for messages.

    Returns:
        The trial; settings that an older trainlab did not have are those that it stood for.

    Raises:
        StudyError: a setting is unknown, or has a value that it cannot have.
    """
    try:
        for name, value in trial.settings.items():
            if get_setting(name).read(value) != value:
                raise SettingError(f"{name} cannot be {value!r:.80}.")
        settings = {
            name: value
            for name, value in resolve(trial.settings, data).items()
            if name in trial.settings or not _only_of_named_data(name)
        }
    except SettingError as error:
        raise StudyError(f"trial {trial.id} of study {study} cannot be used: {error}") from None
    return replace(trial, settings=settings)


def _only_of_named_data(name: str) -> bool:
    """Whether a setting applies to built-in data only, whose name arrays of one's own may bear too."""
    default = get_setting(name).default
    return isinstance(default, By) and default.setting == "data"


def misfit(net: Net, weights: Mapping[str, np.ndarray]) -> str | None:
    """What is wrong with the weights of a net, in words; None where they are exactly its own."""
    needed = {
        f"{layer.name}.{name}": size
        for layer in net.layers
        for name, size in {**layer.variables, **layer.statistics}.items()
    }
    spelled = f"net '{net.notation:.100}'"
    if missing := [name for name in needed if name not in weights]:
        return f"its weights lack {missing[0]} of {spelled}"
    if extra := [name for name in weights if name not in needed]:
        return f"its weights hold {extra[0]!r:.100}, which {spelled} does not have"
    for name, size in needed.items():
        array = weights[name]
        if array.shape != size or array.dtype != np.float32:
            return f"{name} is {array.dtype} of shape {array.shape}, but {spelled} needs float32 of {size}"
    return None


def check_weights(net: Net, weights: Mapping[str, np.ndarray], trial: int, study: str) -> None:
    """Refuse weights that are not those of a trial's net.

    Raises:
        StudyError: they are not; the message says which.
    """
    wrong = misfit(net, weights)
    if wrong is not None:
        raise StudyError(f"trial {trial} of study {study} cannot be used: {wrong}.")
