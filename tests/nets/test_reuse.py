"""Layers that start from a trained net: which ones, and what does not fit."""

from __future__ import annotations

import re

import ml_dtypes
import numpy as np
import pytest

from trainlab.errors import NetError, SettingError
from trainlab.nets import draw_parameters, read_net
from trainlab.nets.reuse import reused, transfer_line


def weights_of(notation, input_shape=None, seed=1):
    net = read_net(notation, "relu", input_shape)
    drawn = draw_parameters(net, seed)
    weights = {f"{layer}.{name}": array for layer, found in drawn.items() for name, array in found.items()}
    generator = np.random.default_rng(seed)
    for layer, shapes in net.statistics.items():
        weights |= {f"{layer}.{name}": generator.normal(size=size) for name, size in shapes.items()}
    return weights


def flat(layers):
    return {f"{layer}.{name}": array for layer, found in layers.items() for name, array in found.items()}


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*", ["hidden1", "hidden2", "output"]),
        ("hidden*", ["hidden1", "hidden2"]),
        ("hidden[2],output", ["hidden2", "output"]),
        ("hidden1", ["hidden1"]),
    ],
)
def test_layers_that_match_by_their_whole_name_are_taken(pattern, names):
    weights = weights_of("4-6-5-3")
    taken = reused(read_net("4-6-5-3", "tanh"), weights, pattern, "it")
    assert list(taken) == names
    for name, array in flat(taken).items():
        assert array.dtype == np.float32
        assert array.tobytes() == weights[name].tobytes()
    assert flat(taken).keys() == {name for name in weights if name.partition(".")[0] in names}


def test_by_default_what_the_source_lacks_starts_fresh():
    assert list(reused(read_net("4-6-5-3", "relu"), weights_of("4-6-3") | weights_of("5-3"), "*", "it")) == [
        "hidden1", "output",
    ]  # fmt: skip


def test_statistics_are_taken_too():
    notation, shape = "conv2x2x3 batchnorm flatten dense2", (4, 4, 1)
    weights = weights_of(notation, shape)
    taken = reused(read_net(notation, "relu", shape), weights, "batchnorm1,conv1", "it")
    assert taken["batchnorm1"].keys() >= {"gamma", "beta", "moving_mean", "moving_variance"}
    for name, array in flat(taken).items():
        np.testing.assert_array_equal(array, weights[name].astype(np.float32))


@pytest.mark.parametrize("kind", [np.float16, np.float64, ml_dtypes.bfloat16])
def test_other_floats_become_32_bits(kind):
    weights = {name: array.astype(kind) for name, array in weights_of("4-3").items()}
    taken = reused(read_net("4-3", "relu"), weights, "*", "it")
    assert taken["output"]["kernel"].dtype == np.float32
    np.testing.assert_array_equal(taken["output"]["kernel"], weights["output.kernel"].astype(np.float32))


@pytest.mark.parametrize(
    ("notation", "pattern", "sentence"),
    [
        (
            "4-6-9-3", "*",
            "hidden2 has a kernel of 6 x 5 in runs/a:3, but one of 6 x 9 in net '4-6-9-3': "
            "leave that layer out, with reuse='hidden1'.",
        ),
        (
            "7-9-9-8", "hidden1",
            "hidden1 has a kernel of 4 x 6 in runs/a:3, but one of 7 x 9 in net '7-9-9-8': no layer of "
            "it can be reused.",
        ),
        (
            "4-6-5-5-3", "hidden*",
            "runs/a:3 has no layer hidden3, which net '4-6-5-5-3' is to reuse: its layers are hidden1, "
            "hidden2, output.",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(notation, pattern, sentence):
    with pytest.raises(NetError) as refusal:
        reused(read_net(notation, "relu"), weights_of("4-6-5-3"), pattern, "runs/a:3")
    assert str(refusal.value) == sentence


def test_a_pattern_that_the_net_does_not_have_is_refused():
    with pytest.raises(SettingError, match=r"reuse=hiden.*hidden1, output"):
        reused(read_net("4-6-3", "relu"), weights_of("4-6-3"), "hiden1", "it")
    with pytest.raises(SettingError, match=r"reuse=hidden\[ fits no layer"):
        reused(read_net("4-6-3", "relu"), weights_of("4-6-3"), "hidden[", "it")
    with pytest.raises(SettingError, match="at most 200 characters, not 201"):
        reused(read_net("4-6-3", "relu"), weights_of("4-6-3"), "a" * 201, "it")


def test_nothing_in_common_is_an_error():
    with pytest.raises(NetError, match=re.escape("it has no layer hidden1, output, which net '4-6-3'")):
        reused(read_net("4-6-3", "relu"), {"fc1.weight": np.zeros((4, 6))}, "*", "it")
    with pytest.raises(NetError, match=r"its layers are \(none\)"):
        reused(read_net("4-6-3", "relu"), {}, "*", "it")


def test_other_variables_are_an_error():
    weights = {"output.weight": np.zeros((4, 3), np.float32), "output.bias": np.zeros(3, np.float32)}
    with pytest.raises(NetError, match=r"output has bias, weight in it, but bias, kernel in net '4-3'"):
        reused(read_net("4-3", "relu"), weights, "output", "it")
    del weights["output.weight"]
    with pytest.raises(NetError, match=r"output has bias in it, but bias, kernel in net '4-3'"):
        reused(read_net("4-3", "relu"), weights, "output", "it")


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e39])
def test_numbers_that_are_not_finite_are_an_error(value):
    weights = {"output.kernel": np.full((4, 3), value), "output.bias": np.zeros(3)}
    with pytest.raises(NetError, match=r"output\.kernel of it holds numbers that are not finite"):
        reused(read_net("4-3", "relu"), weights, "*", "it")


def test_whole_numbers_are_no_weights():
    weights = {"output.kernel": np.ones((4, 3), np.int64), "output.bias": np.zeros(3)}
    with pytest.raises(NetError, match=r"output\.kernel of it holds int64 values"):
        reused(read_net("4-3", "relu"), weights, "*", "it")


@pytest.mark.parametrize(
    ("taken", "frozen", "line"),
    [
        (["hidden1"], [], "reused hidden1 (1 layer, 30 numbers) of a:3; hidden2, output start fresh"),
        (
            ["hidden1", "hidden2", "output"], ["hidden1"],
            "reused hidden1, hidden2, output (3 layers, 83 numbers) of a:3; frozen: hidden1",
        ),
        (
            ["hidden1", "hidden2"], ["hidden1", "hidden2"],
            "reused hidden1, hidden2 (2 layers, 65 numbers) of a:3; output starts fresh; "
            "frozen: hidden1, hidden2",
        ),
        ([], ["output"], "frozen: output"),
        ([], [], ""),
    ],
)  # fmt: skip
def test_one_line_says_what_was_reused_and_what_is_frozen(taken, frozen, line):
    net = read_net("4-6-5-3", "relu").frozen_where(frozenset(frozen))
    assert transfer_line(net, taken, "a:3") == line
