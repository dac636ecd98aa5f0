"""Each layer against Keras 3's, with the same weights: output, and gradient by input and variables."""

from __future__ import annotations

# pyright: reportAssignmentType=false, reportAttributeAccessIssue=false, reportCallIssue=false
# Keras does not say which of its results it returns.
import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest

from trainlab.nets.layers import (
    AveragePooling,
    BatchNorm,
    Convolution,
    DepthwiseConvolution,
    Flatten,
    GlobalAveragePooling,
    LayerNorm,
    MaxPooling,
    PRelu,
    SeparableConvolution,
)
from trainlab.nets.layers.planes import to_planes, to_rows
from trainlab.nets.mode import Mode

BATCH = 3
IMAGE = (7, 6, 2)

WINDOWS = [
    ((3, 3), (1, 1), "valid"),
    ((3, 3), (1, 1), "same"),
    ((2, 3), (2, 2), "same"),
    ((3, 2), (2, 3), "valid"),
    ((4, 4), (3, 3), "same"),
]
WINDOW_IDS = ["x".join(map(str, size)) + f"/{stride[0]}x{stride[1]}:{pad}" for size, stride, pad in WINDOWS]


def quick_jit(function):
    # Optimising an oracle would take longer than running it.
    return jax.jit(function, compiler_options={"xla_backend_optimization_level": 0})


def random_inputs(shape, batch=BATCH, seed=0):
    return np.random.default_rng(seed).normal(size=(batch, *shape)).astype(np.float32)


def assert_same_as_keras(layer, keras_layer, mode=None, images=None):
    """Compare with a Keras layer, whose weights have the order of the layer's variables."""
    images = random_inputs(layer.input_shape) if images is None else images
    keras_layer.build(images.shape)
    draw = np.random.default_rng(1)
    drawn = {name: draw.normal(size=shape).astype(np.float32) for name, shape in layer.variables.items()}
    shapes = [tuple(weight.shape) for weight in keras_layer.trainable_variables]
    if isinstance(layer, PRelu):  # Keras keeps axes that alphas are shared along
        shapes = [shape[-1:] for shape in shapes]
    assert shapes == [value.shape for value in drawn.values()]

    def ours(variables, images):
        rows = jnp.reshape(images, (len(images), -1))
        planes = to_planes(rows, layer.input_shape) if len(layer.input_shape) == 3 else rows
        out, _ = layer.apply(variables, {}, planes, mode or Mode(), 0)
        rows = to_rows(out) if out.ndim == 4 else out
        return rows.reshape(len(images), *layer.output_shape)

    def theirs(variables, images):
        given = zip(layer.variables, keras_layer.trainable_variables, strict=True)
        weights = [variables[name].reshape(weight.shape) for name, weight in given]
        return keras_layer.stateless_call(weights, [], images)[0]

    upstream = np.random.default_rng(2).normal(size=(len(images), *layer.output_shape)).astype(np.float32)
    outcomes = []
    for function in (ours, theirs):

        def both(variables, images, function=function):
            output, pull = jax.vjp(function, variables, images)
            return output, pull(upstream)

        outcomes.append(quick_jit(both)(drawn, images))
    (mine, (my_slopes, my_slope)), (expected, (slopes, slope)) = outcomes
    assert mine.shape == expected.shape == (len(images), *layer.output_shape)
    assert_close(mine, expected)
    assert_close(my_slope, slope)
    for name in drawn:
        assert_close(my_slopes[name], slopes[name])
        assert np.abs(slopes[name]).max() > 0


def assert_close(mine, expected):
    scale = np.abs(expected).max()
    np.testing.assert_allclose(mine, expected, rtol=0, atol=1e-5 * scale)


@pytest.mark.parametrize(("size", "stride", "padding"), WINDOWS, ids=WINDOW_IDS)
@pytest.mark.parametrize("filters", [1, 7], ids="{}filters".format)
def test_convolution(size, stride, padding, filters):
    # With 1 filter the gradients are made by shifted planes, with 7 by row products.
    layer = Convolution("conv1", IMAGE, size, filters, stride, padding, "tanh")
    assert_same_as_keras(layer, keras.layers.Conv2D(filters, size, stride, padding, activation="tanh"))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [(1, 1), (2, 2)], ids=["stride1", "stride2"])
def test_convolution_of_many_channels(padding, stride):
    layer = Convolution("conv1", (6, 5, 16), (3, 3), 9, stride, padding, "identity")
    assert_same_as_keras(layer, keras.layers.Conv2D(9, 3, stride, padding))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("size", [(1, 1), IMAGE[:2]], ids=["1x1", "whole image"])
def test_convolution_by_one_product(size, padding):
    layer = Convolution("conv1", IMAGE, size, 4, (1, 1), padding, "identity")
    assert_same_as_keras(layer, keras.layers.Conv2D(4, size, 1, padding))


