"""``mattered``, ``did not matter``, ``may matter``, ``act together``: what settings explain of results."""

from __future__ import annotations

import math
from collections.abc import Sequence

from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.settings_of import as_number
from claim_oracles.slow import four_digits
from trainlab.record import Trial

INTERVAL = r"(?P<share>\d+%) of the variance of final validation accuracy \((?P<low>\d+%) to (?P<high>\d+%)\)"
MEANS = (
    rf"best (?P<best>.+) \((?P<best_mean>{NUMBER}%) on average\), worst (?P<worst>.+) "
    rf"\((?P<worst_mean>{NUMBER}%)\)"
)


def _known(said: Said) -> list[Trial]:
    """The trials with a result."""
    ended = (trial for trial in said.stored.trials if trial.status in ("done", "stopped"))
    return [trial for trial in ended if math.isfinite(_result(trial))]


def _result(trial: Trial) -> float:
    return float(trial.final.get("validation_accuracy", math.nan))


def _inside(said: Said, trial: Trial, name: str, level: str) -> bool:
    """Whether a trial has a value, or one of a range in four digits."""
    value = trial.settings.get(name)
    low, to, high = level.partition(" to ")
    number = as_number(said.stored, name, value)
    if not to or number is None:
        return four_digits(value) == level or (number is not None and four_digits(number) == level)
    return float(low) <= float(f"{number:.4g}") <= float(high)


def _mean(said: Said, names: Sequence[str], level: str) -> float:
    """Plain mean of the results of all trials of a level, or of a combination of two."""
    levels = level.split(" with ") if len(names) > 1 else [level]
    results = [
        _result(trial) for trial in _known(said)
        if all(_inside(said, trial, name, part) for name, part in zip(names, levels, strict=True))
    ]  # fmt: skip
    return math.fsum(results) / len(results) if results else math.nan


def _percent(fraction: float) -> str:
    digits = 1
    while 0 < fraction < 1 and digits < 6 and float(f"{100 * fraction:.{digits}f}") in (0.0, 100.0):
        digits += 1
    return f"{100 * fraction:.{digits}f}%"


def _levels(said: Said, names: Sequence[str]) -> None:
    """The means of the best and the worst level, in the sentence and in the evidence."""
    evidence = said.finding.evidence
    for end in ("best", "worst"):
        said.checked |= {end, f"{end}_accuracy"}
        told = float(str(evidence[f"{end}_accuracy"]))
        if said.has(f"{end}_mean"):
            said.text(f"{end}_mean", _percent(told))
        truth = _mean(said, names, str(evidence[end]))
        said.evidence(f"{end}_accuracy", truth)
    said.holds(
        float(str(evidence["best_accuracy"])) >= float(str(evidence["worst_accuracy"])), "best is best"
    )


def _explains(said: Said) -> None:
    evidence = said.finding.evidence
    setting = str(evidence["setting"])
    names = [part.split(" with ")[0] for part in setting.split(" and ")]
    _levels(said, names)
    for part in ("share", "low", "high"):
        said.number(part, float(str(evidence[part])), ".0%")
    low, share, high = (float(str(evidence[part])) for part in ("low", "share", "high"))
    said.holds(0 <= low <= share <= high <= 1, "the interval holds the share")
    if said.has("seeds"):
        said.number("seeds", float(str(evidence["seeds_share"])), ".0%")
    if said.has("chance"):
        said.number("chance", float(str(evidence["chance"])), ".0%")
    if said.has("whole"):
        said.number("whole", float(str(evidence["whole"])), ".1%")
    chance = float(str(evidence["chance"]))
    clear = said.finding.symptom in ("mattered", "act together")
    said.holds(not clear or (chance <= 0.05 and share >= 0.05), "it is beyond chance, and 5% at least")
    said.checked |= {"setting", "share", "low", "high", "chance", "whole", "seeds_share", "trials"}


def _range(said: Said) -> None:
    name = str(said.finding.evidence["setting"]).split(" with ")[0]
    _levels(said, [name])
    said.checked |= {"setting", "trials"}


SENTENCES = (
    Form(
        rf"(?P<name>.+) explains {INTERVAL}(?:, seeds (?P<seeds>\d+%))?(?:|, together with others at most "
        rf"(?P<whole>{NUMBER}%)|: beyond chance, but little|: in (?P<chance>\d+%) of studies where no "
        rf"setting matters, one seems to matter as much|: which of its values is best depends on .+|"
        rf": {MEANS})\.",
        _explains,
    ),
    Form(
        rf"(?P<first>.+) and (?P<second>.+): which value of one is best depends on the other\. Beyond what "
        rf"each does by itself, that explains {INTERVAL}: {MEANS}\.",
        _explains,
    ),
    Form(
        rf"(?P<name>.+): final validation accuracy goes from (?P<worst_mean>{NUMBER}%) \((?P<lowest>.+)\) to "
        rf"(?P<best_mean>{NUMBER}%) \((?P<highest>.+)\)(?: on average)?; with (?:one seed each|"
        rf"seeds that have no effect|[\d,]+ combinations?), that cannot be told from chance\.",
        _range,
    ),
)
ADVICES = (
    Form(r"Look at it first: 'trainlab plot --against (?P<against>[a-z_0-9]+)'\.", nothing_to_check),
    Form(r"Fix it at the value that is cheapest\.", nothing_to_check),
    Form(r"Choose them together\.", nothing_to_check),
    Form(r"|More seeds would tell\.|More combinations would tell\.", nothing_to_check),
    Form(r"Repeat with other seeds, such as --seeds 3\.", nothing_to_check),
)
