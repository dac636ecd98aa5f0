"""What is minimised; a file holds specifications and functions, and a row here is all that lists a loss."""

from trainlab.losses.cross_entropy import CROSS_ENTROPY
from trainlab.losses.errors import HUBER, MAE, MSE
from trainlab.losses.loss import Loss
from trainlab.specs.room import Room

__all__ = ["LOSSES", "Loss"]

LOSSES = Room("loss", (CROSS_ENTROPY, MSE, MAE, HUBER))
"""Every loss by name, in the order they are listed."""
