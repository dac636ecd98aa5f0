"""Every setting of data, nets and recipes, declared once.

Validation, search spaces, command-line help and the reference docs are made from this table; its rows are
declared beside each other in the files named after what they are about, or by what they belong to: an
optimizer, a schedule, an activation, a regulariser.
"""

from __future__ import annotations

from trainlab.activations import ACTIVATIONS
from trainlab.augmentations import AUGMENTATIONS
from trainlab.errors import SettingError, unknown_name
from trainlab.initializers import INITIALIZERS
from trainlab.optimizers import OPTIMIZERS
from trainlab.probes import PROBES
from trainlab.regularisers import REGULARISERS
from trainlab.schedules import SCHEDULES
from trainlab.settings.augmentation import augmentation_settings
from trainlab.settings.data import DATA
from trainlab.settings.length import LENGTH
from trainlab.settings.net import net_settings
from trainlab.settings.optimizer import optimizer_settings
from trainlab.settings.probes import probe_settings
from trainlab.settings.regularisers import regulariser_settings
from trainlab.settings.schedule import schedule_settings
from trainlab.settings.stopping import STOPPING
from trainlab.specs.setting import Setting

__all__ = ["ACTIVATIONS", "INITIALIZERS", "OPTIMIZERS", "SCHEDULES", "SETTINGS", "get_setting"]

SETTINGS: dict[str, Setting] = {}
"""Every setting by name, in the order the reference prints them."""


def _declare() -> None:
    """Put all settings into the table, those of what users register too.

    Raises:
        SettingError: two have the same name.
    """
    declared: dict[str, Setting] = {}
    for setting in (
        *DATA, *net_settings(), *optimizer_settings(), *schedule_settings(), *regulariser_settings(),
        *augmentation_settings(), *LENGTH, *STOPPING, *probe_settings(),
    ):  # fmt: skip
        if setting.name in declared:
            raise SettingError(f"there is already a setting '{setting.name}': choose another name.")
        declared[setting.name] = setting
    SETTINGS.clear()
    SETTINGS.update(declared)


_declare()
for _room in (ACTIVATIONS, INITIALIZERS, OPTIMIZERS, SCHEDULES, REGULARISERS, AUGMENTATIONS, PROBES):
    _room.when_changed(_declare)


def get_setting(name: str) -> Setting:
    """The declaration of a setting.

    Raises:
        SettingError: no setting has that name.
    """
    try:
        return SETTINGS[name]
    except KeyError:
        raise SettingError(unknown_name("setting", name, SETTINGS, "trainlab settings")) from None
