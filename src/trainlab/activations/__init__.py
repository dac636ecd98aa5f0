"""The activations of nets. Each is a function of a line or two, so those of one shape share a file.

A file holds their functions and specifications; a row here is all that lists one.
"""

from trainlab.activations.activation import Activation
from trainlab.activations.rectifiers import ELU, LEAKY_RELU, RELU, SELU
from trainlab.activations.smooth import GELU, IDENTITY, SIGMOID, SILU, SOFTPLUS, TANH
from trainlab.specs.room import Room

__all__ = ["ACTIVATIONS", "Activation"]

ACTIVATIONS = Room(
    "activation",
    (RELU, LEAKY_RELU, ELU, SELU, GELU, SILU, TANH, SIGMOID, SOFTPLUS, IDENTITY),
    digits=False,  # in a net's word they would be sizes
    listeners=("trainlab.nets.layers",),
)
"""Every activation by name, in the order they are listed."""
