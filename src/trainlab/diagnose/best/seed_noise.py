"""Whether the best setting is ahead of the next by more than seeds and validation examples scatter."""

from __future__ import annotations

from collections.abc import Sequence

from trainlab.counted import counted
from trainlab.diagnose.best._paired import CONFIDENCE, compare
from trainlab.diagnose.best.contenders import NothingKept, ReadsRight, right_at_best
from trainlab.diagnose.best.scores import Score
from trainlab.record import Finding, StudyInfo
from trainlab.record.groups.merit import count_ties, tie_text
from trainlab.record.wording import in_unit
from trainlab.settings import Value

FEW_SEEDS = 3
"""With this many seeds or fewer an interval is so wide (4.3 standard errors with three, 12.7 with two) that
hardly any lead is clear."""


def find_lead(info: StudyInfo, ranked: Sequence[Score], right: ReadsRight | None = None) -> list[Finding]:
    """Whether the setting that ranks first would do so with other seeds and other validation examples.

    Compared are the first two settings by the mean of what their task ranks by, at each trial's best
    evaluation. The lead is clear where its interval (``_paired.compare``) lies above 0. Where settings tie,
    that is said; where each has one seed, nothing is.

    Args:
        info: the study.
        ranked: its scores, best first.
        right: reads what evaluations got right.
    """
    if len(ranked) < 2:
        return []
    best, second = ranked[:2]
    examples = info.dataset.get("validation")
    examples = examples if isinstance(examples, int) and not isinstance(examples, bool) else None
    outcome = best.outcome
    if outcome.metric.name != "accuracy":
        examples = None  # how errors scatter from example to example is not kept
    found = compare(
        best, second, examples, right_at_best((*best.trials, *second.trials), right or NothingKept())
    )
    if found is None:
        return []
    names = best.describe(info.varied), second.describe(info.varied)
    ties = count_ties([score.best_value for score in ranked])
    evidence: dict[str, Value] = {
        "lead": found.lead, "low": found.low, "high": found.high, "seeds": found.seeds,
        "paired": found.paired, "over_seeds": found.over_seeds, "over_examples": found.over_examples,
        "ties": ties,
    }  # fmt: skip
    share = outcome.metric.unit == "share"
    over = counted(found.seeds, "seed") + (f" and {examples:,} validation examples" if examples else "")
    over += "" if share else ", on these validation examples"
    if ties > 1:
        level = ranked[:ties]
        why = tie_text(
            [score.best_loss for score in level], outcome.curve, ties > 2, "the number of its first trial"
        )
        sentence = (
            f"{ties} settings tie at {outcome.of_value(best.best_value, 2)}, the mean over "
            f"{counted(len(best.trials), 'seed')}; {names[0]} comes first because {why}."
        )
        return [_in_doubt(sentence, evidence, share)]
    interval = f"{CONFIDENCE:.0%} interval {_apart(found.low, share)} to {_apart(found.high, share)}"
    lead = f"{_apart(found.lead, share)}{' points of' if share else ' in'} {outcome.words}"
    if found.low > 0:
        sentence = f"{names[0]} is ahead of the next, {names[1]}, by {lead} ({interval}) over {over}."
        return [Finding("clear lead", (), sentence, "", evidence)]
    few = f" {counted(found.seeds, 'seed')} are too few to know." if found.seeds <= FEW_SEEDS else ""
    sentence = (
        f"{names[0]} is ahead of {names[1]} by {lead} over {over}, which may be chance ({interval}).{few}"
    )
    return [_in_doubt(sentence, evidence, share)]


def _in_doubt(sentence: str, evidence: dict[str, Value], over_examples: bool) -> Finding:
    examples = " and more validation examples" if over_examples else ""
    return Finding(
        symptom="within seed noise",
        trials=(),
        sentence=sentence,
        advice=f"Take either, or tell them apart with more seeds{examples}.",
        evidence=evidence,
    )


def _apart(difference: float, share: bool) -> str:
    """A difference: of shares in points."""
    return f"{100 * difference:.2g}" if share else in_unit(difference, 3)
