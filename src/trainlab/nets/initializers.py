"""The variables that nets start from, drawn on the host in NumPy."""

from __future__ import annotations

import numpy as np

from trainlab.initializers import INITIALIZERS
from trainlab.nets.net import Net


def draw_parameters(
    net: Net,
    seed: int,
    weight_init: str = "glorot_uniform",
    *,
    bias_init: float = 0.0,
    init_gain: float = 1.0,
    **own: float,
) -> dict[str, dict[str, np.ndarray]]:
    """The initial variables of one trial.

    Args:
        net: the net.
        seed: the trial's seed. Layers with variables draw from streams of their own, so a layer's weights do
            not depend on the shapes before it, nor on layers without variables, such as dropout.
        weight_init: a choice of the setting of that name, for layers that name none.
        bias_init: constant of the biases.
        init_gain: factor on the kernels.
        own: settings of initialisers, such as ``init_scale``; one that is not given has its default.

    Returns:
        layer name -> variable name -> float32 array of the shape the layer declares; of all layers with
        variables, the frozen ones too.
    """
    parameters = {}
    with_variables = [layer for layer in net.layers if layer.variables]
    for number, layer in enumerate(with_variables):
        random = np.random.default_rng([seed, number])
        drawn = {}
        for name, shape in layer.variables.items():
            if name.endswith("kernel"):
                initializer = INITIALIZERS[layer.own_init or weight_init]
                settings = {one.name: own.get(one.name, one.default) for one in initializer.settings}
                drawn[name] = initializer.draw(random, shape, layer.fans(name), init_gain, **settings)
            else:
                start = layer.start(name)
                drawn[name] = np.full(shape, bias_init if start is None else start, dtype=np.float32)
        parameters[layer.name] = drawn
    return parameters


def initial_statistics(net: Net) -> dict[str, dict[str, np.ndarray]]:
    """Where the statistics of one trial start: moving means at 0, moving variances at 1.

    Returns:
        layer name -> statistic name -> float32 array of the shape the layer declares.
    """
    starts = {"moving_mean": 0.0, "moving_variance": 1.0}
    return {
        layer: {name: np.full(shape, starts[name], dtype=np.float32) for name, shape in shapes.items()}
        for layer, shapes in net.statistics.items()
    }
