"""``flat since``: the loss stopped changing long before training ended."""

from __future__ import annotations

from claim_oracles.advice import was
from claim_oracles.course import NAME, named_course
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import LEVELS, borders, mean, median, scatter


def _sentence(said: Said) -> None:
    course = named_course(said, "a 40th")
    said.count("trial", said.trial.id)
    said.evidence("curve", course.curve)
    step = int((said.words["step"] or "").replace(",", ""))
    said.evidence("step", step)
    begins = borders(course.length)[:-1] if course.of_steps else course.steps
    said.holds(step in begins, "a part begins there, or it was measured there")
    first = begins.index(step)
    rest = course.values[first:]
    since = first / LEVELS if course.of_steps else course.time[first]
    said.number("share", 1 - since, ".0%", evidence="share")
    said.evidence("loss", median(rest))
    said.evidence("low", min(rest))
    said.evidence("high", max(rest))
    if said.has("loss"):
        said.number("loss", median(rest))
        said.holds(f"{min(rest):.3g}" == f"{max(rest):.3g}", "it stayed there, to the digits printed")
    else:
        said.number("low", min(rest))
        said.number("high", max(rest))
    half = len(rest) // 2
    if half:
        allowed = max(0.1 * median(rest), 4 * scatter(rest) / half**0.5, 1e-12)
        said.holds(abs(mean(rest[:half]) - mean(rest[half:])) <= allowed, "its halves since then are alike")


def _advice(said: Said) -> None:
    was(said)
    if "Stop sooner" in said.finding.advice:
        said.holds(said.trial.stopped_by == "early_stopping", "early stopping ended it")
    if "lower patience" in said.finding.advice:
        said.holds(said.trial.settings.get("patience", 1) != 1, "its patience can be lowered")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) was flat from step (?P<step>[\d,]+) on: its {NAME}"
        rf"(?P<means>, in means of a 40th of training,)? stayed (?:at (?P<loss>{NUMBER})|between "
        rf"(?P<low>{NUMBER}) and (?P<high>{NUMBER})) for the last (?P<share>\d+%) of training\.",
        _sentence,
    ),
)
ADVICES = (
    Form(
        r"(?:Stop sooner: (?:lower patience \(it was \d+\) or )?raise min_delta(?: \(it was [^()]+\))?|"
        r"Train shorter), or change what it is stuck on: learning_rate, net or batch_size\.",
        _advice,
    ),
)
