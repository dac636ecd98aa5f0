"""``edge of range``: the best value of a setting is the last that was tried."""

from __future__ import annotations

import math
import re

from scipy.stats import t as student

from claim_oracles.mattered import digits_of, in_digits_of
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.settings_of import as_number, final_of, of_numbers, ranked_groups, upwards, values_of
from claim_oracles.slow import four_digits, mean
from claim_oracles.variance import seed_noises
from trainlab.record import Trial
from trainlab.settings import SETTINGS

REACHED = rf"(?:a final validation RMSE of )?(?P<mean>{NUMBER}%?)(?: final validation accuracy)?"


def _spoken(said: Said) -> int:
    """1 where it is better to be higher; the sentence speaks of what trials are ranked by."""
    words = "a final validation RMSE of" if of_numbers(said.stored.trials) else "% final validation accuracy"
    said.holds(words in said.finding.sentence, f"it says '{words}'")
    return upwards(said.stored.trials)


def _sentence(said: Said) -> None:
    name = said.words["name"] or ""
    best = ranked_groups(said.stored.trials)[0]
    numbers = [as_number(said.stored, name, value) for value in values_of(said.stored.trials, name)]
    tried = [number for number in numbers if number is not None]
    value = best.trials[0].settings[name]
    said.evidence("setting", name)
    said.evidence("value", value)
    said.text("value", four_digits(value))
    sign = _spoken(said)
    digits = None if sign > 0 else 4
    said.number("mean", best.final, ".2%", "mean", digits=digits)
    but = re.split(" and ", str(said.words["but"])) if said.has("but") else []
    others = [other for other in said.stored.info.varied if other not in (name, *but)]
    beside = [
        group for group in ranked_groups(said.stored.trials)[1:]
        if all(group.trials[0].settings.get(other) == best.trials[0].settings.get(other) for other in others)
    ]  # fmt: skip
    second = max(beside, key=lambda group: sign * group.final).final
    said.number("next_mean", second, ".2%", "next_mean", digits=digits)
    said.holds(sign * second < sign * best.final, "the next best is behind")
    said.evidence("next_best", said.words["next"])
    told = float(str(said.finding.evidence["chance"]))
    chances = [
        float(student.sf((best.result - behind) / math.sqrt(variance * parts), freedom)) * 2
        for variance, freedom in seed_noises(said.stored)
        for behind, parts in {
            (group.result, 1 / len(best.finals) + 1 / len(group.finals))
            for group in beside if group.final == second
        }
    ]  # fmt: skip
    said.holds(min(chances) * (1 - 1e-6) <= told <= max(chances) * (1 + 1e-6), f"{told} is the chance")
    said.holds(0 <= told <= 0.05, "it is beyond chance")
    said.checked.add("chance")
    said.evidence("low", min(tried))
    said.evidence("high", max(tried))
    place = as_number(said.stored, name, value)
    said.holds(
        place == (max(tried) if said.words["end"] == "largest" else min(tried)),
        f"it is the {said.words['end']}",
    )
    said.holds(len(set(tried)) >= 3, "three values were tried")


def _place(said: Said, trial: Trial, name: str) -> float:
    place = as_number(said.stored, name, trial.settings.get(name))
    return math.nan if place is None else place


def _ranges(said: Said) -> None:
    name = said.words["name"] or ""
    best = ranked_groups(said.stored.trials)[0]
    said.evidence("setting", name)
    said.evidence("value", best.trials[0].settings[name])
    digits = None if _spoken(said) > 0 else 4
    for part, evidence in (("level", "mean"), ("next", "next_mean")):
        low, to, high = (said.words[part] or "").partition(" to ")
        ends = float(low), float(high if to else low)
        trials = [trial for trial in said.stored.trials if trial.status in ("done", "stopped")]
        for end in {low, high if to else low}:
            printed = {f"{_place(said, trial, name):.{digits_of(end)}g}" for trial in trials}
            said.holds(end in printed, f"{end} is the value of a trial")
        results = [
            final_of(trial) for trial in trials
            if ends[0] <= in_digits_of(_place(said, trial, name), low)
            and in_digits_of(_place(said, trial, name), high if to else low) <= ends[1]
        ]  # fmt: skip
        said.number(evidence, mean(results), ".2%", evidence, digits=digits)
    numbers = [as_number(said.stored, name, value) for value in values_of(said.stored.trials, name)]
    tried = [number for number in numbers if number is not None]
    for part, truth in (("low", min(tried)), ("high", max(tried))):
        if said.has(part):  # the ends of the range drawn from, which the experiment says
            said.number(part, float(str(said.finding.evidence[part])), ".4g")
            said.checked.add(part)
        else:
            said.evidence(part, truth)
    said.evidence("next_best", said.words["next"])
    said.holds(0 <= float(str(said.finding.evidence["chance"])) <= 0.05, "it is beyond chance")
    said.checked.add("chance")


def _extend(said: Said) -> None:
    name = str(said.finding.evidence["setting"])
    setting = SETTINGS[name]
    beyond = float(str(said.finding.evidence["beyond"]))
    said.checked.add("beyond")
    said.text("beyond", four_digits(said.finding.evidence["beyond"]))
    said.holds(setting.low <= beyond <= setting.high, f"{name} may be {beyond}")
    said.holds(not (setting.open_low and beyond == setting.low), f"{name} may be {beyond}")
    said.holds(not (setting.open_high and beyond == setting.high), f"{name} may be {beyond}")
    numbers = [as_number(said.stored, name, value) for value in values_of(said.stored.trials, name)]
    tried = [number for number in numbers if number is not None]
    upwards = said.words["way"] == "upwards"
    said.holds(upwards == ("largest" in said.finding.sentence), "it extends the end that was best")
    said.holds(beyond > max(tried) if upwards else beyond < min(tried), f"{beyond} was not tried yet")


SENTENCES = (
    Form(
        rf"the best (?P<name>[a-z_0-9]+), (?P<value>\S+) \({REACHED}\), is the "
        rf"(?P<end>largest|smallest) tried; with all else(?: but (?P<but>[a-z_0-9 ]+))? equal, the next "
        rf"best, (?P<next>\S+), reaches "
        rf"(?P<next_mean>{NUMBER}%?)\.",
        _sentence,
    ),
    Form(
        rf"the (?P<end>largest|smallest) values of (?P<name>[a-z_0-9]+) (?:of the range drawn from, "
        rf"(?P<low>{NUMBER}) to (?P<high>{NUMBER}),|tried) are the best: (?P<level>.+) reaches "
        rf"{REACHED} on average; the next best, (?P<next>.+), reaches (?P<next_mean>{NUMBER}%?)\.",
        _ranges,
    ),
)
ADVICES = (Form(rf"Extend its range (?P<way>upwards|downwards), to about (?P<beyond>{NUMBER})\.", _extend),)
