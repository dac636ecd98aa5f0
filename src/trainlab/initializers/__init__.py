"""The distributions that initial kernels are drawn from, one family a file.

A file holds their functions and specifications; a row here is all that lists one. Distributions follow
Keras 3. Drawing in NumPy compiles nothing: a study of many architectures starts at once, and a trial's
initial weights depend on its seed and net alone.
"""

from trainlab.initializers.initializer import Initializer
from trainlab.initializers.normal import NORMAL
from trainlab.initializers.orthogonal import ORTHOGONAL
from trainlab.initializers.variance_scaling import (
    GLOROT_NORMAL,
    GLOROT_UNIFORM,
    HE_NORMAL,
    HE_UNIFORM,
    LECUN_NORMAL,
)
from trainlab.specs.room import Room

__all__ = ["INITIALIZERS", "Initializer"]

INITIALIZERS = Room(
    "initialiser",
    (HE_NORMAL, HE_UNIFORM, GLOROT_NORMAL, GLOROT_UNIFORM, LECUN_NORMAL, NORMAL, ORTHOGONAL),
    listeners=("trainlab.nets.layers",),
)
"""Every initialiser by name, in the order they are listed."""
