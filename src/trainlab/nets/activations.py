"""Activations inside of nets: applied by name, with their numbers from a trial's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jaxtyping import Float

from trainlab.activations import ACTIVATIONS
from trainlab.nets.late import Array

REMEMBERED = ("sigmoid",)
"""Activations whose output is all that their slope needs, and takes so long to compute that XLA writes it
down by itself: what goes in is better not written down as well."""


def own_numbers() -> tuple[str, ...]:
    """Names of the traced settings that activations take."""
    return tuple(setting.name for activation in ACTIVATIONS.values() for setting in activation.settings)


def has_own_number(name: str) -> bool:
    """Whether an activation takes a traced setting, which may differ between trials."""
    return bool(ACTIVATIONS[name].settings)


def activate(name: str, x: Float[Array, "..."], hyper: Mapping[str, Any]) -> Float[Array, "..."]:
    """The activation of that name, with its numbers from the trial's settings if it has some."""
    activation = ACTIVATIONS[name]
    return activation.function(x, **{setting.name: hyper[setting.name] for setting in activation.settings})
