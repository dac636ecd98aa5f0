"""The text at the top of a report: what was asked, what came out, what to do next.

It says nothing that the study's records and findings do not say, in their words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from trainlab.counted import counted
from trainlab.diagnose.best.expected import Expected
from trainlab.diagnose.best.headline import tie_line
from trainlab.diagnose.best.optimistic import expected_line, is_optimistic
from trainlab.diagnose.symptoms import SYMPTOMS, about_study
from trainlab.markup import Markup, curve_picture, escape, table, text
from trainlab.plots.compute.axes.metric import metric_name
from trainlab.record import Curves, Finding, StudyInfo, Trial
from trainlab.record.groups.merit import value_of
from trainlab.record.groups.naming import Names
from trainlab.record.groups.ranking import rank
from trainlab.record.groups.varied import varied_values
from trainlab.record.wording import measured_value, short_value
from trainlab.settings import Value

BEST_ROWS = 10
"""Trials in the table of the best ones."""

MAX_VALUES = 6
"""Values of a setting that are listed; of more, how many and from where to where."""

MAX_COLUMNS = 5
"""Settings in the table of the best trials."""

NAMED = ("optimizer", "batch_size")
"""Settings that all trials share and a reader wants to know first."""


def asked(info: StudyInfo, trials: Sequence[Trial]) -> list[str]:
    """What was asked, in sentences."""
    nets = varied_values(trials, "net")
    net = f"the net {short_value(nets[0])}" if len(nets) == 1 else f"{len(nets)} nets"
    said = [f"{counted(len(trials), 'trial')} of {net} on {info.data}{_examples(info)}."]
    varied = [_values(name, varied_values(trials, name)) for name in info.varied]
    seeds = varied_values(trials, "seed")
    if len(seeds) > 1 and "seed" not in info.varied:
        varied.append(f"seed ({counted(len(seeds), 'value')})")
    if varied:
        said.append(f"Varied: {'; '.join(varied)}.")
    same = [
        f"{name}={short_value(trials[0].settings[name])}"
        for name in NAMED
        if trials and name in trials[0].settings and len(varied_values(trials, name)) == 1
    ]
    if same:
        said.append(f"{'All trials have' if len(trials) > 1 else 'It has'} {' and '.join(same)}.")
    lengths = sorted({trial.length for trial in trials})
    if lengths:
        steps = (
            f"{lengths[0]:,} to {lengths[-1]:,} steps" if len(lengths) > 1 else counted(lengths[0], "step")
        )
        said.append(f"{'Each trial' if len(trials) > 1 else 'It'} is trained for {steps} at most.")
    return said


def came_out(
    info: StudyInfo, trials: Sequence[Trial], by: str, standing: str, expected: Expected | None
) -> list[str]:
    """What came out, in sentences; findings apart.

    Args:
        info: the study.
        trials: all of its trials.
        by: the evaluation curve that trials are ranked by.
        standing: the state of the study.
        expected: what the best trial is expected to reach.
    """
    said = [standing, _best(info, trials, by), tie_line(info, trials, by)]
    if expected is not None and not is_optimistic(expected):
        said.append(f"On new examples: {expected_line(info, trials, expected)}")
    return [one for one in [*said, *(f"{one}." for one in info.departures)] if one]


def best_table(
    info: StudyInfo, trials: Sequence[Trial], by: str, losses: Curves, findings: dict[int, str]
) -> str:
    """The best trials, a row each, as HTML.

    Args:
        info: the study.
        trials: all of its trials.
        by: the evaluation curve that they are ranked by.
        losses: the train loss of each.
        findings: the main finding of a trial.
    """
    seeds = ["seed"] if len(varied_values(trials, "seed")) > 1 and "seed" not in info.varied else []
    names = [*info.varied[:MAX_COLUMNS], *seeds]
    curves = list(dict.fromkeys([by, "validation_loss"]))
    shown = [name for name in curves if any(name in trial.best for trial in trials)]
    heads = [
        "trial",
        *names,
        *(f"best {metric_name(name)}" for name in shown),
        "status",
        "finding",
        "train loss",
    ]
    sparks = losses.rows
    rows = [
        [
            trial.id,
            *(short_value(trial.settings.get(name)) for name in names),
            *(_number(name, trial.best.get(name)) for name in shown),
            trial.status_text,
            findings.get(trial.id, ""),
            curve_picture(losses.row(sparks[trial.id])[1], width=110, height=22)
            if trial.id in sparks
            else "",
        ]
        for trial in rank(trials, by)[:BEST_ROWS]
    ]
    return table(heads, rows)


def symptoms_line(findings: Sequence[Finding]) -> str:
    """How many trials have which symptom, in a sentence; empty where none has any."""
    known = {
        symptom: {trial for one in findings if one.symptom == symptom for trial in one.trials}
        for symptom in SYMPTOMS
    }
    counts = [f"{symptom} ({len(trials):,})" for symptom, trials in known.items() if trials]
    more = "; a trial may have several" if len(counts) > 1 else ""
    return f"Symptoms of trials, and how many trials have them: {', '.join(counts)}{more}." if counts else ""


def next_steps(
    findings: Sequence[Finding], best: int | None, name: str, finished: bool
) -> list[tuple[str, str]]:
    """What to do next: what the findings of the study advise, and those of its best trial.

    What they advise of other trials is left to the list of findings: of a trial that learned too slowly and
    of one that exploded they say opposite things.

    Args:
        findings: of the study and of its trials.
        best: the best trial; None where there is none.
        name: of the study's folder.
        finished: whether the study is.

    Returns:
        What each advice is for, and the advice.
    """
    steps = [(one.symptom, one.advice) for one in about_study(findings)]
    steps += [
        (f"{one.symptom} (the best trial)", one.advice)
        for one in findings
        if one.symptom in SYMPTOMS and best in one.trials
    ]
    if not finished:
        steps.insert(
            0, ("unfinished", f"'trainlab resume {name}' goes on with it, if nothing trains it now.")
        )
    return [(symptom, advice) for symptom, advice in steps if advice]


def best_of(trials: Sequence[Trial], by: str) -> Trial | None:
    """The best trial that was evaluated and did not diverge."""
    for trial in rank(trials, by):
        if trial.status != "diverged" and math.isfinite(value_of(trial, by, "best")):
            return trial
    return None


def listed(entries: Iterable[tuple[str, str]]) -> str:
    """Words in bold, each with a sentence, as an HTML list; empty where there are none."""
    items = "".join(f"<li><b>{escape(head)}</b>: {escape(said)}</li>" for head, said in entries)
    return f"<ul>{items}</ul>" if items else ""


def paragraph(sentences: Iterable[str]) -> str:
    """Sentences as an HTML paragraph."""
    return f"<p>{text(Markup(' '.join(escape(one) for one in sentences)))}</p>"


def _best(info: StudyInfo, trials: Sequence[Trial], by: str) -> str:
    best = best_of(trials, by)
    if best is None:
        return ""
    at = "" if best.best_step is None else f" at step {best.best_step:,}"
    reached = f"reached {_number(by, value_of(best, by, 'best'))} {metric_name(by)}{at}."
    if len(trials) == 1:
        return f"The trial {reached}"
    return f"The best by {metric_name(by)} is {Names(info, trials).trial(best.id)}: it {reached}"


def _number(name: str, value: float | None) -> str:
    if value is None or math.isnan(value):
        return "-"
    return measured_value(name, value)


def _examples(info: StudyInfo) -> str:
    sizes = [
        (info.dataset.get(name), word)
        for name, word in (("train", "training"), ("validation", "validation"), ("test", "test"))
    ]
    known = [f"{size:,} {word}" for size, word in sizes if isinstance(size, int)]
    return f" ({', '.join(known)} examples)" if known else ""


def _values(name: str, values: Sequence[Value | None]) -> str:
    if len(values) <= MAX_VALUES:
        return f"{name} ({', '.join(map(short_value, values))})"
    return f"{name} ({len(values)} values, {short_value(values[0])} to {short_value(values[-1])})"
