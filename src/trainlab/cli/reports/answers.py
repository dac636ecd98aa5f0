"""Answers to a question as tables for the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.table import Table

from trainlab.cli.tables.columns import Column, plain_table, setting_column
from trainlab.cli.tables.fit_width import fit
from trainlab.counted import counted, shown_of
from trainlab.plain import plain
from trainlab.questions import Answer, Answers, GroupAnswer, Median
from trainlab.record.groups.varied import varied_values
from trainlab.terminal import Text

SEED = "seed"


def groups_lines(answers: Answers, groups: Sequence[GroupAnswer], top: int, width: int) -> list[Text | Table]:
    """A table with a row for each setting, the medians over its seeds, between two remarks."""
    info, shown = answers.info, groups[:top]
    columns = [
        Column("", [str(place + 1) for place in range(len(shown))], spare=1),
        *(setting_column(name, [group.first_trial for group in shown]) for name in info.varied),
        Column("seeds that\nanswered", [f"{one.reached} of {len(one.answers)}" for one in shown], spare=2),
        Column("median\nstep", [_styled(_number(one.step.value, one.late)) for one in shown]),
        Column("interval", [_interval(one.step, one.late) for one in shown]),
        Column("epoch", [_number(one.epoch.value, one.late) for one in shown], spare=4),
    ]
    if not answers.clock.unfair:
        seconds = [_seconds(one.seconds and one.seconds.value) for one in shown]
        columns.append(Column("measured\nseconds", seconds, spare=3))
    sure = sorted({round(group.step.coverage, 2) for group in groups if len(group.answers) > 1})
    caption = "median over seeds; a seed that never answered counts as later than all"
    if sure:
        least = f"{sure[0]:.0%}" if len(sure) == 1 else f"{sure[0]:.0%} to {sure[-1]:.0%}"
        caption += f".\ninterval: two of the seeds, holds the median of all possible seeds with {least}"
    title = f"{info.name}: {shown_of(len(shown), len(groups), 'setting')}, {answers.asked}"
    return _lines(title, fit(columns, width).columns, f"{caption}.\n{_clock_remark(answers)}")


def trials_lines(answers: Answers, top: int, width: int) -> list[Text | Table]:
    """A table with a row for each trial, between two remarks."""
    shown = answers[:top]
    info, trials = answers.info, [answer.trial for answer in shown]
    columns = [
        Column("", [str(place + 1) for place in range(len(shown))], spare=1),
        Column("trial", [str(trial.id) for trial in trials]),
        *(setting_column(name, trials) for name in info.varied),
    ]
    if len(varied_values((answer.trial for answer in answers), SEED)) > 1:
        columns.append(setting_column(SEED, trials))
    columns += [
        Column("step", [_styled(answer.text) for answer in shown]),
        Column("epoch", [_number(answer.epoch) for answer in shown], spare=3),
    ]
    if not answers.clock.unfair:
        columns.append(Column("measured\nseconds", [_seconds(answer.seconds) for answer in shown], spare=2))
    title = f"{info.name}: {shown_of(len(shown), len(answers), 'trial')}, {answers.asked}"
    return _lines(title, fit(columns, width).columns, _clock_remark(answers))


def _clock_remark(answers: Answers) -> str:
    """What the seconds are, or why there are none."""
    clock = answers.clock
    return f"no seconds: {clock.unfair}" if clock.unfair else f"seconds: measured {clock.measured}."


def _lines(title: str, columns: Sequence[Column], caption: str) -> list[Text | Table]:
    """Beside the table rather than in it: it may be narrower than what is said about it."""
    return [Text(plain(title), "bold"), plain_table(columns), Text(caption, "dim")]


def answer_line(answers: Answers) -> Text:
    """How many trials answered, and which first."""
    text = f"{answers.reached:,} of {counted(len(answers), 'trial')} answered"
    if answers.reached:
        first: Answer = answers[0]
        text += f", trial {first.trial.id} first: at step {first.text}"
    return Text(plain(f"{text}."))


def _styled(text: str) -> Text:
    return Text(text, "" if text[0].isdigit() else "dim")


def _number(value: float | None, late: str = "never") -> str:
    if value is None:
        return "-"
    if math.isinf(value):
        return late
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def _interval(step: Median, late: str) -> str:
    return "-" if math.isinf(step.low) else f"{_number(step.low)} to {_number(step.high, late)}"


def _seconds(value: float | None) -> str:
    return "-" if value is None or math.isinf(value) else f"{value:.3g} s"
