"""The distributions of initial weights: their moments and bounds, and what they depend on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from trainlab.nets import draw_parameters, read_net
from trainlab.settings import WEIGHT_INITS

FAN_IN, FAN_OUT = 400, 300
SCALE = 0.07
DEVIATIONS = {
    "he_normal": math.sqrt(2 / FAN_IN),
    "he_uniform": math.sqrt(2 / FAN_IN),
    "glorot_normal": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "glorot_uniform": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "lecun_normal": math.sqrt(1 / FAN_IN),
    "normal": SCALE,
}

LARGE = read_net(f"{FAN_IN}-{FAN_OUT}", "relu")
SMALL = read_net("3-4-4-2", "relu")


@pytest.fixture(scope="module", params=WEIGHT_INITS)
def drawn(request):
    """A choice of the setting, and 120,000 weights of it, flat."""
    parameters = draw_parameters(LARGE, 5, weight_init=request.param, init_scale=SCALE)
    return request.param, parameters["output"]["kernel"].astype(np.float64).ravel()


def test_the_deviation_is_the_named_one(drawn):
    name, kernel = drawn
    # Five deviations of an estimate: sigma/sqrt(n) of the mean; of the deviation at most sigma/sqrt(2n).
    assert kernel.mean() == pytest.approx(0, abs=5 * DEVIATIONS[name] / math.sqrt(kernel.size))
    assert kernel.std() == pytest.approx(DEVIATIONS[name], rel=5 / math.sqrt(2 * kernel.size))


def test_the_fourth_moment_tells_the_distribution(drawn):
    name, kernel = drawn
    # Kurtosis of the normal, of the uniform, and of the normal cut at two deviations.
    kurtosis = 3.0 if name == "normal" else 1.8 if name.endswith("uniform") else 2.3655
    assert (kernel**4).mean() / (kernel**2).mean() ** 2 == pytest.approx(kurtosis, rel=0.02)


def test_the_bounds(drawn):
    name, kernel = drawn
    largest = np.abs(kernel).max() / DEVIATIONS[name]
    if name == "normal":
        assert largest > 3.5
    elif name.endswith("uniform"):
        assert math.sqrt(3) * 0.999 < largest <= math.sqrt(3) * 1.000001
    else:
        # Two deviations of the normal that was cut, which is 1 / 0.8796 times as wide as what is left.
        assert 2 / 0.8797 * 0.99 < largest <= 2 / 0.8796


def test_keras_draws_with_the_same_deviation_and_bounds(drawn):
    # Keras's documented limits: sqrt(6 / (in + out)) and so on.
    name, kernel = drawn
    limits = {"he_uniform": math.sqrt(6 / FAN_IN), "glorot_uniform": math.sqrt(6 / (FAN_IN + FAN_OUT))}
    if name in limits:
        assert np.abs(kernel).max() == pytest.approx(limits[name], rel=1e-3)


@pytest.mark.parametrize("name", WEIGHT_INITS)
def test_the_deviation_follows_the_fans_of_the_layer(name):
    wide = draw_parameters(read_net("1000-50-1000", "relu"), 2, weight_init=name, init_scale=SCALE)
    first, second = (wide[layer]["kernel"].std() for layer in ("hidden1", "output"))
    expected = 1.0 if name.startswith(("glorot", "normal")) else math.sqrt(50 / 1000)
    assert first / second == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("name", WEIGHT_INITS)
def test_what_is_drawn_has_the_declared_shapes_and_biases(name):
    parameters = draw_parameters(SMALL, 0, weight_init=name, init_scale=SCALE, bias_init=-0.25)
    assert list(parameters) == list(SMALL.variables)
    for layer, drawn in parameters.items():
        assert {key: array.shape for key, array in drawn.items()} == SMALL.variables[layer]
        assert {array.dtype for array in drawn.values()} == {np.dtype(np.float32)}
        assert (drawn["bias"] == -0.25).all()


def test_defaults_are_glorot_uniform_and_no_bias():
    explicit = draw_parameters(SMALL, 4, weight_init="glorot_uniform", bias_init=0.0)
    for layer, drawn in draw_parameters(SMALL, 4).items():
        for name, array in drawn.items():
            assert array.tobytes() == explicit[layer][name].tobytes()


@pytest.mark.parametrize("name", WEIGHT_INITS)
def test_a_seed_gives_the_same_weights_and_another_seed_others(name):
    net = read_net("4-4-4-4", "relu")

    def kernels(seed):
        parameters = draw_parameters(net, seed, weight_init=name, init_scale=SCALE)
        return [drawn["kernel"].tobytes() for drawn in parameters.values()]

    assert kernels(2**32 - 1) == kernels(2**32 - 1)
    seen = [kernel for seed in range(20) for kernel in kernels(seed)]
    assert len(set(seen)) == len(seen)


def test_layers_of_the_same_shape_are_independent():
    parameters = draw_parameters(read_net("200-200-200-200", "relu"), 1)
    kernels = [drawn["kernel"].ravel() for drawn in parameters.values()]
    correlations = np.corrcoef(kernels)[np.triu_indices(3, 1)]
    assert np.abs(correlations).max() < 5 / math.sqrt(kernels[0].size)


def test_a_layer_does_not_depend_on_the_others():
    short = draw_parameters(read_net("3-4-2", "relu"), 9)
    long = draw_parameters(read_net("3-4-7-2", "relu"), 9)
    assert short["hidden1"]["kernel"].tobytes() == long["hidden1"]["kernel"].tobytes()


def test_no_scale_is_no_weights():
    parameters = draw_parameters(SMALL, 0, weight_init="normal", init_scale=0.0)
    assert not any(drawn["kernel"].any() for drawn in parameters.values())
