"""Which settings mattered, which did not, which interact, and which are indistinguishable from chance."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from trainlab.diagnose.effects import ALPHA, MATTERS
from trainlab.diagnose.effects.effects import Effect
from trainlab.diagnose.effects.level_means import COMPARED, Level, level_means
from trainlab.diagnose.effects.variance import Decomposition, decompose
from trainlab.diagnose.studies._too_few import joined, range_of_results, ranges_of_results
from trainlab.record import Finding, StudyInfo, Trial
from trainlab.record.groups.outcome import Outcome
from trainlab.settings import Value


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What is known of the settings of a study.

    Attributes:
        findings: in words.
        acting: settings that mattered, by themselves or with another.
        decomposition: the numbers; None where nothing could be separated from noise.
    """

    findings: tuple[Finding, ...]
    acting: frozenset[str]
    decomposition: Decomposition | None


def judge_settings(
    info: StudyInfo, trials: Sequence[Trial], left_out: Collection[str] = (), repeated: Collection[int] = ()
) -> Verdicts:
    """What every varied setting explains of the results of trials, alone and with others.

    Two settings ``act together`` where their interaction is beyond chance and explains at least ``MATTERS``.
    A setting ``mattered`` where what it explains by itself is, and does. It ``did not matter`` where all that
    it explains by itself and together with others is below ``MATTERS``, at 95% confidence. Otherwise it
    ``may matter``, unless it acts together with another. Chances are corrected for how many are looked at.

    Args:
        info: the study.
        trials: its trials.
        left_out: settings known to have no effect, of which nothing more is said.
        repeated: ids of trials that are others again, bit for bit.
    """
    found = decompose(info, trials, left_out, repeated)
    if found is None:
        return Verdicts(tuple(ranges_of_results(info, trials, left_out, repeated)), frozenset(), None)
    pairs = [pair for pair in found.pairs if pair.notable]
    partners: dict[str, list[str]] = {}
    for pair in pairs:
        first, second = (factor.name for factor in pair.factors)
        partners.setdefault(first, []).append(second)
        partners.setdefault(second, []).append(first)
    findings = [_together(info, pair, found) for pair in pairs]
    acting = {name for pair in pairs for factor in pair.factors for name in factor.names}
    for effect in found.effects:
        with_others = partners.get(effect.factors[0].name, [])
        if effect.notable:
            acting |= set(effect.factors[0].names)
        elif with_others:
            continue
        findings.append(_alone(info, effect, found, with_others, "seed" in left_out))
    return Verdicts(tuple(joined(findings)), frozenset(acting), found)


def _alone(
    info: StudyInfo, effect: Effect, found: Decomposition, partners: Sequence[str], idle_seeds: bool
) -> Finding:  # fmt: skip
    (factor,) = effect.factors
    outcome = found.cells.outcome
    levels = level_means(info, found.cells, effect.factors, effect.compared.by_seeds)
    best, worst = levels[0], levels[-1]
    evidence = {"setting": factor.name, **_evidence_of(effect, found, best, worst)}
    seeds = "" if found.seeds is None else f", seeds {found.seeds:.0%}"
    explains = f"{factor.name} explains {_in_words(effect, outcome)}{seeds}"
    if effect.notable:
        means = (
            f"which of its values is best depends on {' and '.join(partners)}" if partners
            else f"best {best.words[0]} ({outcome.text(best.mean)} on average), worst {worst.words[0]} "
            f"({outcome.text(worst.mean)}){f', {COMPARED}' if best.matched else ''}"
        )  # fmt: skip
        advice = f"Look at it first: 'trainlab plot --against {factor.names[0]}'."
        return Finding("mattered", (), f"{explains}: {means}.", advice, evidence)
    if effect.whole is not None and effect.share <= effect.whole < MATTERS:
        joint = "" if len(found.effects) == 1 else f", together with others at most {effect.whole:.1%}"
        return Finding(
            "did not matter", (), f"{explains}{joint}.", "Fix it at the value that is cheapest.", evidence
        )
    if effect.chance <= ALPHA:
        return Finding("may matter", (), f"{explains}: beyond chance, but little.", "", evidence)
    if not effect.compared.by_seeds:
        return range_of_results(info, found.cells, factor, idle_seeds)
    chance = f"in {effect.chance:.0%} of studies where no setting matters, one seems to matter as much"
    return Finding("may matter", (), f"{explains}: {chance}.", "Repeat with more seeds.", evidence)


def _together(info: StudyInfo, pair: Effect, found: Decomposition) -> Finding:
    """What two settings explain together, beyond what each explains by itself, with the best combination."""
    first, second = pair.factors
    outcome = found.cells.outcome
    levels = level_means(info, found.cells, pair.factors, pair.compared.by_seeds)
    best, worst = levels[0], levels[-1]

    def named(level: Level) -> str:
        pairs = zip((first, second), level.words, strict=True)
        return ", ".join(f"{factor.names[0]}={word}" for factor, word in pairs)

    evidence = {"setting": f"{first.name} and {second.name}", **_evidence_of(pair, found, best, worst)}
    sentence = (
        f"{first.name} and {second.name}: which value of one is best depends on the other. Beyond what each "
        f"does by itself, that explains {_in_words(pair, outcome)}: best {named(best)} "
        f"({outcome.text(best.mean)} on average), worst {named(worst)} ({outcome.text(worst.mean)})"
        f"{f', {COMPARED}' if best.matched else ''}."
    )
    return Finding("act together", (), sentence, "Choose them together.", evidence)


def _in_words(effect: Effect, outcome: Outcome) -> str:
    """The share with its interval."""
    return f"{effect.share:.0%} of the variance of {outcome.compared} ({effect.low:.0%} to {effect.high:.0%})"


def _evidence_of(effect: Effect, found: Decomposition, best: Level, worst: Level) -> dict[str, Value]:
    """The numbers of an effect by name."""
    evidence: dict[str, Value] = {
        "share": effect.share, "low": effect.low, "high": effect.high, "chance": effect.chance,
        "best": " with ".join(best.words), "best_mean": best.mean, "worst": " with ".join(worst.words),
        "worst_mean": worst.mean, "trials": len(found.cells.everyone),
    }  # fmt: skip
    if found.seeds is not None:
        evidence["seeds_share"] = found.seeds
    if effect.whole is not None:
        evidence["whole"] = effect.whole
    return evidence
