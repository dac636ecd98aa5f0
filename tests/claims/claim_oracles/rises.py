"""``train loss rises``: it climbs, steadily, until the end."""

from __future__ import annotations

import math

from claim_oracles.course import NAME, named_course
from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.slow import borders, median, share_rising


def _sentence(said: Said) -> None:
    course = named_course(said, "a 40th")
    points = course.values
    lowest = points.index(min(points))
    said.count("trial", said.trial.id)
    said.evidence("curve", course.curve)
    said.number("lowest", points[lowest], evidence="lowest")
    said.count("step", borders(course.length)[lowest] if course.of_steps else course.steps[lowest], "step")
    said.evidence("last_step", course.steps[-1])
    end = median(points[-3:]) if course.of_steps else points[-1]
    said.number("end", end, evidence="loss")
    said.holds(end > points[lowest], "it ended above its lowest")
    said.holds(share_rising(points[-max(math.ceil(len(points) / 2), 5) :]) >= 0.8, "it rose steadily")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+): its {NAME}(?P<means>, in means of a 40th of training,)? rises steadily, "
        rf"from "
        rf"(?P<lowest>{NUMBER}) at step (?P<step>[\d,]+) to (?P<end>{NUMBER}) at the end\.",
        _sentence,
    ),
)
ADVICES = (
    Form(
        r"This is a bug rather than a setting: look at the sign of the gradient and of the loss, and whether "
        r"the loss that is recorded is the one that is minimised\.",
        nothing_to_check,
    ),
)
