"""Settings of the loss and of the update rule. Defaults are those of Keras 3 (https://keras.io/api/optimizers/)."""

from __future__ import annotations

from trainlab.errors import SettingError
from trainlab.losses import LOSSES
from trainlab.optimizers import OPTIMIZERS
from trainlab.optimizers.shared import ORDER
from trainlab.settings.merged import merged
from trainlab.specs.setting import By, Setting
from trainlab.tasks import TASKS

CLASSIFICATION = TASKS["classification"]
"""What is learned where nothing else is said."""


def optimizer_settings() -> tuple[Setting, ...]:
    """The choice of an optimizer, and the settings that the optimizers specify.

    Raises:
        SettingError: an optimizer's specification is at odds with itself or with another one's.
    """
    return (
        Setting(
            name="loss", owner="recipe", kind="static", type="choice",
            default=By(
                "task", {name: task.loss for name, task in TASKS.items() if task is not CLASSIFICATION},
                otherwise=CLASSIFICATION.loss,
            ),
            choices=tuple(LOSSES),
            meaning="What is minimised; cross_entropy is binary for one output, categorical for more.",
        ),
        *merged(LOSSES, "loss", kinds=("traced",)),
        Setting(
            name="optimizer", owner="recipe", kind="static", type="choice", default="sgd",
            choices=tuple(OPTIMIZERS),
            meaning="The update rule, with the arithmetic and defaults of Keras 3.",
        ),
        *_of_optimizers(),
    )  # fmt: skip


def _of_optimizers() -> list[Setting]:
    for optimizer in OPTIMIZERS.values():
        if "learning_rate" not in [setting.name for setting in optimizer.settings]:
            raise SettingError(f"optimizer '{optimizer.name}' needs learning_rate among its settings.")
    return merged(OPTIMIZERS, "optimizer", ORDER)
