"""Settings that several optimizers have, each with its own default."""

from __future__ import annotations

from trainlab.specs.setting import Setting


def learning_rate(default: float) -> Setting:
    """What every optimizer has."""
    return Setting(
        name="learning_rate", owner="recipe", kind="traced", type="number", default=default, low=0.0,
        scale="log", meaning="Size of a step along the update.",
    )  # fmt: skip


def momentum(default: float) -> Setting:
    """Absent at 0: nothing is kept for it then."""
    return Setting(
        name="momentum", owner="recipe", kind="traced", type="number", default=default, low=0.0, high=1.0,
        scale="linear", neutral=0.0, usual="random-lin:0.5:0.99",
        meaning="Fraction of the last update that is added to this one.",
    )  # fmt: skip


def nesterov(default: bool) -> Setting:
    """It has a meaning only together with a momentum."""
    return Setting(
        name="nesterov", owner="recipe", kind="static", type="flag", default=default, neutral=False,
        meaning="Look ahead along the momentum (Nesterov 1983) before stepping.",
    )  # fmt: skip


def beta_1(default: float) -> Setting:
    """Of adam and its relatives."""
    return Setting(
        name="beta_1", owner="recipe", kind="traced", type="number", default=default, low=0.0, high=1.0,
        open_high=True, scale="linear",
        usual="random-lin:0.5:0.99",
        meaning="Decay of the mean of gradients (schedule_free_adamw: share of the averaged weights in the "
        "weights that gradients are taken at).",
    )  # fmt: skip


def beta_2(default: float) -> Setting:
    """Of adam and its relatives."""
    return Setting(
        name="beta_2", owner="recipe", kind="traced", type="number", default=default, low=0.0, high=1.0,
        open_high=True, scale="linear",
        usual="random-lin:0.9:0.9999",
        meaning="Decay of the mean of squared gradients (lion: of the momentum).",
    )  # fmt: skip


def rho(default: float) -> Setting:
    """What rmsprop and adadelta call their decay."""
    return Setting(
        name="rho", owner="recipe", kind="traced", type="number", default=default, low=0.0, high=1.0,
        scale="linear", usual="random-lin:0.8:0.99",
        meaning="Decay of the mean of squared gradients in rmsprop and adadelta.",
    )  # fmt: skip


def epsilon(default: float) -> Setting:
    """Of all that divide by the size of gradients."""
    return Setting(
        name="epsilon", owner="recipe", kind="traced", type="number", default=default, low=0.0, scale="log",
        usual="random-log:1e-8:0.01",
        meaning="Keeps the update's denominator away from zero.",
    )  # fmt: skip


def initial_accumulator(default: float) -> Setting:
    """Of those that add up all squared gradients."""
    return Setting(
        name="initial_accumulator", owner="recipe", kind="traced", type="number", default=default, low=0.0,
        scale="log", meaning="Start of the sum of squared gradients in adagrad and ftrl.",
    )  # fmt: skip


ORDER = (
    "learning_rate", "momentum", "nesterov", "beta_1", "beta_2", "rho", "epsilon", "initial_accumulator",
)  # fmt: skip
"""The order in which they are listed; settings of a single optimizer follow."""
