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
from trainlab.settings.table import ACTIVATIONS, INITIALIZERS, OPTIMIZERS, SCHEDULES, SETTINGS, get_setting
from trainlab.specs.setting import By, Setting, Value, format_value

__all__ = [
    "ACTIVATIONS", "INITIALIZERS", "OPTIMIZERS", "SCHEDULES", "SETTINGS", "By", "Setting", "Settings",
    "Value", "applies", "check_known", "check_used", "data_settings", "format_value", "get_setting",
    "read_settings", "resolve",
]  # fmt: skip
