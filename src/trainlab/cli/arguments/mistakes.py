"""What to say where the command line itself cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_INITIALS = 3
"""Letters up to which a name is taken for the first letters of a setting's words: ``lr``."""


def explained(sentence: str, commands: Iterable[str]) -> str:
    """A sentence of the reader of command lines, with how it is written.

    Args:
        sentence: what it says.
        commands: names of the commands there are.
    """
    if found := re.match(r"No such option: (--?)([^\s=]+)", sentence):
        return _option(sentence, found[2])
    if found := re.match(r"No such command '([^']*)'", sentence):
        from trainlab.errors import hint_for

        return f"there is no command '{found[1]}'{hint_for(found[1], commands)}"
    return sentence


def _option(sentence: str, written: str) -> str:
    """What is not an option may be a setting, or what other programs call one."""
    from trainlab.elsewhere import remark
    from trainlab.errors import nearest
    from trainlab.settings import SETTINGS

    name = written.replace("-", "_").lower()
    setting = nearest(name, SETTINGS) if len(name) <= LONGEST_INITIALS else name
    if setting in SETTINGS:
        return (
            f"there is no option --{written}: it is a setting, written --set {setting}=VALUE, or "
            f"--vary {setting}=VALUE,VALUE to try several."
        )
    if said := remark(name):
        return f"there is no option --{written}: {said}."
    return sentence
