"""Settings that hold a net back: penalties, dropout, limits on weights and gradients."""

from __future__ import annotations

from trainlab.optimizers import OPTIMIZERS
from trainlab.regularisers import REGULARISERS
from trainlab.settings.mechanisms import mechanism_settings
from trainlab.settings.merged import by_row
from trainlab.specs.setting import Setting


def regulariser_settings() -> tuple[Setting, ...]:
    """Weight decay, and the settings that the regularisers specify.

    Raises:
        SettingError: a specification is at odds with itself.
    """
    return (_weight_decay(), *mechanism_settings(REGULARISERS))


def _weight_decay() -> Setting:
    """Of every optimizer, with a default for each: what it means depends on the update."""
    return Setting(
        name="weight_decay", owner="recipe", kind="traced", type="number",
        default=by_row(
            OPTIMIZERS, "optimizer",
            {name: optimizer.weight_decay for name, optimizer in OPTIMIZERS.items()},
        ),
        low=0.0, scale="log", neutral=0.0,
        usual="random-log:1e-5:0.3",
        meaning="Decoupled decay: each step shrinks kernels and biases by learning_rate * weight_decay.",
    )  # fmt: skip
