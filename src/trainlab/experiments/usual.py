"""The usual range of a setting: what it is drawn from where a person names it without values."""

from __future__ import annotations

from collections.abc import Iterable

from trainlab.errors import ExperimentError
from trainlab.settings import OPTIMIZERS, SETTINGS, get_setting


def usual_range(name: str, optimizers: Iterable[str]) -> str:
    """The usual range of a setting, as a person would write it.

    Args:
        name: the setting.
        optimizers: those of the study: a learning rate is drawn from all that is worth trying for one of
            them.

    Raises:
        SettingError: there is no such setting, or no such optimizer.
        ExperimentError: it has no usual range.

    >>> usual_range("l2", ["sgd"]), usual_range("learning_rate", ["adam"])
    ('random-log:1e-6:0.1', 'random-log:1e-05:10.0')
    """
    setting = get_setting(name)
    if setting.usual:
        return setting.usual
    if name == "learning_rate":
        rates = [OPTIMIZERS.named(optimizer).rates for optimizer in optimizers]
        return f"random-log:{min(low for low, _ in rates)}:{max(high for _, high in rates)}"
    if setting.type in ("choice", "flag"):
        return f"choice:{','.join(setting.choices or ('false', 'true'))}"
    known = ", ".join(other.name for other in SETTINGS.values() if other.usual)
    raise ExperimentError(
        f"{name} has no usual range: name its values, such as {name}=A,B. A usual range have learning_rate, "
        f"settings with names to choose from, {known}."
    )
