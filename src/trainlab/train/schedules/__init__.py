"""Schedules: what becomes of the learning rate from step to step."""

from trainlab.train.schedules.by_name import learning_rate
from trainlab.train.schedules.clock import clock_steps
from trainlab.train.schedules.pieces import MOST_PIECES, read_pieces

__all__ = ["MOST_PIECES", "clock_steps", "learning_rate", "read_pieces"]
