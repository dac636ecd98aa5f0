"""The rate falls when a loss stops falling; the rule itself is in :mod:`trainlab.train.stopping.plateau`."""

from __future__ import annotations

from trainlab.metrics import METRICS
from trainlab.schedules.schedule import Schedule
from trainlab.specs.setting import Setting

SETTINGS = (
    Setting(
        name="plateau_watch", owner="recipe", kind="static", type="choice",
        default="validation_loss",
        choices=("train_loss", *(metric.validation_curve for metric in METRICS.values())),
        meaning="Curve that lowers the rate once it improves no more; train_loss: its mean between checks.",
    ),
    Setting(
        name="plateau_factor", owner="recipe", kind="traced", type="number",
        default=0.1, low=0.0, high=1.0, open_low=True, open_high=True, scale="log",
        meaning="Factor on the rate when the watched loss stops improving.",
    ),
    Setting(
        name="plateau_patience", owner="recipe", kind="traced", type="integer",
        default=10, low=1, scale="log",
        meaning="Checks without improvement before the rate is lowered.",
    ),
    Setting(
        name="plateau_min_delta", owner="recipe", kind="traced", type="number",
        default=1e-4, low=0.0, scale="log",
        meaning="Smallest fall of the watched loss that counts as improvement.",
    ),
    Setting(
        name="plateau_cooldown", owner="recipe", kind="traced", type="integer",
        default=0, low=0, scale="log",
        meaning="Checks after the rate was lowered that do not count.",
    ),
    Setting(
        name="min_rate", owner="recipe", kind="traced", type="number", default=0.0,
        low=0.0, scale="log", meaning="Rate below which it is not lowered any further.",
    ),
)  # fmt: skip

PERFORMANCE = Schedule(name="performance", rate_at=None, settings=SETTINGS)
