"""Schedules: how the learning rate changes from step to step, one a file.

A file holds a schedule's specification and the function of its rate; a row here is all that lists it.
"""

from trainlab.schedules.constant import CONSTANT
from trainlab.schedules.cosine import COSINE
from trainlab.schedules.cosine_restarts import COSINE_RESTARTS
from trainlab.schedules.cyclical import CYCLICAL
from trainlab.schedules.exponential import EXPONENTIAL
from trainlab.schedules.one_cycle import ONE_CYCLE
from trainlab.schedules.performance import PERFORMANCE
from trainlab.schedules.piecewise import PIECEWISE
from trainlab.schedules.power import POWER
from trainlab.schedules.range_test import RANGE_TEST
from trainlab.schedules.schedule import Schedule
from trainlab.specs.room import Room

__all__ = ["SCHEDULES", "Schedule"]

SCHEDULES = Room(
    "schedule",
    (
        CONSTANT,
        PIECEWISE,
        EXPONENTIAL,
        POWER,
        PERFORMANCE,
        COSINE,
        COSINE_RESTARTS,
        CYCLICAL,
        ONE_CYCLE,
        RANGE_TEST,
    ),
)
"""Every schedule by name, in the order they are listed."""
