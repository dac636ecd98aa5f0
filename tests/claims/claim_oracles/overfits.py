"""``overfits``: the validation loss rose from an early minimum while the train loss fell."""

from __future__ import annotations

from claim_oracles.course import Course
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import LEVELS, mean, part_of


def _sentence(said: Said) -> None:
    trial = said.trial
    evaluations = said.stored.evaluated("validation_loss", trial.id)
    lowest = min(loss for _, loss in evaluations)
    said.count("trial", trial.id)
    said.number("lowest", lowest, evidence="lowest")
    step = int((said.words["step"] or "").replace(",", ""))
    said.evidence("step", step)
    said.holds(
        any(at == step and loss == lowest for at, loss in evaluations), f"it was lowest at step {step}"
    )
    said.number("last", evaluations[-1][1], evidence="last")
    said.holds(evaluations[-1][1] > lowest, "it rose")
    then, now = _train(said, step)
    said.number("then", then, evidence="train_then")
    said.number("now", now, evidence="train_last")
    said.holds(now < then, "its train loss fell")


def _train(said: Said, step: int) -> tuple[float, float]:
    """The train loss at the lowest validation loss, and at the end."""
    course = Course(said, said.words["curve"] or "")
    said.evidence("curve", course.curve)
    said.holds(course.of_steps == said.has("means"), "means are told as such, and evaluations are not")
    if not course.of_steps:
        return course.values[course.steps.index(step)], course.values[-1]
    tenth = LEVELS // 10
    part = part_of(min(step, course.length - 1), course.length)
    first = min(max(part - tenth // 2, 0), LEVELS - tenth)
    return mean(course.values[first : first + tenth]), mean(course.values[-tenth:])


def _remedy(said: Said) -> None:
    settings, advice = said.trial.settings, said.finding.advice
    watched = settings.get("early_stopping")
    if "Watch validation_loss" in advice:
        said.holds(watched != "validation_loss", "it does not watch validation_loss yet")
    if "Its best weights are from before" in advice:
        said.holds(said.trial.stopped_by == "early_stopping", "early stopping ended it")
    if "best weights" in advice:
        said.holds(watched != "train_loss", "its best weights are not those of the train loss")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) overfits: its validation loss was lowest, (?P<lowest>{NUMBER}), at step "
        rf"(?P<step>[\d,]+) and rose to (?P<last>{NUMBER}) while its (?P<curve>evaluated train loss|train "
        rf"loss)"
        rf"(?P<means>, in means of a tenth of training,)? fell from (?P<then>{NUMBER}) to "
        rf"(?P<now>{NUMBER})\.",
        _sentence,
    ),
)
ADVICES = (
    Form(
        r"(?:Watch validation_loss with early_stopping, train shorter, or regularise|Its best weights are "
        r"from "
        r"before; to get further, regularise|Take its best weights, train shorter, or regularise): l2, "
        r"weight_decay, dropout, a smaller net\.",
        _remedy,
    ),
)
