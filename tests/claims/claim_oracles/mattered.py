"""``mattered``, ``did not matter``, ``may matter``, ``act together``: what settings explain of results."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import combinations

from scipy.stats import t as student

from claim_oracles.results import idle_settings, results_of, seeds_share
from claim_oracles.said import NUMBER, ROUNDING, Form, Said, in_unit, nothing_to_check
from claim_oracles.settings_of import as_number, final_of, of_numbers, result, upwards, without
from claim_oracles.slow import four_digits, mean, percent
from claim_oracles.variance import truths_of
from trainlab.record import Trial

INTERVAL = (
    r"(?P<share>\d+%) of the variance of (?:final validation accuracy|the logarithm of final validation "
    r"RMSE) \((?P<low>\d+%) to (?P<high>\d+%)\)"
)
MATCHED = r"(?P<matched>, counting only other settings that ended well with each of them)?"
MEANS = (
    rf"best (?P<best>.+) \((?P<best_mean>{NUMBER}%?) on average\), worst (?P<worst>.+) "
    rf"\((?P<worst_mean>{NUMBER}%?)\){MATCHED}"
)


OF_AN_END = 1e-3
"""Ends of intervals are solved for to a part in 4,000 of a root, and printed in whole percent."""

MAX_RANGES = 8
"""More values of a number than these are cut into so many ranges."""


def _known(said: Said) -> list[Trial]:
    """The trials with a result."""
    ended = (trial for trial in said.stored.trials if trial.status in ("done", "stopped"))
    return [trial for trial in ended if math.isfinite(final_of(trial))]


def _inside(said: Said, trial: Trial, name: str, level: str) -> bool:
    """Whether a trial has a value, or one of a range in four digits."""
    value = trial.settings.get(name)
    low, to, high = level.partition(" to ")
    number = as_number(said.stored, name, value)
    if not to or number is None:
        return four_digits(value) == level or (number is not None and four_digits(number) == level)
    return float(low) <= in_digits_of(number, low) and in_digits_of(number, high) <= float(high)


def _end_digits(level: str, end: str) -> int:
    return digits_of(end) if " to " in level else 4


def digits_of(text: str) -> int:
    """How many digits a number is printed with: four, or more where it takes more to tell values apart."""
    return max(4, len(text.partition("e")[0].lstrip("-").replace(".", "").lstrip("0")))


def in_digits_of(number: float, text: str) -> float:
    """A number rounded as another one is printed."""
    return float(f"{number:.{digits_of(text)}g}")


def _printed(said: Said, name: str, digits: int = 4) -> set[str]:
    """The values of a setting as they are printed, as numbers too."""
    found: set[str] = set()
    for trial in said.stored.trials:
        value = trial.settings.get(name)
        number = as_number(said.stored, name, value)
        found |= {four_digits(value)} | ({f"{number:.{digits}g}"} if number is not None else set())
    return found


def _mean(said: Said, names: Sequence[str], level: str, matched: bool = False) -> float:
    """Mean of the results of the trials of a level, or of a combination of two.

    Of all, unless other settings are shared by all levels, but not all of them are.
    """
    levels = level.split(" with ") if len(names) > 1 else [level]
    for name, part in zip(names, levels, strict=True):
        if not all(end in _printed(said, name, _end_digits(part, end)) for end in part.split(" to ")):
            return math.nan  # an end of a range that no trial has
    inside = [
        trial for trial in _known(said)
        if all(_inside(said, trial, name, part) for name, part in zip(names, levels, strict=True))
    ]  # fmt: skip
    shared = None
    if said.has("matched") or (matched and not said.has("best_mean")):
        shared, all_alike = _shared(said)
        said.holds(not all_alike, "some are left out")
    results = [final_of(trial) for trial in inside if shared is None or _rest(said, trial) in shared]
    return math.fsum(results) / len(results) if results else math.nan


def _own(said: Said) -> list[str]:
    return re.split(" with | and ", str(said.finding.evidence["setting"]))


def _rest(said: Said, trial: Trial) -> str:
    """All settings of a trial but its seed and those spoken of."""
    return repr(sorted(without(trial, "seed", *_own(said)).items(), key=str))


def _shared(said: Said) -> tuple[set[str], bool]:
    """The other settings that have a result at every value, or combination of values; whether all have."""
    rests: dict[str, set[str]] = {}
    for trial in _known(said):
        value = repr([trial.settings.get(name) for name in _own(said)])
        rests.setdefault(value, set()).add(_rest(said, trial))
    shared = set.intersection(*rests.values())
    return shared, not shared or all(rest == shared for rest in rests.values())


def _levels(said: Said, names: Sequence[str]) -> None:
    """The means of the best and the worst level, in the sentence and in the evidence."""
    evidence = said.finding.evidence
    for end in ("best", "worst"):
        said.checked |= {end, f"{end}_mean"}
        told = float(str(evidence[f"{end}_mean"]))
        if said.has(end):
            levels = str(evidence[end]).split(" with ") if len(names) > 1 else [str(evidence[end])]
            both = ", ".join(f"{name}={level}" for name, level in zip(names, levels, strict=True))
            said.text(end, both if len(names) > 1 else levels[0])
        if said.has(f"{end}_mean"):
            said.text(f"{end}_mean", in_unit(told, 4) if of_numbers(said.stored.trials) else percent(told))
        truth = _mean(said, names, str(evidence[end]))
        if not said.has("best_mean") and not _shared(said)[1] and abs(truth - told) > 1e-9:
            # It is in the evidence alone, and of those that ended well at every value.
            truth = _mean(said, names, str(evidence[end]), matched=True)
        said.evidence(f"{end}_mean", truth)
    sign = upwards(said.stored.trials)
    best, worst = (sign * float(str(evidence[f"{end}_mean"])) for end in ("best", "worst"))
    said.holds(best >= worst, "best is best")
    words = "RMSE" if sign < 0 else "accuracy"
    said.holds(f"final validation {words}" in said.finding.sentence, f"it speaks of {words}")


def _cells(said: Said, without: Sequence[str]) -> dict[str, dict[str, list[float]]]:
    """Results by all that is varied but some settings, then by these."""
    varied = said.stored.info.varied
    cells: dict[str, dict[str, list[float]]] = {}
    for trial in _known(said):
        rest = repr([trial.settings.get(name) for name in varied if name not in without])
        own = repr([trial.settings.get(name) for name in varied if name in without])
        cells.setdefault(rest, {}).setdefault(own, []).append(result(trial))
    return cells


def _sum_of_squares(values: Sequence[float]) -> float:
    return math.fsum((value - mean(values)) ** 2 for value in values)


def _no_pair_differs(said: Said, names: Sequence[str]) -> None:
    """All else equal, no two values differ by more than seeds make of so many pairs in one study of 1,000."""
    everything = [result(trial) for trial in _known(said)]
    spread = math.sqrt(_sum_of_squares(everything) / len(everything))
    repeated = [
        [results for results in cells.values() if len(results) > 1] for cells in _cells(said, names).values()
    ]
    within = [results for cells in repeated for results in cells]
    freedom = sum(len(results) - 1 for results in within)
    scatter = math.sqrt(math.fsum(map(_sum_of_squares, within)) / max(freedom, 1))
    pairs = [pair for cells in repeated for pair in combinations(cells, 2)]
    for first, second in pairs:
        error = scatter * math.sqrt(1 / len(first) + 1 / len(second))
        apart = abs(mean(first) - mean(second))
        chance = 2 * len(pairs) * float(student.sf(apart / max(error, 1e-12), freedom))
        said.holds(
            not (apart > max(0.1, 1.5 * spread) and chance < 0.001),
            f"{apart} between two values is no matter",
        )


def _worked_out_again(said: Said, setting: str) -> None:
    """Share, interval and chance lie where an analysis of its own puts them; so does the part of seeds."""
    evidence, truth = said.finding.evidence, truths_of(said.stored).get(setting)
    if truth is None:
        said.holds(False, f"something can be told of {setting}")
        return
    ends = {"share": truth.share, "low": truth.low, "high": truth.high, "chance": truth.chance}
    if "whole" in evidence:
        said.holds(truth.whole is not None, "what it does with others is known")
        ends |= {"whole": truth.whole} if truth.whole is not None else {}
    seeds = seeds_share(said.stored)
    said.holds((seeds is None) == ("seeds_share" not in evidence), "seeds scatter")
    if seeds is not None:
        said.evidence("seeds_share", seeds, 1.0)
    for name, (least, most) in ends.items():
        told, off = float(str(evidence[name])), ROUNDING if name in ("share", "chance") else OF_AN_END
        said.holds(
            least - off <= told <= most + off,
            f"{name} {told} lies between {least} and {most}",
        )


def _explains(said: Said) -> None:
    evidence = said.finding.evidence
    setting = str(evidence["setting"])
    names = [part.split(" with ")[0] for part in setting.split(" and ")]
    _levels(said, names)
    if said.has("second"):
        said.holds([said.words["first"], said.words["second"]] == setting.split(" and "), "they act together")
    else:
        said.text("name", setting)
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
        said.holds(float(str(evidence["whole"])) >= share, "with others it explains no less than by itself")
    chance = float(str(evidence["chance"]))
    clear = said.finding.symptom in ("mattered", "act together")
    said.holds(not clear or (chance <= 0.05 and share >= 0.05), "it is beyond chance, and 5% at least")
    for part in ("chance", "whole", "seeds_share"):
        said.holds(0 <= float(str(evidence.get(part, 0))) <= 1, f"{part} is a share")
    said.evidence("trials", len(_known(said)))
    _worked_out_again(said, setting)
    if said.finding.symptom == "did not matter":
        _no_pair_differs(said, setting.split(" with "))
    said.checked |= {"setting", "share", "low", "high", "chance", "whole", "seeds_share"}


def _range(said: Said) -> None:
    setting = str(said.finding.evidence["setting"])
    said.text("name", setting)
    name = setting.split(" with ")[0]
    _levels(said, [name])
    _seeds(said)
    if said.has("count"):
        _combinations(said)
    for part, end in (("highest", "best"), ("lowest", "worst")):
        _alike(said, name, said.words[part] or "", end)
    said.evidence("trials", len(_known(said)))
    said.checked.add("setting")


def _seeds(said: Said) -> None:
    """Whether combinations have one seed each, several without effect, or several."""
    idle, _ = idle_settings(said.stored)
    once = all(len(cell) == 1 for cell in results_of(said.stored).trials)
    said.holds(once == (not said.has("count")), "combinations were trained once")
    if once:
        without_effect = "seeds that have no effect" in said.finding.sentence
        said.holds(without_effect == ("seed" in idle), "the seed has no effect")


def _combinations(said: Said) -> None:
    """How many combinations of settings are compared; what repeats another bit for bit may be left out."""
    known = _known(said)
    groups = {repr(sorted(without(trial, "seed").items(), key=str)) for trial in known}
    count = int((said.words["count"] or "").replace(",", ""))
    courses = {repr(said.stored.points("train_loss", trial.id)) for trial in known}
    repeats = len(courses) < len(known)
    said.holds(count <= len(groups) if repeats else count == len(groups), f"{len(groups)} are compared")


def _same_for_all(said: Said) -> None:
    setting = str(said.finding.evidence["setting"])
    said.text("name", setting)
    name = setting.split(" with ")[0]
    _levels(said, [name])
    _seeds(said)
    if said.has("count"):
        _combinations(said)
    said.holds(said.finding.evidence["best_mean"] == said.finding.evidence["worst_mean"], "all alike")
    said.evidence("trials", len(_known(said)))
    said.checked.add("setting")


def _undecided(said: Said) -> None:
    """Three settings or more, which trials differ in."""
    names = re.split(", | and ", said.words["names"] or "")
    said.evidence("setting", " and ".join(names))
    said.count("trials", len(_known(said)), "trials")
    said.holds(len(names) >= 3, "they are many")
    for name in names:
        values = {repr(trial.settings.get(name.split(" with ")[0])) for trial in _known(said)}
        said.holds(len(values) > 1, f"{name} varies")


def _alike(said: Said, name: str, listed: str, end: str) -> None:
    """The values that are listed have the best, or the worst, mean."""
    truth = float(str(said.finding.evidence[f"{end}_mean"]))
    others = re.fullmatch(r"(?P<first>.+) and (?P<count>\d+) others", listed)
    words = [others["first"]] if others else listed.split(", ")
    told = str(said.finding.evidence[end])
    said.holds(told in words or others is not None, f"{words} are the {end}")
    for word in words:
        said.holds(abs(_mean(said, [name], word) - truth) < 1e-9, f"{word} has the {end} mean")
    if others:
        values = {four_digits(trial.settings.get(name)) for trial in _known(said)}
        level = sum(abs(_mean(said, [name], value) - truth) < 1e-9 for value in values)
        in_ranges = len(values) > MAX_RANGES
        said.holds(in_ranges or int(others["count"]) == level - 1, f"{level} values have the {end} mean")


SENTENCES = (
    Form(
        rf"(?P<name>[^:]+) explains {INTERVAL}(?:, seeds (?P<seeds>\d+%))?(?:|, together with others at most "
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
        rf"(?P<name>.+): mean final validation (?:accuracy|RMSE) is (?P<best_mean>{NUMBER}%?) with "
        rf"each of its values{MATCHED}; with (?:one seed each|seeds that have no effect|(?P<count>[\d,]+) "
        rf"combinations?), that does not rule out an effect\.",
        _same_for_all,
    ),
    Form(
        rf"(?P<name>.+): final validation (?:accuracy|RMSE) goes from (?P<worst_mean>{NUMBER}%?) "
        rf"\((?P<lowest>.+)\) to (?P<best_mean>{NUMBER}%?) \((?P<highest>.+)\)(?: on average)?{MATCHED}; "
        rf"with (?:one seed each, nobody can say how much of it is the seed|(?:seeds that have no effect|"
        rf"(?P<count>[\d,]+) combinations?), that cannot be told from chance)\.",
        _range,
    ),
    Form(
        r"(?P<names>.+): (?P<trials>[\d,]+) trials? are too few to show which of them matter\.",
        _undecided,
    ),
)
ADVICES = (
    Form(r"Look at it first: 'trainlab plot --against (?P<against>[a-z_0-9]+)'\.", nothing_to_check),
    Form(r"Fix it at the value that is cheapest\.", nothing_to_check),
    Form(r"Choose them together\.", nothing_to_check),
    Form(r"|Repeat with more seeds\.|Try more combinations\.", nothing_to_check),
    Form(r"Repeat with other seeds, such as --seeds 3\.", nothing_to_check),
)
