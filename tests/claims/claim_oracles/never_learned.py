"""``never learned``: no better at the end than at the start, or than guessing."""

from __future__ import annotations

import math

from claim_oracles.advice import RATE_WAS, was
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import LEVELS, levels, mean, middle

STOPPED = r"(?:, or wait longer: raise patience \(it was \d+\)(?: or lower min_delta \(it was [^()]+\))?)?"


def _sentence(said: Said) -> None:
    trial = said.trial
    losses = said.stored.losses(trial.id)
    parts = levels(losses)
    end = middle(parts[LEVELS * 3 // 4 :])
    said.count("trial", trial.id)
    said.count("steps", len(losses), "steps")
    said.number("start", losses[0], evidence="start")
    said.number("end", end, evidence="end")
    best = max(losses[0], parts[0])
    if said.has("chance"):
        said.count("classes", said.stored.classes or 0)
        said.holds(said.stored.classes is not None, "the classes are known")
        said.holds(trial.settings.get("loss") == "cross_entropy", "guessing has this loss")
        chance = math.log(said.stored.classes or 1)
        said.number("chance", chance, evidence="chance")
        best = min(best, chance)
    said.holds(
        mean(losses[-len(losses) // 4 :]) > 0.9 * best, "it ended no lower than it began, or guessing gets"
    )


def _went_up(said: Said) -> None:
    was(said)
    losses = said.stored.losses(said.trial.id)
    said.holds(middle(levels(losses)[LEVELS * 3 // 4 :]) > losses[0], "the loss went up")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) never learned: in (?P<steps>[\d,]+) steps its train loss went from "
        rf"(?P<start>{NUMBER}) to (?P<end>{NUMBER})"
        rf"(?:; guessing among (?P<classes>\d+) classes gives (?P<chance>{NUMBER}))?\.",
        _sentence,
    ),
)
ADVICES = (
    Form(rf"Lower learning_rate{RATE_WAS}: the loss went up, not down{STOPPED}\.", _went_up),
    Form(
        rf"Try a larger learning_rate{RATE_WAS} if the loss hardly moves, a smaller one if it jumps, or "
        rf"another "
        rf"initialisation{STOPPED}\.",
        was,
    ),
)
