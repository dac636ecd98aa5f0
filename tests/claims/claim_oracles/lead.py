"""``clear lead``, ``within seed noise``: whether the best setting would stay ahead with other seeds."""

from __future__ import annotations

import random

from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.settings_of import Group, ranked_groups
from claim_oracles.slow import four_digits, mean

DRAWS = 4000


def _caught_up(best: Group, second: Group) -> float:
    """The share of bootstrap draws in which the best is not ahead, by draws of our own."""
    draw = random.Random(12345)
    caught = 0
    for _ in range(DRAWS):
        a = mean(draw.choices(best.accuracies, k=len(best.accuracies)))
        b = mean(draw.choices(second.accuracies, k=len(second.accuracies)))
        caught += a <= b
    return caught / DRAWS


def _common(said: Said) -> tuple[list[Group], float]:
    groups = ranked_groups(said.stored.trials)
    best, second = groups[:2]
    lead = best.accuracy - second.accuracy
    said.evidence("lead", lead)
    spread = max(max(group.accuracies) - min(group.accuracies) for group in (best, second))
    said.evidence("spread", spread)
    said.count("seeds", len(best.accuracies), "seeds")
    caught = said.finding.evidence["caught"]
    said.checked.add("caught")
    off = 4 * (0.25 / 2000 + 0.25 / DRAWS) ** 0.5
    said.holds(abs(float(caught) - _caught_up(best, second)) < off, "so many draws catch up")
    return groups, float(caught)


def _ahead(said: Said) -> None:
    groups, caught = _common(said)
    best, second = groups[:2]
    said.text("best", best.named(said.stored.info.varied, four_digits))
    level = [group for group in groups[1:] if abs(group.accuracy - second.accuracy) < 1e-9]
    names = [group.named(said.stored.info.varied, four_digits) for group in level]
    said.holds(said.words["second"] in names, "the second is the next")
    said.number("lead", 100 * (best.accuracy - second.accuracy), ".2g")
    if said.finding.symptom == "clear lead":
        said.number("share", 1 - caught, ".0%")
    else:
        said.number("doubt", caught, ".0%")
    said.holds(best.accuracy > second.accuracy, "it is ahead")
    if "ties" in said.finding.evidence:
        said.evidence("ties", 1)


def _tie(said: Said) -> None:
    groups, _ = _common(said)
    level = [group for group in groups if abs(group.accuracy - groups[0].accuracy) < 1e-9]
    said.count("level", len(level), "ties")
    said.number("accuracy", groups[0].accuracy, ".2%")
    said.text("best", groups[0].named(said.stored.info.varied, four_digits))
    said.holds(all(groups[0].loss <= group.loss for group in level), "it has the lowest loss of them")
    said.holds(any(groups[0].loss < group.loss for group in level), "its loss is lower than that of another")


SENTENCES = (
    Form(
        rf"(?P<best>.+) is ahead of (?:the next, )?(?P<second>.+?),? by (?P<lead>{NUMBER}) points of final "
        rf"validation "
        rf"accuracy over (?P<seeds>\d+) seeds, (?:in (?P<share>\d+%) of bootstrap draws of them|but in "
        rf"(?P<doubt>\d+%) of bootstrap draws of those seeds it is not)\.",
        _ahead,
    ),
    Form(
        rf"(?P<level>\d+) settings tie at (?P<accuracy>{NUMBER}%) final validation accuracy over "
        rf"(?P<seeds>\d+) seeds; "
        rf"(?P<best>.+) has the lowest loss of them\.",
        _tie,
    ),
)


ADVICES = (
    Form("", nothing_to_check),
    Form(r"Take either, or tell them apart with more seeds and more validation examples\.", nothing_to_check),
)
