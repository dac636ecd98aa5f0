"""Settings of the net: its architecture, how its weights start, and which of them learn."""

from __future__ import annotations

from trainlab.activations import ACTIVATIONS
from trainlab.initializers import INITIALIZERS
from trainlab.settings.merged import merged
from trainlab.specs.setting import By, Setting


def _read_net(text: str) -> None:
    from trainlab.nets.notation import check_notation

    check_notation(text)


def _read_reuse(text: str) -> None:
    from trainlab.nets.freeze import check_patterns

    check_patterns(text, "reuse")


def _read_freeze(text: str) -> None:
    from trainlab.nets.freeze import check_patterns

    check_patterns(text, "freeze")


def net_settings() -> tuple[Setting, ...]:
    """The settings of the net, those that activations and initialisers specify among them.

    Raises:
        SettingError: a specification is at odds with itself or with another one's.
    """
    return (
        Setting(
            name="net", owner="net", kind="static", type="text", reader=_read_net,
            meaning="The architecture: 784-300-10 (inputs, hidden units, outputs), or its layers in order.",
        ),
        Setting(
            name="activation", owner="net", kind="static", type="choice", default="relu",
            choices=tuple(ACTIVATIONS), meaning="Activation function of the hidden layers.",
        ),
        *merged(ACTIVATIONS, "activation", owner="net", kinds=("traced",), mentioned_in="net"),
        Setting(
            name="norm_momentum", owner="net", kind="traced", type="number",
            default=By("net", {"batchnorm": 0.99}, mentioned_in="net"), low=0.0, high=1.0, scale="linear",
            usual="random-lin:0.5:0.99",
            meaning="Decay of the moving mean and variance that batch normalisation evaluates with.",
        ),
        Setting(
            name="weight_init", owner="net", kind="host", type="choice", default="glorot_uniform",
            choices=tuple(INITIALIZERS), meaning="Distribution that the kernels are drawn from.",
        ),
        *merged(INITIALIZERS, "weight_init", owner="net", kinds=("host",)),
        Setting(
            name="init_gain", owner="net", kind="host", type="number", default=1.0, low=0.0, scale="log",
            usual="random-log:0.1:10",
            meaning="Factor on the initial kernels, whatever their distribution.",
        ),
        Setting(
            name="bias_init", owner="net", kind="host", type="number", default=0.0, scale="linear",
            meaning="Initial value of the biases.",
        ),
        Setting(
            name="start_from", owner="net", kind="static", type="text",
            meaning="Trained net that layers start from: STUDY:TRIAL, STUDY (its best) or a .safetensors "
            "file.",
        ),
        Setting(
            name="reuse", owner="net", kind="static", type="text", default=By("start_from", {"*": "*"}),
            reader=_read_reuse,
            meaning="Layers that start from start_from: names or patterns, with commas, such as hidden*.",
        ),
        Setting(
            name="freeze", owner="net", kind="static", type="text",
            reader=_read_freeze,
            meaning="Layers that do not learn: names or patterns, with commas, such as hidden[12].",
        ),
        Setting(
            name="cache_prefix", owner="net", kind="static", type="flag", default=True,
            meaning="Compute layers at the input end that have nothing to learn once instead of at every "
            "step.",
        ),
    )  # fmt: skip
