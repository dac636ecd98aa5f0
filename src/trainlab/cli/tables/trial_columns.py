"""The columns that a table of trials can have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from trainlab.cli.tables.columns import Column, setting_column
from trainlab.cli.tables.lines import SYMPTOM_STYLES
from trainlab.errors import StudyError, unknown_name
from trainlab.metrics import METRICS, metric_of
from trainlab.plain import plain
from trainlab.record import EVALUATION_CURVES, StudyInfo, Trial
from trainlab.record.facts import FACTS, fact, known_facts
from trainlab.record.groups.varied import varied_values
from trainlab.record.wording import in_unit
from trainlab.tasks import task_of
from trainlab.terminal import Text

HEADERS = {
    **{metric.validation_curve: f"val.\n{metric.title}" for metric in METRICS.values()},
    **{metric.train_curve: f"train\n{metric.title}" for metric in METRICS.values()},
    **{f"final_{metric.validation_curve}": f"final\n{metric.title}" for metric in METRICS.values()},
    **{f"test_{metric.name}": f"test\n{metric.title}" for metric in METRICS.values()},
    "step_time": "step\ntime",
}

OTHERS = ("status", "steps", "finding", "curve")
"""Columns that are neither settings, curves nor facts."""

FINAL = "final_"
"""The prefix of a curve whose last value is meant, not that of the best evaluation."""


def usual_columns(
    info: StudyInfo, trials: Sequence[Trial], rows: Sequence[Trial], sort: str, findings: Mapping[int, str]
) -> list[Column]:
    """The default columns of a table.

    Args:
        info: the study.
        trials: all of its trials, which show what differs among them.
        rows: the trials shown.
        sort: what they are sorted by, which has a column.
        findings: one or two words by trial id.
    """
    digits = accuracy_digits(info)
    columns = [*_head(rows), *(setting_column(name, rows) for name in info.varied)]
    if len(varied_values(trials, "seed")) > 1:
        columns.append(setting_column("seed", rows))
    if len({trial.parameters for trial in trials}) > 1:
        columns.append(_fact_column(info, rows, "parameters", digits, spare=0 if sort == "parameters" else 2))
    task = task_of(trials[0].settings if trials else {})
    others = [name for name in task.metrics if name not in ("loss", task.ranked_by)]
    usual = [
        task.curve,
        *(f"validation_{name}" for name in others),
        "validation_loss",
        "evaluated_train_loss",
    ]
    columns += [
        _curve_column(task.curve, rows, digits),
        _curve_column(f"final_{task.curve}", rows, digits, spare=3),
        *(_curve_column(f"validation_{name}", rows, digits, spare=3) for name in reversed(others)),
        _curve_column("validation_loss", rows, digits, spare=2 if task.numeric else 0),
        _curve_column("evaluated_train_loss", rows, digits, spare=4),
    ]
    for name in known_facts(info, rows):
        wanted = name in (f"test_{task.ranked_by}", "step_time")
        if wanted or (name == sort and name != "parameters"):
            columns.append(_fact_column(info, rows, name, digits))
    if sort in EVALUATION_CURVES and sort not in usual:
        columns.append(_curve_column(sort, rows, digits))
    columns.append(_made_column(info, rows))
    verdicts = _verdicts(rows, findings)
    return [*columns, verdicts] if any(map(str, verdicts.cells)) else columns


def chosen_columns(
    info: StudyInfo, trials: Sequence[Trial], rows: Sequence[Trial], names: Sequence[str],
    findings: Mapping[int, str],
) -> list[Column]:  # fmt: skip
    """The requested columns.

    Args:
        info: the study.
        trials: all of its trials, which give the available names.
        rows: the trials shown.
        names: settings, curves (``final_`` before one for its last value), facts, and ``OTHERS``.
        findings: one or two words by trial id.

    Raises:
        StudyError: nothing has such a name.
    """
    digits = accuracy_digits(info)
    columns = list(_head(rows))
    for name in names:
        check_column(trials, name)
        if name in FACTS:
            columns.append(_fact_column(info, rows, name, digits))
        elif name.removeprefix(FINAL) in EVALUATION_CURVES:
            columns.append(_curve_column(name, rows, digits))
        elif name == "status":
            columns.append(Column("status", [trial.status_text for trial in rows], "left", kind="words"))
        elif name == "steps":
            columns.append(Column("steps", [f"{trial.steps:,}" for trial in rows]))
        elif name == "finding":
            columns.append(_verdicts(rows, findings))
        elif name != "curve":  # which comes last
            columns.append(setting_column(name, rows))
    return columns


def check_column(trials: Sequence[Trial], name: str) -> None:
    """Refuse a name that no column has.

    Raises:
        StudyError: nothing has that name.
    """
    settings = dict.fromkeys(setting for trial in trials for setting in trial.settings)
    finals = [f"{FINAL}{curve}" for curve in EVALUATION_CURVES]
    known = [*settings, *EVALUATION_CURVES, *finals, *FACTS, *OTHERS]
    if name not in known:
        raise StudyError(unknown_name("column", name, known))


def accuracy_digits(info: StudyInfo) -> int:
    """Decimals of a percentage that a validation split of this size can fill."""
    size = info.dataset.get("validation")
    return 2 if isinstance(size, int) and size > 1000 else 1


def _head(rows: Sequence[Trial]) -> tuple[Column, Column]:
    places = [str(place + 1) for place in range(len(rows))]
    return Column("", places, spare=1), Column("trial", [str(trial.id) for trial in rows])


def _curve_column(name: str, rows: Sequence[Trial], digits: int, spare: int = 0) -> Column:
    curve = name.removeprefix(FINAL)
    values = [(trial.final if name.startswith(FINAL) else trial.best).get(curve) for trial in rows]
    cells = [_measured(curve, value, digits) for value in values]
    return Column(HEADERS.get(name, name.replace("_", "\n")), cells, spare=spare)


def _fact_column(info: StudyInfo, rows: Sequence[Trial], name: str, digits: int, spare: int = 0) -> Column:
    values = [fact(info, trial, name) for trial in rows]
    if name.endswith("time"):
        cells = ["-" if value is None else seconds(value) for value in values]
    elif name.startswith("test_"):
        cells = [_measured(f"validation_{name.removeprefix('test_')}", value, digits) for value in values]
    else:
        cells = ["-" if value is None else f"{value:,.0f}" for value in values]
    return Column(HEADERS.get(name, name.replace("_", "\n")), cells, spare=spare)


def seconds(value: float) -> str:
    """A short time in three digits.

    >>> seconds(1.29e-5), seconds(0.00342), seconds(2.5)
    ('12.9 us', '3.42 ms', '2.5 s')
    """
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "us")):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"


def _made_column(info: StudyInfo, rows: Sequence[Trial]) -> Column:
    """How much training the trials had: a column that stays where some of them stopped early."""
    stopped = any(trial.status == "stopped" for trial in rows)
    if stopped and all("epochs" in trial.settings for trial in rows):
        unit = "epochs"
        cells = [f"{trial.steps / trial.steps_per_epoch:,.1f}".removesuffix(".0") for trial in rows]
    else:
        unit, cells = "steps", [f"{trial.steps:,}" for trial in rows]
    return Column(f"{unit}\nmade" if unit in info.varied else unit, cells, spare=0 if stopped else 5)


def _percent(value: float | None, digits: int) -> str:
    return "-" if value is None or not np.isfinite(value) else f"{100 * value:.{digits}f}%"


def _measured(curve: str, value: float | None, digits: int) -> str:
    """A value of a curve: a percentage of a share, four digits of a number in the unit of the target."""
    metric = metric_of(curve)
    if metric is not None and metric.unit == "share":
        return _percent(value, digits)
    if metric is not None and metric.unit == "target":
        return "-" if value is None or not np.isfinite(value) else in_unit(value)
    if metric is not None and metric.scale == "linear":
        return (
            "-"
            if value is None or not np.isfinite(value)
            else f"{value:.4f}"
            if value > -10
            else f"{value:.1e}"
        )
    return _loss(value)


def _loss(value: float | None) -> str:
    if value is None or not np.isfinite(value):
        return "-"
    return f"{value:.4f}" if 5e-4 <= value < 100 or value == 0 else f"{value:.1e}"


def _verdict(trial: Trial, finding: str) -> Text:
    """The finding, or how far the trial is, or why it stopped early."""
    if trial.status == "diverged":
        said = plain(trial.status_text).replace("diverged at step", "diverged at")
        return Text(said, SYMPTOM_STYLES["exploded"])
    if not trial.over:
        return Text(plain(trial.status_text), "dim")
    if trial.status == "stopped" and not finding:
        return Text("until reached" if trial.stopped_by == "until" else "early stopping", "dim")
    return Text(finding, SYMPTOM_STYLES.get(finding, ""))


def _verdicts(rows: Sequence[Trial], findings: Mapping[int, str]) -> Column:
    cells = [_verdict(trial, findings.get(trial.id, "")) for trial in rows]
    return Column("finding", cells, "left", kind="finding")
