"""``never learned``: no better at the end than at the start, or than guessing."""

from __future__ import annotations

from claim_oracles import guessing
from claim_oracles.advice import RATE_WAS, was
from claim_oracles.course import NAME, Course
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import median

STOPPED = r"(?:, or wait longer: raise patience \(it was \d+\)(?: or lower min_delta \(it was [^()]+\))?)?"


def _ends(said: Said, name: str) -> tuple[float, float]:
    """The loss of the untrained net, and the median over the last quarter."""
    course = Course(said, name)
    start = said.stored.losses(said.trial.id)[0] if course.of_steps else course.values[0]
    return start, median(
        [value for time, value in zip(course.time, course.values, strict=True) if time >= 0.75]
    )


def _sentence(said: Said) -> None:
    name = said.words["curve"] or ""
    course = Course(said, name)
    start, end = _ends(said, name)
    said.count("trial", said.trial.id)
    said.count("steps", course.length, "steps")
    said.evidence("curve", course.curve)
    said.number("start", start, evidence="start")
    said.number("end", end, evidence="end")
    best = max(start, course.values[0])
    if said.has("chance"):
        chance = guessing.loss_of_guessing(said.stored, said.trial)
        said.text("guessing", guessing.words(said.stored))
        said.number("chance", chance, evidence="chance")
        best = min(best, chance)
    said.holds(end > 0.9 * best, "it ended no lower than it began, or guessing gets")
    said.holds(max(start, end) > 0, "there is something to learn")


def _went_up(said: Said) -> None:
    was(said)
    start, end = _ends(said, str(said.finding.evidence["curve"]).replace("_", " "))
    said.holds(end > start, "the loss went up")


def _batch_of_one(said: Said) -> None:
    was(said)
    said.holds("batchnorm" in str(said.trial.settings["net"]), "it has batch normalisation")
    said.holds(said.trial.settings["batch_size"] == 1, "its batches are single examples")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) never learned: in (?P<steps>[\d,]+) steps? its {NAME} went from "
        rf"(?P<start>{NUMBER}) to (?P<end>{NUMBER}), its median over the last quarter"
        rf"(?:; (?P<guessing>guessing [a-z ]+ \d+ classes) gives (?P<chance>{NUMBER}))?\.",
        _sentence,
    ),
)
ADVICES = (
    Form(rf"Lower learning_rate{RATE_WAS}: the loss went up, not down{STOPPED}\.", _went_up),
    Form(
        rf"Try a larger learning_rate{RATE_WAS} if the loss hardly moves, a smaller one if it jumps, or "
        rf"another initialisation{STOPPED}\.",
        was,
    ),
    Form(
        r"Raise batch_size \(it was 1\): batch normalisation subtracts the mean of the batch from each "
        rf"example, which leaves nothing of a single one{STOPPED}\.",
        _batch_of_one,
    ),
)
