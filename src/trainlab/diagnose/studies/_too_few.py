"""Finding: the range of results, where effects of settings cannot be separated from chance."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from trainlab.counted import counted
from trainlab.diagnose.effects.cells import Cells, make_cells
from trainlab.diagnose.effects.factors import Factor, make_factors
from trainlab.diagnose.effects.level_means import COMPARED, MAX_RANGES, level_means
from trainlab.diagnose.effects.variance import ALIKE
from trainlab.record import Finding, StudyInfo, Trial

MANY = 3
"""With this many settings or more that are indistinguishable from chance, their ranges are left out."""

MAX_NAMED = 3
"""Values that share the best or the worst result and are named."""


def ranges_of_results(
    info: StudyInfo, trials: Sequence[Trial], left_out: Collection[str], repeated: Collection[int]
) -> list[Finding]:
    """Between which results the values of each setting lie, without an interval: there is no noise to go by.

    Args:
        info: the study.
        trials: its trials.
        left_out: settings that are known to have no effect.
        repeated: ids of trials that repeat others.
    """
    cells = make_cells(trials, repeated)
    if cells is None or cells.total <= ALIKE:
        return []
    factors = make_factors(info, cells.first, left_out)
    return joined([range_of_results(info, cells, one, "seed" in left_out) for one in factors])


def joined(findings: Sequence[Finding]) -> list[Finding]:
    """The same; ranges of many settings, all indistinguishable from chance, become one sentence."""
    ranges = [finding for finding in findings if is_range(finding)]
    if len(ranges) < MANY:
        return list(findings)
    names = [str(finding.evidence["setting"]) for finding in ranges]
    trials = int(str(ranges[0].evidence["trials"]))
    named = f"{', '.join(names[:-1])} and {names[-1]}"
    sentence = f"{named}: {counted(trials, 'trial')} are too few to show which of them matter."
    one = Finding(
        "may matter", (), sentence, ranges[0].advice, {"setting": " and ".join(names), "trials": trials}
    )
    first = findings.index(ranges[0])
    kept = [finding for finding in findings if not is_range(finding)]
    return [*kept[:first], one, *kept[first:]]


def is_range(finding: Finding) -> bool:
    """Whether it gives a range of results, and not a share."""
    return finding.symptom == "may matter" and "best" in finding.evidence and "share" not in finding.evidence


def range_of_results(info: StudyInfo, cells: Cells, factor: Factor, seeds: bool) -> Finding:
    """Between which mean results the values of a setting lie; many values of a number are cut into ranges.

    Args:
        info: the study.
        cells: the results.
        factor: the setting.
        seeds: whether there are several, and they are known to have no effect.
    """
    levels = level_means(info, cells, [factor], values=len(factor.called) <= MAX_RANGES)
    best, worst, outcome = levels[0], levels[-1], cells.outcome
    highest = _values([level.words[0] for level in levels if level.mean == best.mean])
    lowest = _values([level.words[0] for level in levels if level.mean == worst.mean])
    average = "" if len(cells.everyone) == len(levels) else " on average"
    alone = cells.residual[1] == 0
    why = counted(len(cells.counts), "combination")
    if alone:
        why = "seeds that have no effect" if seeds else "one seed each"
    unknown = "that cannot be told from chance"
    if alone and not seeds:
        unknown = "nobody can say how much of it is the seed"
    compared = f", {COMPARED}" if best.matched else ""
    sentence = (
        f"{factor.name}: final {outcome.words} goes from {outcome.text(worst.mean)} ({lowest}) to "
        f"{outcome.text(best.mean)} ({highest}){average}{compared}; with {why}, {unknown}."
    )
    if best.mean == worst.mean:
        sentence = (
            f"{factor.name}: mean final {outcome.words} is {outcome.text(best.mean)} with each of its values"
            f"{compared}; with {why}, that does not rule out an effect."
        )
    evidence = {
        "setting": factor.name, "best": best.words[0], "best_mean": best.mean, "worst": worst.words[0],
        "worst_mean": worst.mean, "trials": len(cells.everyone),
    }  # fmt: skip
    advice = "Try more combinations." if not alone else ""
    if alone and not seeds:
        advice = "Repeat with other seeds, such as --seeds 3."
    return Finding("may matter", (), sentence, advice, evidence)


def _values(words: Sequence[str]) -> str:
    if len(words) <= MAX_NAMED:
        return ", ".join(words)
    return f"{words[0]} and {len(words) - 1} others"
