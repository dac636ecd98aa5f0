"""The settings table: every hyperparameter trainlab knows, declared once.

Validation, search spaces, command-line help and the reference docs are made from this table. Defaults of the
optimizers are those of Keras 3 (https://keras.io/api/optimizers/).
"""

from __future__ import annotations

from trainlab.errors import SettingError, unknown_name
from trainlab.settings.setting import By, Setting

OPTIMIZERS = ("sgd", "rmsprop", "adam", "adamw", "adamax", "nadam", "adagrad", "adadelta", "lion")
ACTIVATIONS = ("relu", "tanh", "sigmoid", "identity")
WEIGHT_INITS = ("he_normal", "he_uniform", "glorot_normal", "glorot_uniform", "lecun_normal", "normal")

_ADAM_LIKE = ("adam", "adamw", "adamax", "nadam")


def _for_optimizers(value: float, *names: str) -> By:
    return By("optimizer", dict.fromkeys(names, value))


_DATA = (
    Setting(
        name="noise", owner="data", kind="static", type="number", default=By("data", {"moons": 0.2}), low=0.0,
        scale="linear", meaning="Standard deviation of the Gaussian noise added to the half-moons.",
    ),
    Setting(
        name="data_seed", owner="data", kind="static", type="integer", default=0, low=0, high=2**32 - 1,
        meaning="Seed of generated examples and of the split into train, validation and test.",
    ),
    Setting(
        name="standardize", owner="data", kind="static", type="flag", default=False, neutral=False,
        meaning="Shift and scale every input to mean 0 and deviation 1, fitted on train only.",
    ),
    Setting(
        name="train_fraction", owner="data", kind="static", type="number", default=1.0, low=0.0, high=1.0,
        open_low=True, scale="log", neutral=1.0,
        meaning="Part of the train split that is trained on, drawn stratified by class.",
    ),
)  # fmt: skip

_NET = (
    Setting(
        name="net", owner="net", kind="static", type="text",
        meaning="The architecture, e.g. 784-500-300-10: inputs, hidden units, outputs.",
    ),
    Setting(
        name="activation", owner="net", kind="static", type="choice", default="relu", choices=ACTIVATIONS,
        meaning="Activation function of the hidden layers.",
    ),
    Setting(
        name="weight_init", owner="net", kind="traced", type="choice", default="glorot_uniform",
        choices=WEIGHT_INITS, meaning="Distribution the kernels are drawn from.",
    ),
    Setting(
        name="init_scale", owner="net", kind="traced", type="number",
        default=By("weight_init", {"normal": 0.05}), low=0.0, scale="log",
        meaning="Standard deviation of the kernels under weight_init=normal.",
    ),
    Setting(
        name="bias_init", owner="net", kind="traced", type="number", default=0.0, scale="linear",
        meaning="Constant the biases start from.",
    ),
)  # fmt: skip

_RECIPE = (
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
    Setting(
        name="weight_decay", owner="recipe", kind="traced", type="number",
        default=By("optimizer", {"adamw": 0.004}, otherwise=0.0), low=0.0, scale="log", neutral=0.0,
        meaning="Decoupled decay: each step shrinks kernels and biases by learning_rate * weight_decay.",
    ),
    Setting(
        name="l2", owner="recipe", kind="traced", type="number", default=0.0, low=0.0, scale="log",
        neutral=0.0, meaning="Adds l2 * (sum of squared kernel weights) / 2 to the loss; biases exempt.",
    ),
    Setting(
        name="batch_size", owner="recipe", kind="static", type="integer", default=32, low=1, words=("full",),
        scale="log", meaning="Examples a step averages its gradient over; full is all of train.",
    ),
    Setting(
        name="epochs", owner="recipe", kind="traced", type="integer", default=10, low=1, scale="log",
        meaning="Length of training in passes over train.",
    ),
    Setting(
        name="steps", owner="recipe", kind="traced", type="integer", low=1, scale="log",
        meaning="Length of training in steps, instead of epochs.",
    ),
    Setting(
        name="shuffle", owner="recipe", kind="static", type="flag", default=True,
        meaning="Draw a new order of the examples every epoch.",
    ),
    Setting(
        name="order_seed", owner="recipe", kind="static", type="integer", default=0, low=0, high=2**32 - 1,
        meaning="Seed of the order of examples, which all trials of a population share.",
    ),
    Setting(
        name="seed", owner="recipe", kind="traced", type="integer", default=0, low=0, high=2**32 - 1,
        meaning="Seed of the initial weights and of everything random inside a trial.",
    ),
    Setting(
        name="eval_every", owner="recipe", kind="traced", type="integer", default="auto", low=1,
        words=("auto", "epoch"), scale="log",
        meaning="Steps between evaluations; auto is an epoch, or a hundredth of the length if longer.",
    ),
    Setting(
        name="eval_examples", owner="recipe", kind="static", type="integer", default=10_000, low=1,
        words=("all",), scale="log",
        meaning="Training examples an evaluation measures, at most; validation is always measured whole.",
    ),
)  # fmt: skip

SETTINGS: dict[str, Setting] = {setting.name: setting for setting in (*_DATA, *_NET, *_RECIPE)}
"""Every setting by name, in the order the reference prints them."""


def get_setting(name: str) -> Setting:
    """The declaration of a setting.

    Raises:
        SettingError: no setting has that name.
    """
    try:
        return SETTINGS[name]
    except KeyError:
        raise SettingError(unknown_name("setting", name, SETTINGS)) from None
