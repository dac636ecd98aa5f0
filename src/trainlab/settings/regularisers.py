"""Settings that hold a net back: penalties, dropout, limits on weights and gradients."""

from __future__ import annotations

from trainlab.optimizers import OPTIMIZERS
from trainlab.settings.class_weights import read_weights
from trainlab.settings.merged import by_row
from trainlab.specs.setting import Setting


def weight_decay() -> Setting:
    """Of every optimizer, with a default for each."""
    return Setting(
        name="weight_decay", owner="recipe", kind="traced", type="number",
        default=by_row(
            OPTIMIZERS, "optimizer",
            {name: optimizer.weight_decay for name, optimizer in OPTIMIZERS.items()},
        ),
        low=0.0, scale="log", neutral=0.0,
        meaning="Decoupled decay: each step shrinks kernels and biases by learning_rate * weight_decay.",
    )  # fmt: skip


REGULARISERS = (
    Setting(
        name="l1", owner="recipe", kind="traced", type="number", default=0.0, low=0.0, scale="log",
        neutral=0.0, meaning="Adds l1 * (sum of absolute kernel weights) to the loss; biases exempt.",
    ),
    Setting(
        name="l2", owner="recipe", kind="traced", type="number", default=0.0, low=0.0, scale="log",
        neutral=0.0, meaning="Adds l2 * (sum of squared kernel weights) / 2 to the loss; biases exempt.",
    ),
    Setting(
        name="dropout", owner="recipe", kind="traced", type="number", default=0.0, low=0.0, high=1.0,
        open_high=True, scale="linear", neutral=0.0,
        meaning="Fraction of a hidden layer's outputs set to zero at each step; the rest is scaled up.",
    ),
    Setting(
        name="input_dropout", owner="recipe", kind="traced", type="number", default=0.0, low=0.0, high=1.0,
        open_high=True, scale="linear", neutral=0.0,
        meaning="Fraction of the inputs set to zero at each step; the rest is scaled up.",
    ),
    Setting(
        name="max_norm", owner="recipe", kind="traced", type="number", default="inf", low=0.0, open_low=True,
        words=("inf",), scale="linear", neutral="inf",
        meaning="Largest norm of a unit's incoming weights, to which longer ones are scaled down.",
    ),
    Setting(
        name="label_smoothing", owner="recipe", kind="traced", type="number", default=0.0, low=0.0, high=1.0,
        open_high=True, scale="linear", neutral=0.0,
        meaning="Fraction of each training target that is spread evenly over all classes.",
    ),
    Setting(
        name="class_weights", owner="recipe", kind="traced", type="text", default="none",
        words=("none", "balanced"), neutral="none", reader=read_weights,
        meaning="Weight of each class in the training loss: none, balanced, or one number a class (1:5).",
    ),
    Setting(
        name="clip_value", owner="recipe", kind="traced", type="number", default="inf", low=0.0,
        open_low=True, words=("inf",), scale="log", neutral="inf",
        meaning="Every number of the gradient is clipped to between -clip_value and clip_value.",
    ),
    Setting(
        name="clip_norm", owner="recipe", kind="traced", type="number", default="inf", low=0.0,
        open_low=True, words=("inf",), scale="log", neutral="inf",
        meaning="Largest norm of the gradient over all layers; larger ones are scaled down.",
    ),
)  # fmt: skip