@pytest.mark.parametrize("multiplier", [1, 3])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [(1, 1), (2, 2)], ids=["stride1", "stride2"])
def test_depthwise_convolution(stride, padding, multiplier):
    layer = DepthwiseConvolution("depthwise1", IMAGE, (3, 2), multiplier, stride, padding, "tanh")
    theirs = keras.layers.DepthwiseConv2D((3, 2), stride, padding, multiplier, activation="tanh")
    assert_same_as_keras(layer, theirs)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [(1, 1), (2, 2)], ids=["stride1", "stride2"])
def test_separable_convolution(stride, padding):
    layer = SeparableConvolution("separable1", IMAGE, (3, 3), 5, stride, padding, "tanh")
    theirs = keras.layers.SeparableConv2D(5, (3, 3), stride, padding, activation="tanh")
    assert_same_as_keras(layer, theirs)


@pytest.mark.parametrize(("size", "stride", "padding"), [*WINDOWS, ((2, 2), (2, 2), "valid")])
@pytest.mark.parametrize("kind", ["max", "average"])
def test_pooling(kind, size, stride, padding):
    ours, theirs = {
        "max": (MaxPooling, keras.layers.MaxPooling2D),
        "average": (AveragePooling, keras.layers.AveragePooling2D),
    }[kind]
    # Rounded, so that windows hold equal numbers: the gradient must choose as Keras does.
    images = np.round(random_inputs(IMAGE))
    assert_same_as_keras(
        ours("pool1", IMAGE, size, stride, padding), theirs(size, stride, padding), None, images
    )


def test_global_average_pooling():
    assert_same_as_keras(GlobalAveragePooling("pool1", IMAGE), keras.layers.GlobalAveragePooling2D())


@pytest.mark.parametrize("shape", [IMAGE, (5,)], ids=["images", "rows"])
def test_flatten(shape):
    assert_same_as_keras(Flatten("flatten1", shape), keras.layers.Flatten())


@pytest.mark.parametrize("shape", [(7,), IMAGE], ids=["row", "image"])
def test_layer_normalisation(shape):
    layer = LayerNorm("layernorm1", shape, "tanh")
    assert_same_as_keras(
        layer, keras.Sequential([keras.layers.LayerNormalization(), keras.layers.Activation("tanh")])
    )


@pytest.mark.parametrize("shape", [(7,), IMAGE], ids=["row", "image"])
def test_prelu(shape):
    shared = None if len(shape) == 1 else [1, 2]
    assert_same_as_keras(PRelu("prelu1", shape), keras.layers.PReLU(shared_axes=shared))


@pytest.mark.parametrize("shape", [(4, 3, 2), (5,)], ids=["images", "rows"])
def test_batch_normalisation_over_several_steps(shape):
    momentum = 0.8
    layer = BatchNorm("batchnorm1", shape, "tanh")
    theirs = keras.layers.BatchNormalization(momentum=momentum)
    theirs.build((None, *shape))
    draw = np.random.default_rng(3)
    variables = {name: draw.normal(size=size).astype(np.float32) for name, size in layer.variables.items()}
    statistics = {
        "moving_mean": np.zeros(shape[-1], np.float32),
        "moving_variance": np.ones(shape[-1], np.float32),
    }
    kept = list(statistics.values())
    upstream = draw.normal(size=(BATCH, *shape)).astype(np.float32)

    def ours(variables, images, statistics, training):
        rows = jnp.reshape(images, (BATCH, -1))
        x = to_planes(rows, shape) if len(shape) == 3 else rows
        mode = Mode(training=training, hyper={"norm_momentum": jnp.float32(momentum)})
        y, after = layer.apply(variables, statistics, x, mode, 0)
        return (to_rows(y) if y.ndim == 4 else y).reshape(BATCH, *shape), after

    def oracle(variables, images, kept, training):
        y, after = theirs.stateless_call(
            [variables[name] for name in layer.variables], kept, images, training=training
        )
        return jnp.tanh(y), after

    def with_slopes(function, training):
        def both(variables, images, kept):
            y, pull, after = jax.vjp(
                lambda variables, images: function(variables, images, kept, training),
                variables, images, has_aux=True,
            )  # fmt: skip
            return y, pull(upstream), after

        return quick_jit(both)

    for training in (True, True, True, False):
        images = draw.normal(1, 2, size=(BATCH, *shape)).astype(np.float32)
        mine, (my_slopes, my_slope), statistics = with_slopes(ours, training)(variables, images, statistics)
        expected, (slopes, slope), kept = with_slopes(oracle, training)(variables, images, kept)
        np.testing.assert_allclose(mine, expected, rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(my_slope, slope, rtol=1e-4, atol=1e-5)
        for name in variables:
            np.testing.assert_allclose(my_slopes[name], slopes[name], rtol=1e-4, atol=1e-5)
        for name, value in zip(("moving_mean", "moving_variance"), kept, strict=True):
            np.testing.assert_allclose(statistics[name], value, rtol=1e-5, atol=1e-6)
    assert np.abs(np.asarray(kept[0])).min() > 0.05, "the averages must have moved for this to show anything"
