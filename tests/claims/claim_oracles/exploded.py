"""``exploded``: the loss is not finite any more, or far above its start."""

from __future__ import annotations

import math

from claim_oracles.advice import LOWER_RATE, NONE
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import levels, median


def _not_finite(said: Said) -> None:
    trial = said.trial
    said.holds(trial.status == "diverged", "the trial diverged")
    said.count("trial", trial.id)
    said.count("step", -1 if trial.diverged_at is None else trial.diverged_at, "step")
    losses = said.stored.losses(trial.id)
    recorded = said.stored.points("train_loss", trial.id)
    said.holds(len(losses) < trial.length or trial.diverged_at == trial.length, "it diverged in its steps")
    said.holds(
        trial.diverged_at == trial.length or not math.isfinite(recorded[-1][1]), "its last loss is not finite"
    )
    if said.has("last"):
        said.number("first", losses[0], evidence="first_loss")
        said.number("lowest", min(losses), evidence="lowest_loss")
        said.number("last", losses[-1], evidence="last_loss")
    else:
        said.holds(not losses, "no loss was finite")


def _far_above(said: Said) -> None:
    losses = said.stored.losses(said.trial.id)
    parts = levels(losses)
    said.count("trial", said.trial.id)
    said.number("first", losses[0], evidence="first_loss")
    said.number("highest", max(parts), evidence="highest_loss")
    said.number("last", parts[-1], evidence="last_loss")
    said.number("times", parts[-1] / losses[0], evidence="times")
    late = parts[len(parts) // 2 :]
    said.holds(
        median(late) > 2 * losses[0] * (1 - 1e-6), "half of its second half lies above twice its start"
    )
    said.holds(max(parts) >= losses[0], "it went up")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) diverged at step (?P<step>\d+)(?:: its loss went from (?P<first>{NUMBER}), "
        rf"at best "
        rf"(?P<lowest>{NUMBER}), to (?P<last>{NUMBER}))?\.",
        _not_finite,
    ),
    Form(
        rf"trial (?P<trial>\d+) exploded: its train loss began at (?P<first>{NUMBER}), went up to "
        rf"(?P<highest>{NUMBER}) and ended at (?P<last>{NUMBER}), (?P<times>{NUMBER}) times its start\.",
        _far_above,
    ),
)
ADVICES = (LOWER_RATE, NONE)
