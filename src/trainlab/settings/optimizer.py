"""Settings of the loss and of the update rule. Defaults are those of Keras 3 (https://keras.io/api/optimizers/)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from trainlab.errors import SettingError
from trainlab.optimizers import OPTIMIZERS, Optimizer
from trainlab.optimizers.shared import ORDER
from trainlab.specs.setting import By, Setting, Value


def optimizer_settings() -> tuple[Setting, ...]:
    """The choice of an optimizer, and the settings that the optimizers specify.

    Raises:
        SettingError: an optimizer's specification is at odds with itself or with another one's.
    """
    return (
        Setting(
            name="loss", owner="recipe", kind="static", type="choice", default="cross_entropy",
            choices=("cross_entropy", "mse"),
            meaning="What is minimised; cross_entropy is binary for one output, categorical for more.",
        ),
        Setting(
            name="optimizer", owner="recipe", kind="static", type="choice", default="sgd",
            choices=tuple(OPTIMIZERS),
            meaning="The update rule, with the arithmetic and defaults of Keras 3.",
        ),
        *_of_optimizers(),
    )  # fmt: skip


def by_optimizer(defaults: Mapping[str, Value]) -> By:
    """A default for each optimizer; where all have one, the most frequent is that of the rest."""
    if set(defaults) < set(OPTIMIZERS):
        return By("optimizer", defaults)
    ((most, _),) = Counter(defaults.values()).most_common(1)
    return By("optimizer", {name: value for name, value in defaults.items() if value != most}, otherwise=most)


def _of_optimizers() -> list[Setting]:
    declared: dict[str, Setting] = {}
    defaults: dict[str, dict[str, Value]] = {}
    for optimizer in OPTIMIZERS.values():
        for setting in optimizer.settings:
            first = declared.setdefault(setting.name, setting)
            _check(optimizer, setting, first)
            defaults.setdefault(setting.name, {})[optimizer.name] = setting.default  # type: ignore[assignment]
        if "learning_rate" not in [setting.name for setting in optimizer.settings]:
            raise SettingError(f"optimizer '{optimizer.name}' needs learning_rate among its settings.")
    shared = [name for name in ORDER if name in declared]
    own = [name for name in declared if name not in ORDER]
    return [replace(declared[name], default=by_optimizer(defaults[name])) for name in (*shared, *own)]


def _check(optimizer: Optimizer, setting: Setting, first: Setting) -> None:
    """Refuse what could not be read, or means two things."""
    if replace(setting, default=None) != replace(first, default=None):
        raise SettingError(
            f"setting '{setting.name}' of optimizer '{optimizer.name}' is declared otherwise than that of "
            "another optimizer: give it a name of its own."
        )
    if setting.default is None or isinstance(setting.default, By) or setting.owner != "recipe":
        raise SettingError(
            f"setting '{setting.name}' of optimizer '{optimizer.name}' must be one of the recipe, with a "
            "value as its default."
        )
    setting.read(setting.default)
