"""The layers nets are made of, one kind a file."""

from trainlab.nets.layers.activation import Activation
from trainlab.nets.layers.batch_norm import BatchNorm
from trainlab.nets.layers.branch import Add, Branch
from trainlab.nets.layers.convolution import Convolution
from trainlab.nets.layers.dense import Dense
from trainlab.nets.layers.depthwise import DepthwiseConvolution
from trainlab.nets.layers.dropout import Dropout
from trainlab.nets.layers.flatten import Flatten
from trainlab.nets.layers.layer import Batch, Layer, Shape, Variables
from trainlab.nets.layers.pooling import AveragePooling, GlobalAveragePooling, MaxPooling
from trainlab.nets.layers.rescale import Rescale
from trainlab.nets.layers.separable import SeparableConvolution

__all__ = [
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
    "MaxPooling",
    "Rescale",
    "SeparableConvolution",
    "Shape",
    "Variables",
]
