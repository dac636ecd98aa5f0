"""What holds nets back, one a file: penalties, dropout, limits on weights and gradients.

A file holds a regulariser's specification and what it does to a step; a row here is all that lists it.
"""

from trainlab.regularisers.class_weights import CLASS_WEIGHTS
from trainlab.regularisers.clip_norm import CLIP_NORM
from trainlab.regularisers.clip_value import CLIP_VALUE
from trainlab.regularisers.dropout import DROPOUT, INPUT_DROPOUT
from trainlab.regularisers.l1 import L1
from trainlab.regularisers.l2 import L2
from trainlab.regularisers.label_smoothing import LABEL_SMOOTHING
from trainlab.regularisers.max_norm import MAX_NORM
from trainlab.regularisers.regulariser import Regulariser
from trainlab.specs.room import Room

__all__ = ["REGULARISERS", "Regulariser"]

REGULARISERS = Room(
    "regulariser",
    (
        L1,
        L2,
        DROPOUT,
        INPUT_DROPOUT,
        MAX_NORM,
        LABEL_SMOOTHING,
        CLASS_WEIGHTS,
        CLIP_VALUE,
        CLIP_NORM,
    ),
)
"""Every regulariser by name, in the order they are listed, and act where several act at one place."""
