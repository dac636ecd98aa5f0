"""From the few settings a person names to the complete settings of a trial."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trainlab.errors import SettingError
from trainlab.settings.table import ACTIVATIONS, INITIALIZERS, OPTIMIZERS, SCHEDULES, SETTINGS, get_setting
from trainlab.specs.setting import ANY, By, Value

Settings = dict[str, Value]
"""Resolved settings of one trial, by name, in the table's order."""


def read_settings(given: Mapping[str, object]) -> Settings:
    """Check names and values of settings a person gave; nothing is added.

    Raises:
        SettingError: a name is unknown, or a value is not allowed.
    """
    return {name: get_setting(name).read(value) for name, value in given.items()}


def applies(name: str, resolved: Mapping[str, Value]) -> bool:
    """Whether a setting means anything beside the others of its trial (rho means nothing to adam)."""
    if name == "epochs":
        return "steps" not in resolved
    default = SETTINGS[name].default
    return not isinstance(default, By) or default.get(resolved) is not None


def resolve(given: Mapping[str, Value], data: str) -> Settings:
    """Complete one trial's settings: fill in defaults, leave out what does not apply.

    Args:
        given: settings as :func:`read_settings` returns them.
        data: the dataset's name, on which the data's own parameters depend.

    Returns:
        Every setting that applies to the trial, in the table's order. ``steps`` is there only where it was
        given, and ``epochs`` then is not.

    Raises:
        SettingError: ``steps`` and ``epochs`` are both given, or the net is missing.
    """
    if "steps" in given and "epochs" in given:
        raise SettingError(
            "steps and epochs of the recipe both set the length of training: give one, not "
            f"steps={given['steps']} and epochs={given['epochs']}."
        )
    if "net" not in given:
        raise SettingError(
            "the net is missing: name one, such as --net 4-6-6-1 (inputs, hidden units, outputs)."
        )
    context: dict[str, Value] = {
        name: setting.default for name, setting in SETTINGS.items()
        if setting.default is not None and not isinstance(setting.default, By)
    }  # fmt: skip
    context |= {**given, "data": data}
    resolved: Settings = {}
    for name, setting in SETTINGS.items():
        default = setting.default
        # As `applies` has it, but asked once: studies may have 100,000 trials.
        if isinstance(default, By):
            default = default.get(context)
            if default is None:
                continue
        elif name == "epochs" and "steps" in context:
            continue
        value = given.get(name, default)
        if value is not None:
            resolved[name] = value
    return resolved


def data_settings(resolved: Mapping[str, Value]) -> tuple[tuple[str, Value], ...]:
    """The settings of a trial that belong to its data, as pairs: what tells its dataset from others."""
    return tuple(
        (name, value)
        for name, value in resolved.items()
        if name in SETTINGS and SETTINGS[name].owner == "data"
    )


def check_known(resolved: Mapping[str, Value]) -> None:
    """Refuse settings of a study that names what was registered where it was made, and is not here.

    Raises:
        SettingError: its activation, its optimizer or the like is not known.
    """
    ACTIVATIONS.named(str(resolved["activation"]))
    INITIALIZERS.named(str(resolved["weight_init"]))
    OPTIMIZERS.named(str(resolved["optimizer"]))
    SCHEDULES.named(str(resolved["schedule"]))


def check_used(names: Iterable[str], trials: Iterable[Mapping[str, Value]]) -> None:
    """Refuse settings that a person named but that mean nothing to any trial of the study.

    Raises:
        SettingError: a named setting applies to no trial.
    """
    used = {name for trial in trials for name in trial}
    for name in names:
        if name not in used:
            default = get_setting(name).default
            owners = f" (it belongs to {_owners(default)})" if isinstance(default, By) else ""
            raise SettingError(f"{name} means nothing to any trial of this study{owners}: leave it out.")


def _owners(by: By) -> str:
    values = "" if ANY in by.values else f" {', '.join(by.values)}"
    rest = f" or {_owners(by.otherwise)}" if isinstance(by.otherwise, By) else ""
    return f"{by.setting}{values}{rest}"
