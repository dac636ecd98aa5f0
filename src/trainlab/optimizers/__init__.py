"""The optimizers of a recipe, one a file, as optax gradient transformations.

A file holds an optimizer's specification and the function that makes it; a row here is all that lists it. The
arithmetic is that of Keras 3.
"""

from trainlab.optimizers.adadelta import ADADELTA
from trainlab.optimizers.adafactor import ADAFACTOR
from trainlab.optimizers.adagrad import ADAGRAD
from trainlab.optimizers.adam import ADAM, ADAMW
from trainlab.optimizers.adamax import ADAMAX
from trainlab.optimizers.ftrl import FTRL
from trainlab.optimizers.lamb import LAMB
from trainlab.optimizers.lion import LION
from trainlab.optimizers.muon import MUON
from trainlab.optimizers.nadam import NADAM
from trainlab.optimizers.optimizer import Optimizer
from trainlab.optimizers.rmsprop import RMSPROP
from trainlab.optimizers.schedule_free import SCHEDULE_FREE_ADAMW
from trainlab.optimizers.sgd import SGD
from trainlab.specs.room import Room

__all__ = ["OPTIMIZERS", "Optimizer"]

OPTIMIZERS = Room(
    "optimizer",
    (
        SGD,
        RMSPROP,
        ADAM,
        ADAMW,
        ADAMAX,
        NADAM,
        ADAGRAD,
        ADADELTA,
        LION,
        LAMB,
        ADAFACTOR,
        MUON,
        SCHEDULE_FREE_ADAMW,
        FTRL,
    ),
)
"""Every optimizer by name, in the order they are listed."""
