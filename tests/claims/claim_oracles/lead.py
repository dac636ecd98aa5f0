"""``clear lead``, ``within seed noise``: whether the best setting would stay ahead with other seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.stats import t as student

from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.settings_of import Group, of_numbers, ranked_groups, upwards
from claim_oracles.slow import four_digits, mean
from trainlab.record import Trial


def _variance(values: Sequence[float]) -> float:
    return math.fsum((value - mean(values)) ** 2 for value in values) / (len(values) - 1)


def _interval(said: Said, best: Group, second: Group) -> tuple[float, float, float, int]:
    """The lead, its interval and the seeds compared, from the accuracies and the number of examples alone."""
    ones = {trial.settings.get("seed"): value for trial, value in zip(best.trials, best.bests, strict=True)}
    others = {
        trial.settings.get("seed"): value for trial, value in zip(second.trials, second.bests, strict=True)
    }
    common = [seed for seed in ones if seed in others]
    paired = len(common) > 1
    first = [ones[seed] for seed in common] if paired else list(best.bests)
    next_one = [others[seed] for seed in common] if paired else list(second.bests)
    if paired:
        over_seeds = _variance([a - b for a, b in zip(first, next_one, strict=True)]) / len(common)
    else:
        over_seeds = _variance(first) / len(first) + _variance(next_one) / len(next_one)
    shares = [mean(first), mean(next_one)]
    seeds = min(len(first), len(next_one))
    groups = [{trial.settings.get("seed"): trial for trial in group.trials} for group in (best, second)]
    of_trials = (
        [[group[seed] for seed in common] for group in groups] if paired
        else [list(best.trials), list(second.trials)]
    )  # fmt: skip
    over_examples, both = _over_examples(said, of_trials, shares, paired)
    variance = max(over_seeds + over_examples - both, over_seeds, over_examples)
    half = float(student.ppf(0.98, seeds - 1)) * math.sqrt(variance)
    lead = upwards(said.stored.trials) * (shares[0] - shares[1])
    said.evidence("lead", lead)
    said.evidence("low", lead - half)
    said.evidence("high", lead + half)
    said.evidence("paired", paired)
    said.evidence("over_seeds", math.sqrt(over_seeds), shares[0])
    said.evidence("over_examples", math.sqrt(over_examples), shares[0])
    said.evidence("seeds", seeds)
    return lead, lead - half, lead + half, seeds


def _over_examples(
    said: Said, of_trials: list[list[Trial]], shares: list[float], paired: bool
) -> tuple[float, float]:
    """The squared error of a lead from the choice of examples, and what of it is in that over seeds, too."""
    rows = [[said.stored.right.get((trial.id, trial.best_step or 0)) for trial in some] for some in of_trials]
    if of_numbers(said.stored.trials):
        return 0.0, 0.0
    if any(row is None for some in rows for row in some):
        examples = said.stored.info.dataset.get("validation")
        if not isinstance(examples, int):
            return 0.0, 0.0
        return sum(p * (1 - p) / examples for p in shares), 0.0
    count = len(rows[0][0])
    apart = [
        mean([float(row[place]) for row in rows[0]]) - mean([float(row[place]) for row in rows[1]])
        for place in range(count)
    ]
    over_examples = _variance(apart) / count
    if not paired:
        return over_examples, 0.0
    table = [
        [float(a) - float(b) for a, b in zip(one, other, strict=True)]
        for one, other in zip(*rows, strict=True)
    ]
    by_seed, everything = [mean(row) for row in table], mean([value for row in table for value in row])
    rest = math.fsum(
        (value - by_seed[seed] - apart[place] + everything) ** 2
        for seed, row in enumerate(table) for place, value in enumerate(row)
    )  # fmt: skip
    return over_examples, rest / ((len(table) - 1) * (count - 1)) / (len(table) * count)


def _ahead(said: Said) -> None:
    best, second, *_ = groups = ranked_groups(said.stored.trials)
    lead, low, high, seeds = _interval(said, best, second)
    varied = said.stored.info.varied
    said.text("best", best.named(varied, four_digits))
    said.text("second", second.named(varied, four_digits))
    numbers = of_numbers(said.stored.trials)
    said.holds(("RMSE" in said.finding.sentence) == numbers, "it speaks of what settings are ranked by")
    for part, truth in (("lead", lead), ("low", low), ("high", high)):
        said.number(part, truth if numbers else 100 * truth, ".2g", digits=3 if numbers else None)
    said.count("seeds", seeds)
    if said.has("examples"):
        said.count("examples", int(said.stored.info.dataset["validation"]))
    said.holds(lead > 0, "it is ahead")
    said.holds(
        (low > 0) == (said.finding.symptom == "clear lead"), "its interval lies above 0 where it is clear"
    )
    said.holds(said.has("few") == (low <= 0 and seeds < 4), "so many seeds are too few")
    if said.has("few"):
        said.count("few", seeds)
    said.evidence("ties", sum(mean(group.bests) == mean(best.bests) for group in groups))


def _tie(said: Said) -> None:
    best, second, *_ = groups = ranked_groups(said.stored.trials)
    _interval(said, best, second)
    level = [group for group in groups if mean(group.bests) == mean(best.bests)]
    said.count("level", len(level), "ties")
    numbers = of_numbers(said.stored.trials)
    said.holds(("RMSE" in said.finding.sentence) == numbers, "it speaks of what settings are ranked by")
    said.number("accuracy", mean(best.bests), ".2%", digits=4 if numbers else None)
    said.text("best", best.named(said.stored.info.varied, four_digits))
    said.count("seeds", len(best.trials))
    said.holds(
        (said.words["least"] == "the lowest") == (len(level) > 2), "the lower of two, the lowest of more"
    )
    losses = [mean(group.best_losses) for group in level]
    if said.has("what"):
        said.holds(losses[0] < min(losses[1:]), "it has the lowest loss of them")
    else:
        said.holds(losses[0] >= min(losses[1:]), "its loss is not the lowest of them")
        alike = [group.trials[0].id for group, loss in zip(level, losses, strict=True) if loss == losses[0]]
        said.holds(best.trials[0].id == min(alike), "its number is the lowest")


OF = "(?:points of validation accuracy|in validation RMSE)"
EXAMPLES = r"(?: and (?P<examples>[\d,]+) validation examples|, on these validation examples)?"

SENTENCES = (
    Form(
        rf"(?P<best>.+) is ahead of the next, (?P<second>.+), by (?P<lead>{NUMBER}) {OF} "
        rf"\(96% interval (?P<low>{NUMBER}) to (?P<high>{NUMBER})\) over (?P<seeds>\d+) "
        rf"seeds{EXAMPLES}\.(?P<few>x)?",
        _ahead,
    ),
    Form(
        rf"(?P<best>.+) is ahead of (?P<second>.+) by (?P<lead>{NUMBER}) {OF} over "
        rf"(?P<seeds>\d+) seeds{EXAMPLES}, which may be chance "
        rf"\(96% interval (?P<low>{NUMBER}) to (?P<high>{NUMBER})\)\."
        rf"(?: (?P<few>\d+) seeds are too few to know\.)?",
        _ahead,
    ),
    Form(
        rf"(?P<level>\d+) settings tie at (?:a validation RMSE of )?(?P<accuracy>{NUMBER}%?)"
        rf"(?: validation accuracy)?, the mean over (?P<seeds>\d+) seeds; "
        rf"(?P<best>.+) comes first because (?:its (?P<what>validation loss)|the number of its first trial) "
        rf"is (?P<least>lower|the lowest)\.",
        _tie,
    ),
)


ADVICES = (
    Form("", nothing_to_check),
    Form(
        r"Take either, or tell them apart with more seeds(?: and more validation examples)?\.",
        nothing_to_check,
    ),
)
