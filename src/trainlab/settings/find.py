"""Looking for settings by a word."""

from __future__ import annotations

from trainlab.settings.table import SETTINGS, get_setting
from trainlab.specs.setting import Setting


def find_settings(*words: str) -> list[Setting]:
    """The settings that words name, each once, in the order of the words.

    Args:
        *words: names of settings; or words, which find every setting that has them in its name, its choices
            or its meaning. All settings by default.

    Returns:
        Declarations: ``name``, ``owner``, ``kind``, ``allowed``, ``default_text()``, ``meaning``.

    Raises:
        SettingError: a word is in none of them.

    >>> [setting.name for setting in find_settings("momentum")][:2], find_settings("l2")[0].kind
    (['momentum'], 'traced')
    """
    found = {setting.name: setting for word in words or SETTINGS for setting in _found(word)}
    return list(found.values())


def _found(word: str) -> list[Setting]:
    written = word.lower().replace("-", "_")
    if written in SETTINGS:
        return [SETTINGS[written]]
    plain = word.lower()
    found = [
        setting
        for setting in SETTINGS.values()
        if written in setting.name or plain in setting.meaning.lower() or written in setting.choices
    ]
    return found or [get_setting(word)]
