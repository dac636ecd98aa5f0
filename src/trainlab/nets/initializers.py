"""Initial weights, drawn on the host in NumPy.

Drawing on the host compiles nothing: a study of many architectures starts at once, and a trial's initial
weights depend on its seed and net alone. Distributions follow Keras 3: the ``*_normal`` initialisers are
normals truncated at two deviations and rescaled, so that their deviation is the one named; kernels of
``orthogonal`` have orthonormal columns, or rows where those are fewer.
"""

from __future__ import annotations

import math

import numpy as np

from trainlab.nets.net import Net

_TRUNCATED_DEVIATION = 0.87962566103423978
"""Deviation of a standard normal truncated to (-2, 2)."""


def kernel_deviation(weight_init: str, fan_in: int, fan_out: int, init_scale: float) -> float:
    """Standard deviation of the kernel weights.

    he: sqrt(2 / fan_in) (He et al. 2015); glorot: sqrt(2 / (fan_in + fan_out)) (Glorot and Bengio 2010);
    lecun: sqrt(1 / fan_in) (LeCun et al. 1998); normal: ``init_scale``.

    >>> kernel_deviation("he_normal", 50, 10, 0.0)
    0.2
    """
    family = weight_init.partition("_")[0]
    match family:
        case "he":
            return math.sqrt(2 / fan_in)
        case "glorot":
            return math.sqrt(2 / (fan_in + fan_out))
        case "lecun":
            return math.sqrt(1 / fan_in)
        case _:
            return init_scale


def _truncated_normal(random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    values = random.standard_normal(shape, dtype=np.float32)
    while (outside := np.abs(values) > 2).any():
        values[outside] = random.standard_normal(int(outside.sum()), dtype=np.float32)
    return values / np.float32(_TRUNCATED_DEVIATION)


def _orthogonal(random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """A kernel that keeps lengths (Saxe et al. 2014), drawn uniformly among all of them.

    As a matrix (all axes but the last, last axis) it is the Q of the QR decomposition of a matrix of normals;
    with R's diagonal made positive the decomposition is unique, and Q uniform (Mezzadri 2007).
    """
    rows, columns = math.prod(shape[:-1]), shape[-1]
    normals = random.standard_normal((max(rows, columns), min(rows, columns)), dtype=np.float32)
    q, r = np.linalg.qr(normals)
    q *= np.where(np.diag(r) < 0, np.float32(-1), np.float32(1))
    return np.ascontiguousarray(q if rows >= columns else q.T).reshape(shape)


def draw_kernel(
    random: np.random.Generator,
    shape: tuple[int, ...],
    fans: tuple[int, int],
    weight_init: str,
    init_scale: float,
    init_gain: float,
) -> np.ndarray:
    """One kernel, float32, of mean 0 and ``init_gain`` times the deviation of :func:`kernel_deviation`."""
    if weight_init == "orthogonal":
        return _orthogonal(random, shape) * np.float32(init_gain)
    deviation = np.float32(init_gain * kernel_deviation(weight_init, *fans, init_scale))
    if weight_init.endswith("_uniform"):
        uniform = random.random(shape, dtype=np.float32) * 2 - 1
        return uniform * (deviation * np.float32(math.sqrt(3)))
    if weight_init == "normal":
        return random.standard_normal(shape, dtype=np.float32) * deviation
    return _truncated_normal(random, shape) * deviation


def draw_parameters(
    net: Net,
    seed: int,
    weight_init: str = "glorot_uniform",
    init_scale: float = 0.05,
    bias_init: float = 0.0,
    init_gain: float = 1.0,
) -> dict[str, dict[str, np.ndarray]]:
    """The initial variables of one trial.

    Args:
        net: the net.
        seed: the trial's seed. Layers with variables draw from streams of their own, so a layer's weights do
            not depend on the shapes before it, nor on layers without variables, such as dropout.
        weight_init: a choice of the setting of that name, for layers that name none.
        init_scale: deviation of the kernels under ``normal``.
        bias_init: constant of the biases.
        init_gain: factor on the kernels.

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
                fans = layer.fans(name)
                init = layer.own_init or weight_init
                drawn[name] = draw_kernel(random, shape, fans, init, init_scale, init_gain)
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
