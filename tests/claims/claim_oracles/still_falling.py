"""``still falling``: the loss came down over the last quarter."""

from __future__ import annotations

import math

from claim_oracles.advice import was
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import LEVELS, median, theil_sen
from claim_oracles.validation_levels import named_levels

HORIZON = 16


def _sentence(said: Said) -> None:
    curve = said.words["curve"] or ""
    parts, _ = named_levels(said, curve)
    quarter = parts[LEVELS * 3 // 4 :]
    steps = len(said.stored.losses(said.trial.id))
    said.count("trial", said.trial.id)
    if said.has("stopped"):
        said.holds(said.trial.stopped_by == "early_stopping", "early stopping ended it")
        said.count("stopped", said.trial.steps)
    said.evidence("steps", steps)
    said.evidence("curve", curve.replace(" ", "_"))
    said.number("last", parts[-1], evidence="loss")
    change = theil_sen([math.log(value) for value in quarter]) * len(quarter)
    said.number("fall", 1 - math.exp(change), ".0%", evidence="fall")
    said.holds(median(quarter[5:]) < median(quarter[:5]), "it fell over the last quarter")
    _left(said, steps)


def _left(said: Said, steps: int) -> None:
    """What is foretold is an estimate; its parts must agree with each other and with the evidence."""
    told = {}
    for part, name in (
        ("least_only", "steps_left_low"),
        ("least", "steps_left_low"),
        ("about", "steps_left"),
        ("most", "steps_left_high"),
    ):
        if said.has(part):
            told[name] = int((said.words[part] or "").replace(",", ""))
            said.evidence(name, told[name])
    if said.has("beyond"):
        beyond = int((said.words["beyond"] or "").replace(",", ""))
        said.holds(beyond == int(float(f"{(HORIZON - 1) * steps:.1e}")), "so far it was looked ahead")
    said.holds(list(told.values()) == sorted(told.values()), "the estimate lies within its interval")
    said.holds(all(number >= 1 for number in told.values()), "steps are left")
    if "cannot be told" in said.finding.sentence:
        said.checked.add("steps_left_low")
    if said.has("times"):
        said.count("times", HORIZON)


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) was still falling(?: when early stopping ended it at step "
        rf"(?P<stopped>[\d,]+))?: "
        rf"its (?P<curve>train loss|validation loss) fell by (?P<fall>\d+%) to (?P<last>{NUMBER}) over the "
        rf"last "
        rf"quarter of training(?: and will not flatten within (?P<times>\d+) times as many steps|; how "
        rf"long until "
        rf"it flattens cannot be told from it|; it needs at least (?P<least_only>[\d,]+) more steps? to "
        rf"flatten|; "
        rf"it needs about (?P<about>[\d,]+) more steps? to flatten \((?P<least>[\d,]+) to "
        rf"(?:more than (?P<beyond>[\d,]+)|(?P<most>[\d,]+))\))\.",
        _sentence,
    ),
)


def _longer(said: Said) -> None:
    was(said)
    for name in ("epochs", "steps"):
        if f"raise {name}" in said.finding.advice:
            said.holds(name in said.trial.settings, f"{name} sets its length")
    if "patience" in said.finding.advice:
        said.holds(said.trial.stopped_by == "early_stopping", "early stopping ended it")


ADVICES = (
    Form(r"Train longer: raise (?:epochs|steps)(?: \(it was \d+\))?\.", _longer),
    Form(r"Wait longer: raise patience \(it was \d+\)(?: or lower min_delta \(it was [^()]+\))?\.", _longer),
)
