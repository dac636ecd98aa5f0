"""Settings of the loss and of the update rule. Defaults are those of Keras 3 (https://keras.io/api/optimizers/)."""

from __future__ import annotations

from trainlab.settings.setting import By, Setting

OPTIMIZERS = ("sgd", "rmsprop", "adam", "adamw", "adamax", "nadam", "adagrad", "adadelta", "lion")

_ADAM_LIKE = ("adam", "adamw", "adamax", "nadam")


def _for_optimizers(value: float, *names: str) -> By:
    return By("optimizer", dict.fromkeys(names, value))


OPTIMIZER = (
    Setting(
        name="loss", owner="recipe", kind="static", type="choice", default="cross_entropy",
        choices=("cross_entropy", "mse"),
        meaning="What is minimised; cross_entropy is binary for one output, categorical for more.",
    ),
    Setting(
        name="optimizer", owner="recipe", kind="static", type="choice", default="sgd", choices=OPTIMIZERS,
        meaning="The update rule, with the arithmetic and defaults of Keras 3.",
    ),
    Setting(
        name="learning_rate", owner="recipe", kind="traced", type="number",
        default=By("optimizer", {"sgd": 0.01}, otherwise=0.001), low=0.0, scale="log",
        meaning="Length of a step along the update.",
    ),
    Setting(
        name="momentum", owner="recipe", kind="traced", type="number",
        default=_for_optimizers(0.0, "sgd", "rmsprop"), low=0.0, high=1.0, scale="linear", neutral=0.0,
        meaning="Share of the last update carried into this one.",
    ),
    Setting(
        name="nesterov", owner="recipe", kind="static", type="flag", default=By("optimizer", {"sgd": False}),
        neutral=False, meaning="Look ahead along the momentum (Nesterov 1983) before stepping.",
    ),
    Setting(
        name="beta_1", owner="recipe", kind="traced", type="number",
        default=_for_optimizers(0.9, *_ADAM_LIKE, "lion"), low=0.0, high=1.0, open_high=True, scale="linear",
        meaning="Decay of the mean of gradients.",
    ),
    Setting(
        name="beta_2", owner="recipe", kind="traced", type="number",
        default=By("optimizer", {**dict.fromkeys(_ADAM_LIKE, 0.999), "lion": 0.99}), low=0.0, high=1.0,
        open_high=True, scale="linear",
        meaning="Decay of the mean of squared gradients (lion: of the momentum).",
    ),
    Setting(
        name="rho", owner="recipe", kind="traced", type="number",
        default=By("optimizer", {"rmsprop": 0.9, "adadelta": 0.95}), low=0.0, high=1.0, scale="linear",
        meaning="Decay of the mean of squared gradients in rmsprop and adadelta.",
    ),
    Setting(
        name="epsilon", owner="recipe", kind="traced", type="number",
        default=_for_optimizers(1e-7, *_ADAM_LIKE, "rmsprop", "adagrad", "adadelta"), low=0.0, scale="log",
        meaning="Keeps the update's denominator away from zero.",
    ),
    Setting(
        name="initial_accumulator", owner="recipe", kind="traced", type="number",
        default=By("optimizer", {"adagrad": 0.1}), low=0.0, scale="log",
        meaning="Start of adagrad's sum of squared gradients.",
    ),
)  # fmt: skip
