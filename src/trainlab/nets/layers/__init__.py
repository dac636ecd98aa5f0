"""The layers nets are made of, one kind a file.

A file holds the layer and the specification of its word; a row here is all that lists it.
"""

from trainlab.activations import ACTIVATIONS
from trainlab.nets.layers.activation import ACTIVATION, Activation, activation_layer
from trainlab.nets.layers.batch_norm import BATCHNORM, BatchNorm
from trainlab.nets.layers.branch import ADD, BRANCH, Add, Branch
from trainlab.nets.layers.convolution import CONV, Convolution
from trainlab.nets.layers.dense import DENSE, Dense
from trainlab.nets.layers.depthwise import DEPTHWISE, DepthwiseConvolution
from trainlab.nets.layers.dropout import DROPOUT, Dropout
from trainlab.nets.layers.flatten import FLATTEN, Flatten
from trainlab.nets.layers.kind import LayerKind
from trainlab.nets.layers.layer import Batch, Layer, SameShape, Shape, Variables
from trainlab.nets.layers.layer_norm import LAYERNORM, LayerNorm
from trainlab.nets.layers.pooling import (
    AVGPOOL,
    GLOBALAVGPOOL,
    MAXPOOL,
    AveragePooling,
    GlobalAveragePooling,
    MaxPooling,
)
from trainlab.nets.layers.prelu import PRELU, PRelu
from trainlab.nets.layers.rescale import RESCALE, Rescale
from trainlab.nets.layers.separable import SEPARABLE, SeparableConvolution
from trainlab.specs.room import Room

__all__ = [
    "LAYERS",
    "Activation",
    "Add",
    "AveragePooling",
    "Batch",
    "BatchNorm",
    "Branch",
    "Convolution",
    "Dense",
    "DepthwiseConvolution",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling",
    "Layer",
    "LayerKind",
    "LayerNorm",
    "MaxPooling",
    "PRelu",
    "Rescale",
    "SameShape",
    "SeparableConvolution",
    "Shape",
    "Variables",
]

LAYERS = Room(
    "layer",
    (
        DENSE,
        CONV,
        DEPTHWISE,
        SEPARABLE,
        MAXPOOL,
        AVGPOOL,
        GLOBALAVGPOOL,
        FLATTEN,
        BATCHNORM,
        LAYERNORM,
        DROPOUT,
        RESCALE,
        ACTIVATION,
        PRELU,
        BRANCH,
        ADD,
    ),
    digits=False,  # those in a word are sizes
)
"""Every kind of layer a net may be written with, by the name in its word."""
LAYERS.follow(ACTIVATIONS, lambda activation: activation_layer(activation.name))
