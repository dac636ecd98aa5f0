"""``exploded``: the loss is not finite any more, or far above its start."""

from __future__ import annotations

import math

from claim_oracles.advice import LOWER_RATE, NONE
from claim_oracles.course import NAME, Course
from claim_oracles.guessing import loss_of_guessing
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import median


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
    course = Course(said, said.words["curve"] or "")
    said.count("trial", said.trial.id)
    said.evidence("curve", course.curve)
    first = said.stored.losses(said.trial.id)[0] if course.of_steps else course.values[0]
    said.number("first", first, evidence="first_loss")
    said.number("highest", max(course.values), evidence="highest_loss")
    said.number("last", course.values[-1], evidence="last_loss")
    said.holds(course.of_steps == said.has("part"), "means are told as such, and evaluations are not")
    start = first
    if said.has("guess"):
        start = loss_of_guessing(said.stored, said.trial)
        said.number("guess", start)
        said.holds(start > first, "guessing has a larger loss than it began with")
    said.evidence("start", start)
    said.number("times", course.values[-1] / max(start, 1e-12), evidence="times")
    late = course.values[len(course.values) - round(len(course.values) / 2) :]
    said.holds(median(late) > 2 * start * (1 - 1e-6), "half of its second half lies above twice that")
    said.holds(max(course.values) >= first, "it went up")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) diverged at step (?P<step>\d+)(?:: its loss began at "
        rf"(?P<first>{NUMBER}), was (?P<lowest>{NUMBER}) at its lowest and (?P<last>{NUMBER}) at the end)?\.",
        _not_finite,
    ),
    Form(
        rf"trial (?P<trial>\d+) exploded: its {NAME} began at (?P<first>{NUMBER}), went up to "
        rf"(?P<highest>{NUMBER}) and was (?P<last>{NUMBER})(?:(?P<part> in the last 40th of training)| at "
        rf"the "
        rf"end), (?P<times>{NUMBER}) times (?:its start|the loss of guessing, (?P<guess>{NUMBER}))\.",
        _far_above,
    ),
)
ADVICES = (LOWER_RATE, NONE)
