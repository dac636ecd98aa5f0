"""``infeasible``: how many trials exploded, and where."""

from __future__ import annotations

from claim_oracles.said import Form, Said, nothing_to_check
from claim_oracles.settings_of import as_number
from claim_oracles.slow import four_digits, levels, median
from trainlab.record import Trial

OVER = ("done", "stopped", "diverged")
RATE = r"(?P<share>\d+%), (?P<low>\d+%) to (?P<high>\d+%)"
WHERE = (
    r"(?:(?P<side>above|below) (?P<name>[a-z_0-9]+) (?P<value>\S+)|"
    r"with (?P<choice>[a-z_0-9]+)=(?P<chosen>.+?))"
)


def exploded(said: Said, trial: Trial) -> bool:
    """Whether a trial's loss is not finite, or stayed above twice its start."""
    if trial.status == "diverged":
        return True
    losses = said.stored.losses(trial.id)
    if len(losses) >= 40:
        return median(levels(losses)[20:]) > 2 * losses[0]
    measured = [value for _, value in said.stored.evaluated("evaluated_train_loss", trial.id)]
    return (
        len(measured) >= 5 and median(measured[len(measured) - round(len(measured) / 2) :]) > 2 * measured[0]
    )


def _counts(said: Said) -> tuple[list[Trial], list[Trial]]:
    over = [trial for trial in said.stored.trials if trial.status in OVER]
    named = set(said.finding.trials)
    for trial in over:
        if trial.id in named:
            said.holds(exploded(said, trial), f"trial {trial.id} exploded")
        elif trial.status == "diverged":
            said.holds(False, f"trial {trial.id}, which diverged, is among them")
    bad = [trial for trial in over if trial.id in named]
    said.is_about([trial.id for trial in bad])
    said.evidence("exploded", len(bad))
    said.evidence("trials", len(over))
    return over, bad


def _all(said: Said) -> None:
    over, bad = _counts(said)
    said.holds(len(over) == len(bad), "all exploded")
    if said.has("total"):
        said.count("total", len(over))
    else:
        said.holds(len(over) == (2 if said.has("both") else 1), "so many trials there are")


def _share(said: Said) -> None:
    over, bad = _counts(said)
    said.count("bad", len(bad))
    said.count("total", len(over))
    _rate(said, len(bad), len(over))
    named = list(dict.fromkeys(
        ", ".join(
            f"{name}={four_digits(trial.settings[name])}" for name in said.stored.info.varied
            if name in trial.settings
        )
        for trial in bad
    ))  # fmt: skip
    if said.has("named"):
        said.text("named", "; ".join(part for part in named if part))


def _rate(said: Said, count: int, total: int) -> None:
    """A share with its 90% interval: rates that lie 1.645 of their own standard errors off (Wilson)."""
    said.number("share", count / total, ".0%")

    def off(rate: float) -> float:
        return (count / total - rate) ** 2 - 1.6448536269514722**2 * rate * (1 - rate) / total

    for part, inner, outer in (("low", count / total, 0.0), ("high", count / total, 1.0)):
        for _ in range(200):
            middle = (inner + outer) / 2
            inner, outer = (middle, outer) if off(middle) < 0 else (inner, middle)
        said.number(part, inner, ".0%")


def _region(said: Said) -> None:
    over, bad = _counts(said)
    name = said.words["name"] or said.words["choice"] or ""
    boundary = said.finding.evidence["boundary"]
    said.evidence("setting", name)
    said.checked.add("boundary")
    inside = []
    for trial in over:
        value = trial.settings.get(name)
        if said.has("choice"):
            if value == boundary:
                inside.append(trial)
            continue
        place, edge = as_number(said.stored, name, value), as_number(said.stored, name, boundary)  # type: ignore[arg-type]
        if (
            place is not None
            and edge is not None
            and (place > edge if said.words["side"] == "above" else place < edge)
        ):
            inside.append(trial)
    said.text("chosen" if said.has("choice") else "value", four_digits(boundary))
    said.holds(
        any(trial.settings.get(name) == boundary for trial in over), "the boundary is a value that was tried"
    )
    beyond = [trial for trial in inside if trial in bad]
    said.count("beyond", len(beyond), "exploded_inside")
    said.count("inside", len(inside), "inside")
    _rate(said, len(beyond), len(inside))
    if said.has("bad"):
        said.count("bad", len(bad))
        said.count("total", len(over))
    else:
        said.holds(len(bad) == len(beyond) and len(over) == len(inside), "none lies elsewhere")


SENTENCES = (
    Form(
        r"the only trial exploded\.|(?P<both>both) trials exploded\.|all (?P<total>\d+) trials exploded\.",
        _all,
    ),
    Form(rf"(?P<bad>\d+) of (?P<total>\d+) trials exploded \({RATE}\)(?:: (?P<named>.+))?\.", _share),
    Form(
        rf"(?P<beyond>\d+) of (?P<inside>\d+) trials {WHERE} exploded \({RATE}(?:; (?P<bad>\d+) of "
        rf"(?P<total>\d+) in all)?\)\.",
        _region,
    ),
)


def _same_region(said: Said) -> None:
    said.holds(
        said.words["where"] in said.finding.sentence, "the advice speaks of the region of the sentence"
    )


ADVICES = (
    Form("", nothing_to_check),
    Form(r"Lower learning_rate by powers of ten\.", nothing_to_check),
    Form(
        r"Leave out the range (?P<where>.+), or find out what would make training possible there\.",
        _same_region,
    ),
)
