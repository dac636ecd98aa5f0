"""The optimizers of a recipe, with the arithmetic of Keras 3, as optax gradient transformations."""

from trainlab.train.optimizers.adadelta import adadelta
from trainlab.train.optimizers.adagrad import adagrad
from trainlab.train.optimizers.adam import adam
from trainlab.train.optimizers.adamax import adamax
from trainlab.train.optimizers.by_name import make_optimizer
from trainlab.train.optimizers.lion import lion
from trainlab.train.optimizers.nadam import nadam
from trainlab.train.optimizers.rmsprop import rmsprop
from trainlab.train.optimizers.sgd import sgd

__all__ = ["adadelta", "adagrad", "adam", "adamax", "lion", "make_optimizer", "nadam", "rmsprop", "sgd"]
