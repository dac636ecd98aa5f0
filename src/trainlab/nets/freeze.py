"""Choosing layers by their names."""

from __future__ import annotations

import warnings

from trainlab.errors import SettingError, nearest
from trainlab.nets.net import Net
from trainlab.nets.pattern import Pattern, PatternError
from trainlab.nets.spelling import shorten

LONGEST_PATTERN = 200
"""Characters of a pattern: layers have short names."""

MOST_NAMES = 20
"""Names of layers that a message lists."""


def frozen_layers(net: Net, pattern: str) -> frozenset[str]:
    """The layers that do not learn.

    Args:
        net: the net.
        pattern: the setting ``freeze``, a regular expression for whole names of layers.

    Returns:
        Names of layers with variables.

    Raises:
        SettingError: the pattern is no regular expression, fits no layer, or leaves none to learn.

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
    """The layers with variables whose whole names a setting's regular expression fits.

    Raises:
        SettingError: the pattern is no regular expression, or fits no layer.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise SettingError(
            f"{setting} of the net must be a regular expression of at most {LONGEST_PATTERN} characters, not "
            f"{len(pattern)}."
        )
    try:
        with warnings.catch_warnings():  # of what may mean something else in a Python to come
            warnings.simplefilter("ignore")
            expression = Pattern(pattern)
    except PatternError as error:
        raise SettingError(
            f"{setting} of the net must be a regular expression, such as hidden[12], not '{pattern}': "
            f"{error}."
        ) from None
    names = _names(net)
    matching = frozenset(filter(expression.fits, names))
    if not matching:
        guess = nearest(pattern, names)
        hint = f" Did you mean '{guess}'?" if guess else ""
        raise SettingError(
            f"{setting}={pattern} fits no layer of net '{shorten(net.notation)}'.{hint} Layers with weights: "
            f"{_listed(names)}."
        )
    return matching


def _names(net: Net) -> list[str]:
    return [layer.name for layer in net.layers if layer.variables]


def _listed(names: list[str]) -> str:
    rest = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + rest
