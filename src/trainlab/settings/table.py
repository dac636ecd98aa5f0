"""Every setting of data, nets and recipes, declared once.

Validation, search spaces, command-line help and the reference docs are made from this table; its rows are
declared beside each other in the files named after what they are about.
"""

from __future__ import annotations

from trainlab.errors import SettingError, unknown_name
from trainlab.settings.augmentation import AUGMENTATION
from trainlab.settings.data import DATA
from trainlab.settings.length import LENGTH
from trainlab.settings.net import ACTIVATIONS, NET, WEIGHT_INITS
from trainlab.settings.optimizer import OPTIMIZER, OPTIMIZERS
from trainlab.settings.probes import PROBE
from trainlab.settings.regularisers import REGULARISERS
from trainlab.settings.schedule import SCHEDULE, SCHEDULES
from trainlab.settings.setting import Setting
from trainlab.settings.stopping import STOPPING

__all__ = ["ACTIVATIONS", "OPTIMIZERS", "SCHEDULES", "SETTINGS", "WEIGHT_INITS", "get_setting"]

_DECLARED = (*DATA, *NET, *OPTIMIZER, *SCHEDULE, *REGULARISERS, *AUGMENTATION, *LENGTH, *STOPPING, *PROBE)

SETTINGS: dict[str, Setting] = {setting.name: setting for setting in _DECLARED}
"""Every setting by name, in the order the reference prints them."""


def get_setting(name: str) -> Setting:
    """The declaration of a setting.

    Raises:
        SettingError: no setting has that name.
    """
    try:
        return SETTINGS[name]
    except KeyError:
        raise SettingError(unknown_name("setting", name, SETTINGS, "trainlab settings")) from None
