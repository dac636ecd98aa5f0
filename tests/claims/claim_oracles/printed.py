"""What ``show`` prints of a study: its table and the lines below, by their words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from claim_oracles import names
from claim_oracles.said import NUMBER
from claim_oracles.settings_of import ranked_trials
from claim_oracles.slow import percent
from claim_oracles.stored import Stored
from trainlab.record import Finding, Trial

OVER = ("done", "stopped", "diverged")
SYMPTOMS = (
    "exploded", "train loss rises", "never learned", "slow line", "overfits", "still falling",
    "plateau then drop", "early spike recovered", "jagged", "flat since", "unclear",
)  # fmt: skip
"""What may stand beside a trial."""

ROW = re.compile(r" *(?P<place>\d+) +(?P<id>\d+) +(?P<rest>.*)")
HEADED = re.compile(r"(?P<head>[a-z][a-z ]{0,20}?) {2,}(?P<text>\S.*)|(?P<more> {23}\S.*)")


def false_prints(stored: Stored, text: str, findings: list[Finding], top: int) -> Iterator[str]:
    """What is not so of the report on a study, ranked by validation accuracy."""
    lines = text.splitlines()
    ranked = ranked_trials(stored.trials)
    shown = min(top, len(ranked))
    told = "1 trial" if len(ranked) == 1 else f"{len(ranked)} trials"
    title = (
        f"{stored.info.name}: {told if shown == len(ranked) else f'{shown} of {told}'} by validation accuracy"
    )
    if lines[0].strip() != title:
        yield f"the title is {lines[0]!r}, but should be {title!r}"
    rows = [row for row in map(ROW.fullmatch, lines[1:]) if row]
    ids, truth = [int(row["id"]) for row in rows], [trial.id for trial in ranked[:shown]]
    if ids != truth:
        yield f"the rows are of {ids}, not {truth}"
        return
    for place, (row, trial) in enumerate(zip(rows, ranked, strict=False)):
        if int(row["place"]) != place + 1:
            yield f"row {place + 1} is numbered {row['place']}"
        yield from _cells(row["rest"], trial, findings)
    yield from _lines_below(stored, lines, findings)


def _cells(rest: str, trial: Trial, findings: list[Finding]) -> Iterator[str]:
    best, final = (float(values.get("validation_accuracy", math.nan)) for values in (trial.best, trial.final))
    for cell in re.findall(r"(?<=\s)\d+\.\d+%", f" {rest}"):
        value = float(cell[:-1]) / 100
        if min(abs(value - best), abs(value - final)) > 0.00051:
            yield f"trial {trial.id} has {best} at best and {final} at the end, not {cell}"
    if trial.status == "diverged":
        if f"diverged at {trial.diverged_at}" not in rest:
            yield f"trial {trial.id} diverged at {trial.diverged_at}: {rest}"
        return
    if trial.status not in OVER:
        return
    of_trial = [finding.symptom for finding in findings if finding.trials == (trial.id,)]
    words = rest.rstrip("▁▂▃▄▅▆▇█ ")
    stopped = {"until": "until reached", "early_stopping": "early stopping"}.get(trial.stopped_by or "", "")
    allowed = [symptom for symptom in of_trial if symptom in SYMPTOMS] or [stopped]
    if not any(words.endswith(one) for one in allowed) or (allowed == [""] and re.search(r"[a-z]$", words)):
        yield f"of trial {trial.id} it is found that it {allowed}: {rest}"


def _lines_below(stored: Stored, lines: list[str], findings: list[Finding]) -> Iterator[str]:
    entries: list[list[str]] = []
    for line in lines:
        found = HEADED.fullmatch(line)
        if found and found["head"]:
            entries.append([found["head"], found["text"]])
        elif found and entries:
            entries[-1][1] += " " + found["more"].strip()
    trials = stored.trials
    stopped = [trial for trial in trials if trial.status == "stopped"]
    said = [text for head, text in entries if head == "stopped early"]
    if bool(said) != bool(stopped):
        yield "which trials stopped early is told where some did, and only there"
    if said:
        found = re.fullmatch(r"(?P<count>[\d,]+) of (?P<all>[\d,]+) trials: (?P<rest>.*)\.", said[0])
        if not found or (int(found["count"]), int(found["all"])) != (len(stopped), len(trials)):
            yield f"{len(stopped)} of {len(trials)} stopped: {said[0]}"
        early = sum(trial.stopped_by == "early_stopping" for trial in stopped)
        if early and f"{early} by early stopping" not in said[0]:
            yield f"{early} stopped by early stopping: {said[0]}"
    yield from _ties(stored, [text for head, text in entries if head == "tie"])
    told = [" ".join(text.split()) for head, text in entries if head == "on new examples"]
    yield from _new_examples(stored, told, findings)


def _ties(stored: Stored, said: list[str]) -> Iterator[str]:
    ranked = [
        trial for trial in ranked_trials(stored.trials)
        if trial.status != "diverged" and not math.isnan(trial.best.get("validation_accuracy", math.nan))
    ]  # fmt: skip
    level = [
        trial for trial in ranked
        if trial.best["validation_accuracy"] == ranked[0].best["validation_accuracy"]
    ]  # fmt: skip
    if bool(said) != (len(level) > 1):
        yield f"{len(level)} trials are level, and of ties is said {said}"
    if not said:
        return
    found = re.fullmatch(
        rf"(?P<count>\d+) trials tie at (?P<value>{NUMBER})%; trial (?P<id>\d+)(?: \((?P<about>.*?)\))? is "
        rf"shown "
        r"first because its (?P<what>validation loss|number) is (?P<most>lower|the lowest)\.",
        said[0],
    )
    if not found:
        yield f"no oracle knows this line: {said[0]!r}"
        return
    if int(found["count"]) != len(level):
        yield f"{len(level)} trials are level: {said[0]}"
    if abs(float(found["value"]) - 100 * level[0].best["validation_accuracy"]) > 0.05001:
        yield f"they are level at {level[0].best['validation_accuracy']}: {said[0]}"
    if int(found["id"]) != ranked[0].id or (found["about"] or "") != names.of_one(stored, ranked[0].id):
        yield f"trial {ranked[0].id} ({names.of_one(stored, ranked[0].id)}) is the first: {said[0]}"
    if (found["most"] == "the lowest") != (len(level) > 2):
        yield f"{len(level)} trials are level: {said[0]}"
    losses = [trial.best["validation_loss"] for trial in level]
    if (found["what"] == "validation loss") != (losses[0] < min(losses[1:])):
        yield f"their losses are {losses}: {said[0]}"


def _new_examples(stored: Stored, said: list[str], findings: list[Finding]) -> Iterator[str]:
    """What the best trial is worth on new examples; a finding says it where that is much less."""
    ranked = [
        trial for trial in ranked_trials(stored.trials)
        if trial.status != "diverged" and math.isfinite(trial.best.get("validation_accuracy", math.nan))
    ]  # fmt: skip
    examples = stored.info.dataset.get("validation")
    if stored.right and ranked:
        yield from _expected(stored, ranked[0], findings, said)
        return
    if bool(said) != (bool(ranked) and isinstance(examples, int)):
        yield f"{len(ranked)} trials were measured on {examples} examples, and of new ones is said {said}"
    if not said:
        return
    about = names.of_one(stored, ranked[0].id)
    named = f"trial {ranked[0].id}" + (f" ({about})" if about else "")
    chosen = f"; that it was chosen as the best of {len(ranked):,} is not counted" if len(ranked) > 1 else ""
    found = re.fullmatch(
        rf"{re.escape(named)} is right on (?P<shown>{NUMBER})% of the validation examples \(90% interval "
        rf"(?P<low>{NUMBER})% to (?P<high>{NUMBER})%{re.escape(chosen)}\)\. On {examples:,} "
        rf"validation examples such an accuracy has a standard error of (?P<noise>{NUMBER}) points\.",
        said[0],
    )
    if not found:
        yield f"no oracle knows this line: {said[0]!r}"
        return
    shown = ranked[0].best["validation_accuracy"]
    low, high = (_wilson(shown, int(examples), 1.6448536269514722, side) for side in (-1, 1))  # type: ignore[call-overload]
    near = [_wilson(shown, int(examples), 1.0, side) for side in (-1, 1)]  # type: ignore[call-overload]
    truths = {"shown": shown, "low": low, "high": high, "noise": (near[1] - near[0]) / 2}
    for part, truth in truths.items():
        digits = len(found[part].partition(".")[2])
        if abs(float(found[part]) - 100 * truth) > 0.5 * 10**-digits + 1e-6:
            yield f"{part} is {100 * truth}: {said[0]}"


def _expected(stored: Stored, best: Trial, findings: list[Finding], said: list[str]) -> Iterator[str]:
    if bool(said) == any(finding.symptom == "optimistic" for finding in findings):
        yield f"it is said once what to expect of new examples: {said}"
    if not said:
        return
    about = names.of_one(stored, best.id)
    named = f"trial {best.id}" + (f" ({about})" if about else "")
    examples = len(stored.right[best.id, best.best_step or 0])
    found = re.fullmatch(
        rf"expect (?:over )?(?P<expected>{NUMBER})% \(90% interval (?P<low>{NUMBER})% to "
        rf"(?P<high>{NUMBER})%\) of {re.escape(named)}, shown at (?P<shown>{NUMBER}%)\. On {examples:,} "
        rf"validation examples such an accuracy has a standard error of {NUMBER} points\.",
        said[0],
    )
    if not found:
        yield f"no oracle knows this line: {said[0]!r}"
        return
    shown = best.best["validation_accuracy"]
    if found["shown"] != percent(shown):
        yield f"it was shown at {shown}: {said[0]}"
    low, middle, high = (float(found[part]) for part in ("low", "expected", "high"))
    if not low <= middle <= high:
        yield f"what is expected lies in its interval: {said[0]}"
    if middle > 100 * shown + 0.5:
        yield f"no more is expected than is shown: {said[0]}"


def _wilson(share: float, number: int, z: float, side: int) -> float:
    """An end of Wilson's interval: where a share lies just so many of its standard errors from this one."""
    middle, width = (
        share + z * z / (2 * number),
        z * math.sqrt(share * (1 - share) / number + (z / (2 * number)) ** 2),
    )
    return min(max((middle + side * width) / (1 + z * z / number), 0.0), 1.0)
