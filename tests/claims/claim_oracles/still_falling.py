"""``still falling``: the loss came down over the last quarter."""

from __future__ import annotations

from claim_oracles.advice import was
from claim_oracles.course import NAME, named_course
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import LEVELS, borders, mean

HORIZON = 16


def _sentence(said: Said) -> None:
    course = named_course(said, "a tenth")
    said.count("trial", said.trial.id)
    if said.has("stopped"):
        said.holds(said.trial.stopped_by == "early_stopping", "early stopping ended it")
        said.count("stopped", said.trial.steps)
    said.evidence("steps", course.length)
    said.evidence("curve", course.curve)
    if course.of_steps:
        before, tenth = LEVELS * 3 // 4, LEVELS // 10
        earlier, last = mean(course.values[before - tenth : before]), mean(course.values[-tenth:])
        since = borders(course.length)[before]
    else:
        place = max(place for place, time in enumerate(course.time) if time <= 0.75)
        earlier, last, since = course.values[place], course.values[-1], course.steps[place]
    said.evidence("since", since)
    said.number("earlier", earlier, evidence="earlier")
    said.number("last", last, evidence="loss")
    said.number("fall", 1 - last / earlier, ".0%", evidence="fall")
    said.holds(last < earlier, "it fell over the last quarter")
    _left(said)


def _left(said: Said) -> None:
    """What is foretold is an estimate; its parts must agree with each other and with the evidence."""
    told = {}
    for part, name in (
        ("least_only", "steps_left_low"), ("least", "steps_left_low"),
        ("about", "steps_left"), ("most", "steps_left_high"), ("to", "steps_left_high"),
    ):  # fmt: skip
        if said.has(part):
            told[name] = int((said.words[part] or "").replace(",", ""))
            said.evidence(name, told[name])
    said.holds(list(told.values()) == sorted(told.values()), "the estimate lies within its interval")
    said.holds(all(number >= 1 for number in told.values()), "steps are left")
    if said.has("to") or "does not show" in said.finding.sentence:
        said.checked.add("steps_left_low")
    if said.has("times"):
        said.count("times", HORIZON)


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) was still falling(?: when early stopping ended it at step "
        rf"(?P<stopped>[\d,]+))?: "
        rf"its {NAME}(?P<means>, in means of a tenth of training,)? fell by (?P<fall>\d+%) over the last "
        rf"quarter of training, from (?P<earlier>{NUMBER}) to (?P<last>{NUMBER})"
        rf"(?: and will not flatten within (?P<times>\d+) times as many steps|; its curve does not "
        rf"show when it will flatten|; it needs at least (?P<least_only>[\d,]+) more steps? to flatten|; it "
        rf"needs "
        rf"at most (?P<to>[\d,]+) more steps? to flatten|; it needs about (?P<about>[\d,]+) more "
        rf"steps? to flatten \((?P<least>[\d,]+) to (?P<most>[\d,]+)\))\.",
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
