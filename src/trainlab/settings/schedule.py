"""Settings of the schedule: what becomes of the learning rate from step to step."""

from __future__ import annotations

from trainlab.schedules import SCHEDULES
from trainlab.schedules.shared import ORDER
from trainlab.settings.merged import merged
from trainlab.specs.setting import Setting


def schedule_settings() -> tuple[Setting, ...]:
    """The choice of a schedule, the warm-up, and the settings that the schedules specify.

    Raises:
        SettingError: a schedule's specification is at odds with itself or with another one's.
    """
    return (
        Setting(
            name="schedule", owner="recipe", kind="static", type="choice", default="constant",
            choices=tuple(SCHEDULES), meaning="How the learning rate changes during training.",
        ),
        Setting(
            name="warmup", owner="recipe", kind="traced", type="integer", default=0, low=0, scale="log",
            neutral=0, meaning="Steps of linear warm-up before the schedule.",
        ),
        *merged(SCHEDULES, "schedule", ORDER),
    )  # fmt: skip
