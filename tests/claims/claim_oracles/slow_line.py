"""``slow line``: it came down in a straight line, and not far."""

from __future__ import annotations

from claim_oracles.course import NAME, named_course
from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.slow import four_digits, mean, slope


def _sentence(said: Said) -> None:
    course = named_course(said, "a 40th")
    points = course.values
    said.count("trial", said.trial.id)
    said.count("steps", course.length, "steps")
    said.evidence("curve", course.curve)
    said.number("first", points[0], evidence="first")
    said.number("last", points[-1], evidence="loss")
    said.number("fall", 1 - points[-1] / points[0], ".0%", evidence="fall")
    said.holds(points[-1] < points[0], "it fell")
    said.holds(points[-1] > 0.4 * points[0], "it came down slowly")
    half = len(points) // 2
    early, late = slope(points[: half + 1]), slope(points[-half - 1 :])
    slack = 3 * _slope_error(points, half + 1)
    said.holds(late < 0.35 * early + slack, "it fell about as fast at the end as at the start")
    said.holds(early < 0.35 * late + slack, "it fell about as fast at the start as at the end")


def _slope_error(points: list[float], used: int) -> float:
    """Standard error of the slope of some of the points, from what all scatter about their line."""
    line, centre, level = slope(points), (len(points) - 1) / 2, mean(points)
    rest = [value - level - line * (place - centre) for place, value in enumerate(points)]
    scatter = (sum(value**2 for value in rest) / (len(points) - 2)) ** 0.5
    return scatter / sum((place - (used - 1) / 2) ** 2 for place in range(used)) ** 0.5


def _tenfold(said: Said) -> None:
    rate = said.trial.settings.get("learning_rate")
    said.holds(isinstance(rate, (int, float)), "it has a learning rate")
    said.text("rate", four_digits(10.0 * float(rate or 0)))


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) goes down in a slow line: its {NAME}"
        rf"(?P<means>, in means of a 40th of training,)? fell by (?P<fall>\d+%) in (?P<steps>[\d,]+) steps, "
        rf"from (?P<first>{NUMBER}) to (?P<last>{NUMBER}), "
        rf"about as fast at the end as at the start\.",
        _sentence,
    ),
)
ADVICES = (
    Form(rf"Raise learning_rate tenfold, to (?P<rate>{NUMBER})\.", _tenfold),
    Form(r"Raise learning_rate tenfold\.", nothing_to_check),
)
