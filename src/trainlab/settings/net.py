"""Settings of the net: its architecture, how its weights start, and which of them learn."""

from __future__ import annotations

from trainlab.specs.setting import By, Setting

ACTIVATIONS = (
    "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "tanh", "sigmoid", "softplus", "identity",
)  # fmt: skip
WEIGHT_INITS = (
    "he_normal", "he_uniform", "glorot_normal", "glorot_uniform", "lecun_normal", "normal", "orthogonal",
)  # fmt: skip

NET = (
    Setting(
        name="net", owner="net", kind="static", type="text",
        meaning="The architecture: 784-300-10 (inputs, hidden units, outputs), or its layers in order.",
    ),
    Setting(
        name="activation", owner="net", kind="static", type="choice", default="relu", choices=ACTIVATIONS,
        meaning="Activation function of the hidden layers.",
    ),
    Setting(
        name="leaky_slope", owner="net", kind="traced", type="number",
        default=By("activation", {"leaky_relu": 0.2}, mentioned_in="net"), low=0.0, scale="linear",
        meaning="Slope of leaky_relu below zero.",
    ),
    Setting(
        name="elu_alpha", owner="net", kind="traced", type="number",
        default=By("activation", {"elu": 1.0}, mentioned_in="net"), low=0.0, scale="linear",
        meaning="Alpha of elu, which tends to -alpha far below zero.",
    ),
    Setting(
        name="norm_momentum", owner="net", kind="traced", type="number",
        default=By("net", {"batchnorm": 0.99}, mentioned_in="net"), low=0.0, high=1.0, scale="linear",
        meaning="Decay of the moving mean and variance that batch normalisation evaluates with.",
    ),
    Setting(
        name="weight_init", owner="net", kind="host", type="choice", default="glorot_uniform",
        choices=WEIGHT_INITS, meaning="Distribution that the kernels are drawn from.",
    ),
    Setting(
        name="init_scale", owner="net", kind="host", type="number",
        default=By("weight_init", {"normal": 0.05}), low=0.0, scale="log",
        meaning="Standard deviation of the kernels under weight_init=normal.",
    ),
    Setting(
        name="init_gain", owner="net", kind="host", type="number", default=1.0, low=0.0, scale="log",
        meaning="Factor on the initial kernels, whatever their distribution.",
    ),
    Setting(
        name="bias_init", owner="net", kind="host", type="number", default=0.0, scale="linear",
        meaning="Initial value of the biases.",
    ),
    Setting(
        name="start_from", owner="net", kind="static", type="text",
        meaning="Trained net that layers start from: STUDY:TRIAL, STUDY (its best) or a .safetensors file.",
    ),
    Setting(
        name="reuse", owner="net", kind="static", type="text", default=By("start_from", {"*": "*"}),
        meaning="Layers that start from start_from: names or patterns, with commas, such as hidden*.",
    ),
    Setting(
        name="freeze", owner="net", kind="static", type="text",
        meaning="Layers that do not learn: names or patterns, with commas, such as hidden[12].",
    ),
    Setting(
        name="cache_prefix", owner="net", kind="static", type="flag", default=True,
        meaning="Compute layers at the input end that have nothing to learn once instead of at every step.",
    ),
)  # fmt: skip
