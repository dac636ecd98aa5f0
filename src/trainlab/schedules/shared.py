"""Settings that several schedules have, each with its own default."""

from __future__ import annotations

from trainlab.specs.setting import Setting


def decay_steps() -> Setting:
    """Of all that are stretched to the length of a trial."""
    return Setting(
        name="decay_steps", owner="recipe", kind="traced", type="integer", default="auto", low=1,
        words=("auto",), scale="log",
        meaning="Steps to fall tenfold (exponential), to fall by 2^decay_power (power), of the whole descent "
        "(cosine, one_cycle) or rise (range_test), of the first descent (cosine_restarts), of half a cycle "
        "(cyclical).",
    )  # fmt: skip


def final_rate(default: float) -> Setting:
    """Of descents along half a cosine."""
    return Setting(
        name="final_rate", owner="recipe", kind="traced", type="number", default=default, low=0.0, high=1.0,
        scale="linear", meaning="Learning rate at the end of a descent, as a fraction of learning_rate.",
    )  # fmt: skip


def peak_factor(default: float) -> Setting:
    """Of those that rise from the learning rate."""
    return Setting(
        name="peak_factor", owner="recipe", kind="traced", type="number", default=default, low=1.0,
        scale="log",
        meaning="Highest rate of a cycle, or last rate of a range test, as a multiple of learning_rate.",
    )  # fmt: skip


ORDER = ("decay_steps",)
"""The order in which they are listed; others follow as the schedules name them."""
