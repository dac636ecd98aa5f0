"""``jagged``: the loss jumps from step to step by a good part of all that it came down."""

from __future__ import annotations

from itertools import pairwise

from claim_oracles.advice import RATE_WAS, was
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import levels, mean


def _sentence(said: Said) -> None:
    losses = said.stored.losses(said.trial.id)
    jump = mean([abs(after - before) for before, after in pairwise(losses)])
    parts = levels(losses)
    said.count("trial", said.trial.id)
    said.evidence("steps", len(losses))
    said.number("jump", jump, evidence="jump")
    told = float(said.finding.evidence["start"])
    said.evidence("start", min((losses[0], parts[0]), key=lambda value: abs(value - told)))
    said.evidence("lowest", min(parts))
    said.evidence("progress", max(told - min(parts), 0.0))
    if said.has("start"):
        said.number("start", told)
        said.number("lowest", min(parts))
        said.holds(min(parts) < told, "it came down")
    else:
        said.holds(told <= min(parts), "it never came down")


def _advice(said: Said) -> None:
    was(said)
    if "larger batch_size" in said.finding.advice:
        said.holds(said.trial.settings.get("batch_size") != "full", "its batch can grow")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) is jagged: from step to step its train loss jumps by (?P<jump>{NUMBER}) on "
        rf"average, "
        rf"while it (?:came down from (?P<start>{NUMBER}) to (?P<lowest>{NUMBER})|never came down) in "
        rf"means of a "
        rf"40th of training\.",
        _sentence,
    ),
)
ADVICES = (
    Form(rf"Take (?:a larger batch_size \(it was \d+\) or )?a smaller learning_rate{RATE_WAS}\.", _advice),
)
