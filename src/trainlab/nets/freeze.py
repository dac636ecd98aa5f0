"""Choosing layers by their names."""

from __future__ import annotations

from fnmatch import fnmatchcase

from trainlab.errors import SettingError, nearest
from trainlab.nets.net import Net
from trainlab.nets.spelling import shorten

LONGEST_PATTERN = 200
"""Characters of a pattern: layers have short names."""

MAX_NAMES = 20
"""Names of layers that a message lists."""

OF_EXPRESSIONS = frozenset(".|()+^$\\")
"""Characters of regular expressions that no layer's name has and no pattern needs."""


def frozen_layers(net: Net, pattern: str) -> frozenset[str]:
    """The layers that do not learn.

    Args:
        net: the net.
        pattern: the setting ``freeze``, see :func:`matching_layers`.

    Returns:
        Names of layers with variables.

    Raises:
        SettingError: the pattern fits no layer, or leaves none to learn.

    >>> from trainlab.nets import read_net
    >>> sorted(frozen_layers(read_net("4-6-6-1", "relu"), "hidden[12]"))
    ['hidden1', 'hidden2']
    """
    names = _names(net)
    frozen = matching_layers(net, pattern, "freeze")
    if len(frozen) == len(names):
        raise SettingError(
            f"freeze={pattern} freezes every layer of net '{shorten(net.notation)}' ({_listed(names)}): "
            "leave one to learn."
        )
    return frozen


def matching_layers(net: Net, pattern: str, setting: str) -> frozenset[str]:
    """The layers with variables that a setting names.

    Args:
        net: the net.
        pattern: names or patterns with commas between them; ``*`` matches any letters, ``?`` one, and
            ``[12]`` one of these: ``hidden*``, ``hidden[12]``, ``conv1,batchnorm1``.
        setting: its name, for messages.

    Raises:
        SettingError: a pattern is too long, or fits no layer.

    >>> from trainlab.nets import read_net
    >>> sorted(matching_layers(read_net("4-6-6-1", "relu"), "hidden*,output", "reuse"))
    ['hidden1', 'hidden2', 'output']
    """
    check_patterns(pattern, setting)
    names, found = _names(net), set()
    for part in map(str.strip, pattern.split(",")):
        matching = {name for name in names if fnmatchcase(name, part)}
        if not matching:
            raise SettingError(
                f"{setting}={part} fits no layer of net '{shorten(net.notation)}'.{_hint(part, names)} "
                f"Layers with weights: {_listed(names)}."
            )
        found |= matching
    return frozenset(found)


def check_patterns(pattern: str, setting: str) -> None:
    """Refuse what names layers of no net: the reader of the settings ``freeze`` and ``reuse``.

    Args:
        pattern, setting: as of :func:`matching_layers`.

    Raises:
        SettingError: the pattern is too long, or has nothing beside a comma.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise SettingError(
            f"{setting} of the net must have at most {LONGEST_PATTERN} characters, not {len(pattern)}."
        )
    if not all(map(str.strip, pattern.split(","))):
        raise SettingError(
            f"{setting} of the net must be names or patterns with commas between them, such as "
            f"hidden1,hidden2, not '{pattern}'."
        )


def _hint(part: str, names: list[str]) -> str:
    written = part.replace(".*", "*").replace("|", ",").strip("^$")
    if OF_EXPRESSIONS & set(part):
        like = written if not OF_EXPRESSIONS & set(written) else "hidden*"
        return f" Names are matched by patterns, not by regular expressions: write '{like}'."
    guess = nearest(part, names)
    return f" Did you mean '{guess}'?" if guess else ""


def _names(net: Net) -> list[str]:
    return [layer.name for layer in net.layers if layer.variables]


def _listed(names: list[str]) -> str:
    rest = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    return ", ".join(names[:MAX_NAMES]) + rest
