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
    came = [start - min(parts) for start in (losses[0], parts[0])]
    if said.has("progress"):
        told = said.finding.evidence["progress"]
        said.number("progress", min(came, key=lambda value: abs(value - float(told))), evidence="progress")
    else:
        said.holds(min(came) <= 0, "it never came down")
        said.evidence("progress", 0.0)


def _advice(said: Said) -> None:
    was(said)
    if "larger batch_size" in said.finding.advice:
        said.holds(said.trial.settings.get("batch_size") != "full", "its batch can grow")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) is jagged: from step to step its train loss jumps by (?P<jump>{NUMBER}) on "
        rf"average, "
        rf"while it (?:came down by (?P<progress>{NUMBER}) in all|never came down)\.",
        _sentence,
    ),
)
ADVICES = (
    Form(rf"Take (?:a larger batch_size \(it was \d+\) or )?a smaller learning_rate{RATE_WAS}\.", _advice),
)
