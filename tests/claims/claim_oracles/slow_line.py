"""``slow line``: it came down in a straight line, and not far."""

from __future__ import annotations

from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.slow import LEVELS, four_digits, mean, slope
from claim_oracles.validation_levels import named_levels


def _sentence(said: Said) -> None:
    curve = said.words["curve"] or ""
    parts, first = named_levels(said, curve)
    said.count("trial", said.trial.id)
    said.count("steps", len(said.stored.losses(said.trial.id)), "steps")
    said.number("last", parts[-1], evidence="loss")
    said.evidence("curve", curve.replace(" ", "_"))
    # The line through all levels, from the middle of the first to that of the last.
    fall = -slope(parts) * (LEVELS - 1) / max(first, parts[0])
    said.number("fall", fall, ".0%", evidence="fall")
    said.holds(mean(parts[-5:]) < mean(parts[:5]), "it fell")
    early, late = slope(parts[: LEVELS // 2]), slope(parts[LEVELS // 2 :])
    slack = _slope_error(parts)
    said.holds(late < 0.35 * early + 3 * slack, "it fell about as fast at the end as at the start")
    said.holds(early < 0.35 * late + 3 * slack, "it fell about as fast at the start as at the end")


def _slope_error(parts: list[float]) -> float:
    """Standard error of the slope of half the levels, from what they scatter about the line of all."""
    line, centre, level = slope(parts), (len(parts) - 1) / 2, mean(parts)
    rest = [value - level - line * (place - centre) for place, value in enumerate(parts)]
    scatter = (sum(value**2 for value in rest) / (len(parts) - 2)) ** 0.5
    half = LEVELS // 2
    return scatter / sum((place - (half - 1) / 2) ** 2 for place in range(half)) ** 0.5


def _tenfold(said: Said) -> None:
    rate = said.trial.settings.get("learning_rate")
    said.holds(isinstance(rate, (int, float)), "it has a learning rate")
    said.text("rate", four_digits(10.0 * float(rate or 0)))


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) is a slow line: its (?P<curve>train loss|validation loss) fell by "
        rf"(?P<fall>\d+%) in "
        rf"(?P<steps>[\d,]+) steps, to (?P<last>{NUMBER}), as fast at the end as at the start\.",
        _sentence,
    ),
)
ADVICES = (
    Form(rf"Raise learning_rate tenfold, to (?P<rate>{NUMBER})\.", _tenfold),
    Form(r"Raise learning_rate tenfold\.", nothing_to_check),
)
