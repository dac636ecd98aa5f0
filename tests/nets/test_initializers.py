"""The distributions of initial weights: their moments and bounds, and what they depend on."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pytest

from trainlab.initializers import INITIALIZERS
from trainlab.nets import draw_parameters, initial_statistics, read_net

FAN_IN, FAN_OUT = 400, 300
SCALE = 0.07
DEVIATIONS = {
    "he_normal": math.sqrt(2 / FAN_IN),
    "he_uniform": math.sqrt(2 / FAN_IN),
    "glorot_normal": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "glorot_uniform": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "lecun_normal": math.sqrt(1 / FAN_IN),
    "normal": SCALE,
    # Columns of length 1 spread over that many rows.
    "orthogonal": math.sqrt(1 / FAN_IN),
}

LARGE = read_net(f"{FAN_IN}-{FAN_OUT}", "relu")
SMALL = read_net("3-4-4-2", "relu")


INDEPENDENT = [name for name in INITIALIZERS if name != "orthogonal"]


@pytest.fixture(scope="module", params=INDEPENDENT)
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


@pytest.mark.parametrize("name", INDEPENDENT)
def test_the_deviation_follows_the_fans_of_the_layer(name):
    wide = draw_parameters(read_net("1000-50-1000", "relu"), 2, weight_init=name, init_scale=SCALE)
    first, second = (wide[layer]["kernel"].std() for layer in ("hidden1", "output"))
    expected = 1.0 if name.startswith(("glorot", "normal")) else math.sqrt(50 / 1000)
    assert first / second == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("name", INITIALIZERS)
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


@pytest.mark.parametrize("name", INITIALIZERS)
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


# Drawn before nets had layers other than dense ones: [seed, number of the layer] seeds each stream.
@pytest.mark.parametrize(
    ("name", "hidden", "output", "digest"),
    [
        ("he_normal", [1.4127404689788818, -1.061995506286621], 1.5081626176834106, "8932d17480d61f46"),
        ("he_uniform", [1.2583811283111572, 0.35382330417633057], 0.9069480299949646, "20ffb4adbebd7ea0"),
        ("glorot_normal", [0.924855649471283, -0.6952391862869263], 1.2314095497131348, "6e9ed5fb22711dc4"),
        ("glorot_uniform", [0.8238037824630737, 0.23163171112537384], 0.7405199408531189, "17076024fb742baf"),
        ("lecun_normal", [0.9989582896232605, -0.750944197177887], 1.066431999206543, "193d90131597bb53"),
        ("normal", [0.10653785616159439, -0.08008740842342377], 0.1313285380601883, "8859ecabc6c65e24"),
    ],
)
def test_chains_draw_the_weights_they_always_drew(name, hidden, output, digest):
    active = frozenset({"dropout", "input_dropout"})
    for net in (read_net("3-4-2", "relu"), read_net("3-4-2", "relu", active=active)):
        drawn = draw_parameters(net, 7, weight_init=name, init_scale=0.07, bias_init=0.25)
        assert drawn["hidden1"]["kernel"][0, :2].tolist() == hidden
        assert drawn["output"]["kernel"][0, 0] == np.float32(output)
        all_bytes = b"".join(array.tobytes() for layer in drawn.values() for array in layer.values())
        assert hashlib.sha256(all_bytes).hexdigest()[:16] == digest


@pytest.mark.parametrize(
    "shape", [(7, 7), (30, 5), (5, 30), (3, 3, 4, 8), (2, 2, 1, 9), (1, 4), (4, 1), (3, 3, 2, 1)]
)
def test_orthogonal_kernels_keep_lengths(shape):
    kernel = INITIALIZERS["orthogonal"].draw(np.random.default_rng(3), shape, (1, 1), 1.0)
    assert (kernel.shape, kernel.dtype, kernel.flags.c_contiguous) == (shape, np.float32, True)
    matrix = kernel.reshape(-1, shape[-1]).astype(np.float64)
    rows, columns = matrix.shape
    product = matrix.T @ matrix if rows >= columns else matrix @ matrix.T
    np.testing.assert_allclose(product, np.eye(min(rows, columns)), atol=1e-6)


def test_orthogonal_kernels_point_anywhere():
    # Entries of a uniform 3 x 3 rotation or reflection: mean 0, mean square 1/3, mean fourth power 1/5. QR
    # without the correction of signs would make the first one negative.
    drawn = np.stack(
        [
            INITIALIZERS["orthogonal"].draw(np.random.default_rng([8, number]), (3, 3), (1, 1), 1.0)
            for number in range(2000)
        ]
    )
    np.testing.assert_allclose(drawn.mean(axis=0), 0, atol=5 * math.sqrt(1 / 3 / 2000))
    np.testing.assert_allclose((drawn**2).mean(axis=0), 1 / 3, atol=5 * math.sqrt((1 / 5 - 1 / 9) / 2000))
    np.testing.assert_allclose((drawn**4).mean(axis=0), 1 / 5, atol=5 * math.sqrt(1 / 9 / 2000))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_gain_multiplies_every_distribution(name):
    def kernels(gain):
        drawn = draw_parameters(SMALL, 3, weight_init=name, init_scale=SCALE, bias_init=0.5, init_gain=gain)
        assert all((layer["bias"] == 0.5).all() for layer in drawn.values())
        return [layer["kernel"] for layer in drawn.values()]

    for plain, doubled, large in zip(kernels(1.0), kernels(2.0), kernels(3.7), strict=True):
        assert (doubled == 2 * plain).all()
        np.testing.assert_allclose(large, 3.7 * plain, rtol=1e-6)
    assert not any(kernel.any() for kernel in kernels(0.0))


WORDS = "conv3x3x4 batchnorm depthwise3x3 separable3x3x5 maxpool2 dropout flatten dense3"


def test_every_kind_of_variable_has_its_start():
    net = read_net(WORDS, "relu", (9, 9, 2))
    parameters = draw_parameters(net, 1, bias_init=0.125)
    shapes = {
        layer: {name: array.shape for name, array in drawn.items()} for layer, drawn in parameters.items()
    }
    assert shapes == net.variables
    for drawn in parameters.values():
        for name, array in drawn.items():
            assert array.dtype == np.float32
            starts = {"bias": 0.125, "gamma": 1.0, "beta": 0.0}
            if name in starts:
                assert (array == starts[name]).all()
            else:
                assert name.endswith("kernel")
                assert len(np.unique(array)) == array.size
    assert set(parameters["batchnorm1"]) == {"gamma", "beta"}
    # A kernel of 3 x 3 over 2 channels of input and 4 of output.
    limit = math.sqrt(6 / (9 * 2 + 9 * 4))
    assert 0.8 * limit < np.abs(parameters["conv1"]["kernel"]).max() <= limit


def test_two_kernels_of_a_layer_come_from_one_stream():
    net = read_net("conv1x1x2 separable3x3x5 dense3", "relu", (5, 5, 2))
    drawn = draw_parameters(net, 6, weight_init="normal", init_scale=0.5)["separable1"]
    kernels = [array for name, array in drawn.items() if name.endswith("kernel")]
    assert len(kernels) == 2
    expected = np.random.default_rng([6, 1]).standard_normal(
        sum(kernel.size for kernel in kernels), np.float32
    )
    assert np.concatenate([kernel.ravel() for kernel in kernels]).tolist() == (expected / 2).tolist()


def test_layers_without_variables_move_no_stream():
    with_more = draw_parameters(read_net(WORDS, "relu", (9, 9, 2)), 1)
    fewer = WORDS.replace("dropout flatten", "relu avgpool1 rescale2")
    for layer, drawn in draw_parameters(read_net(fewer, "relu", (9, 9, 2)), 1).items():
        for name, array in drawn.items():
            assert array.tobytes() == with_more[layer][name].tobytes()


def test_frozen_layers_are_drawn_like_the_others():
    net = read_net(WORDS, "relu", (9, 9, 2))
    frozen = draw_parameters(net.frozen_where(frozenset({"conv1", "separable1"})), 5)
    for layer, drawn in draw_parameters(net, 5).items():
        assert all(array.tobytes() == frozen[layer][name].tobytes() for name, array in drawn.items())


def test_statistics_start_as_those_of_a_standard_normal():
    assert initial_statistics(SMALL) == {}
    statistics = initial_statistics(read_net("batchnorm conv3x3x4 batchnorm dense3", "relu", (9, 9, 2)))
    assert list(statistics) == ["batchnorm1", "batchnorm2"]
    for layer, channels in zip(statistics.values(), (2, 4), strict=True):
        assert {array.dtype for array in layer.values()} == {np.dtype(np.float32)}
        assert layer["moving_mean"].tolist() == [0] * channels
        assert layer["moving_variance"].tolist() == [1] * channels
