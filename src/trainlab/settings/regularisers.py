"""Settings that hold a net back: penalties, dropout, limits on weights and gradients."""

from __future__ import annotations

from trainlab.errors import SettingError
from trainlab.optimizers import OPTIMIZERS
from trainlab.regularisers import REGULARISERS
from trainlab.settings.merged import by_row
from trainlab.specs.setting import Setting


def regulariser_settings() -> tuple[Setting, ...]:
    """Weight decay, and the settings that the regularisers specify.

    Raises:
        SettingError: a specification is at odds with itself.
    """
    for regulariser in REGULARISERS.values():
        check_mechanism(f"regulariser '{regulariser.name}'", regulariser.name, regulariser.settings)
    return (_weight_decay(), *(one for row in REGULARISERS.values() for one in row.settings))


def _weight_decay() -> Setting:
    """Of every optimizer, with a default for each: what it means depends on the update."""
    return Setting(
        name="weight_decay", owner="recipe", kind="traced", type="number",
        default=by_row(
            OPTIMIZERS, "optimizer",
            {name: optimizer.weight_decay for name, optimizer in OPTIMIZERS.items()},
        ),
        low=0.0, scale="log", neutral=0.0,
        meaning="Decoupled decay: each step shrinks kernels and biases by learning_rate * weight_decay.",
    )  # fmt: skip


def check_mechanism(whose: str, name: str, settings: tuple[Setting, ...]) -> None:
    """Refuse a mechanism that its first setting cannot switch off.

    Raises:
        SettingError: it is not that of a traced mechanism of the recipe.
    """
    if not settings or settings[0].name != name or settings[0].neutral is None:
        raise SettingError(
            f"{whose} needs '{name}' as its first setting, with the neutral value that switches it off."
        )
    if any(one.kind != "traced" or one.owner != "recipe" for one in settings):
        raise SettingError(f"{whose} must have settings of the recipe that are traced.")
