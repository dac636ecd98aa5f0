"""Settings of the schedule: what becomes of the learning rate from step to step."""

from __future__ import annotations

from trainlab.specs.setting import By, Setting, Value

SCHEDULES = (
    "constant", "piecewise", "exponential", "power", "performance", "cosine", "cosine_restarts", "cyclical",
    "one_cycle", "range_test",
)  # fmt: skip


def _under(value: Value, *schedules: str) -> By:
    return By("schedule", dict.fromkeys(schedules, value))


SCHEDULE = (
    Setting(
        name="schedule", owner="recipe", kind="static", type="choice", default="constant", choices=SCHEDULES,
        meaning="How the learning rate changes during training.",
    ),
    Setting(
        name="warmup", owner="recipe", kind="traced", type="integer", default=0, low=0, scale="log",
        neutral=0, meaning="Steps of linear warm-up before the schedule.",
    ),
    Setting(
        name="decay_steps", owner="recipe", kind="traced", type="integer",
        default=_under(
            "auto", "exponential", "power", "cosine", "cosine_restarts", "cyclical", "one_cycle", "range_test"
        ),
        low=1, words=("auto",), scale="log",
        meaning="Steps to fall tenfold (exponential), to fall by 2^decay_power (power), of the whole descent "
        "(cosine, one_cycle) or rise (range_test), of the first descent (cosine_restarts), of half a cycle "
        "(cyclical).",
    ),
    Setting(
        name="pieces", owner="recipe", kind="traced", type="text",
        default=_under("50%:0.1/75%:0.01", "piecewise"),
        meaning="From which step or share of training on the rate is learning_rate times which factor.",
    ),
    Setting(
        name="staircase", owner="recipe", kind="static", type="flag", default=_under(False, "exponential"),
        meaning="Lower the rate every decay_steps at once instead of a little at every step.",
    ),
    Setting(
        name="decay_power", owner="recipe", kind="traced", type="number", default=_under(1.0, "power"),
        low=0.0, scale="linear", meaning="Exponent c of learning_rate * (1 + t / decay_steps)^-c.",
    ),
    Setting(
        name="final_rate", owner="recipe", kind="traced", type="number",
        default=_under(0.0, "cosine", "cosine_restarts"), low=0.0, high=1.0, scale="linear",
        meaning="Learning rate at the end of a descent, as a fraction of learning_rate.",
    ),
    Setting(
        name="restart_growth", owner="recipe", kind="traced", type="number",
        default=_under(2.0, "cosine_restarts"), low=1.0, scale="linear",
        meaning="Factor from the length of one descent to the next.",
    ),
    Setting(
        name="restart_decay", owner="recipe", kind="traced", type="number",
        default=_under(1.0, "cosine_restarts"), low=0.0, high=1.0, scale="linear",
        meaning="Factor from the height of one restart to the next.",
    ),
    Setting(
        name="cycle_shape", owner="recipe", kind="static", type="choice",
        default=_under("triangular", "cyclical"), choices=("triangular", "triangular2"),
        meaning="Whether cycles keep their height (triangular) or halve it every time (triangular2).",
    ),
    Setting(
        name="peak_factor", owner="recipe", kind="traced", type="number",
        default=By("schedule", {"cyclical": 6.0, "range_test": 1e6}), low=1.0, scale="log",
        meaning="Highest rate of a cycle, or the last rate of a range test, as a multiple of learning_rate.",
    ),
    Setting(
        name="start_factor", owner="recipe", kind="traced", type="number", default=_under(0.04, "one_cycle"),
        low=0.0, high=1.0, scale="log", meaning="First rate of one_cycle, as a multiple of learning_rate.",
    ),
    Setting(
        name="end_factor", owner="recipe", kind="traced", type="number", default=_under(4e-6, "one_cycle"),
        low=0.0, high=1.0, scale="log", meaning="Last rate of one_cycle, as a multiple of learning_rate.",
    ),
    Setting(
        name="rise", owner="recipe", kind="traced", type="number", default=_under(0.3, "one_cycle"),
        low=0.0, high=1.0, open_low=True, open_high=True, scale="linear",
        meaning="Fraction of one_cycle in which the rate rises.",
    ),
    Setting(
        name="plateau_watch", owner="recipe", kind="static", type="choice",
        default=_under("validation_loss", "performance"), choices=("train_loss", "validation_loss"),
        meaning="The loss that lowers the rate when it stops falling; train_loss: its mean over the check.",
    ),
    Setting(
        name="plateau_factor", owner="recipe", kind="traced", type="number",
        default=_under(0.1, "performance"), low=0.0, high=1.0, open_low=True, open_high=True, scale="log",
        meaning="Factor on the rate when the watched loss stops improving.",
    ),
    Setting(
        name="plateau_patience", owner="recipe", kind="traced", type="integer",
        default=_under(10, "performance"), low=1, scale="log",
        meaning="Checks without improvement before the rate is lowered.",
    ),
    Setting(
        name="plateau_min_delta", owner="recipe", kind="traced", type="number",
        default=_under(1e-4, "performance"), low=0.0, scale="log",
        meaning="Smallest fall of the watched loss that counts as improvement.",
    ),
    Setting(
        name="plateau_cooldown", owner="recipe", kind="traced", type="integer",
        default=_under(0, "performance"), low=0, scale="log",
        meaning="Checks after the rate was lowered that do not count.",
    ),
    Setting(
        name="min_rate", owner="recipe", kind="traced", type="number", default=_under(0.0, "performance"),
        low=0.0, scale="log", meaning="Rate below which it is not lowered any further.",
    ),
)  # fmt: skip
