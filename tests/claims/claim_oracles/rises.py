"""``train loss rises``: it climbs, steadily, until the end."""

from __future__ import annotations

from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.slow import LEVELS, borders, levels, median, share_rising


def _sentence(said: Said) -> None:
    losses = said.stored.losses(said.trial.id)
    parts = levels(losses)
    lowest = parts.index(min(parts))
    said.count("trial", said.trial.id)
    said.number("lowest", parts[lowest], evidence="lowest")
    said.count("step", borders(len(losses))[lowest], "step")
    said.evidence("last_step", len(losses) - 1)
    end = median(parts[-3:])
    said.number("end", end, evidence="loss")
    said.holds(end > parts[lowest], "it ended above its lowest")
    said.holds(share_rising(parts[LEVELS // 2 :]) >= 0.8, "it rose steadily")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+): its train loss rises, steadily, from (?P<lowest>{NUMBER}) at step "
        rf"(?P<step>[\d,]+) to (?P<end>{NUMBER}) at the end\.",
        _sentence,
    ),
)
ADVICES = (
    Form(
        r"This is a bug rather than a setting: look at the sign of the gradient and of the loss, and "
        r"whether the "
        r"loss that is recorded is the one that is minimised\.",
        nothing_to_check,
    ),
)
