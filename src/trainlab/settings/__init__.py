"""Every setting, declared once: the table, how values are read, and how a trial's settings are completed."""

from trainlab.settings.resolve import (
    Settings,
    applies,
    check_known,
    check_used,
    data_settings,
    read_settings,
    resolve,
)
from trainlab.settings.table import ACTIVATIONS, OPTIMIZERS, SCHEDULES, SETTINGS, WEIGHT_INITS, get_setting
from trainlab.specs.setting import By, Setting, Value, format_value

__all__ = [
    "ACTIVATIONS", "OPTIMIZERS", "SCHEDULES", "SETTINGS", "WEIGHT_INITS", "By", "Setting", "Settings",
    "Value", "applies", "check_known", "check_used", "data_settings", "format_value", "get_setting",
    "read_settings", "resolve",
]  # fmt: skip
