"""A study as a table: for programs (Arrow) and for notebooks (HTML)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from trainlab.counted import shown_of
from trainlab.errors import StudyError, unknown_name
from trainlab.markup import curve_picture, paragraph, table
from trainlab.record import EVALUATION_CURVES, StudyInfo, Trial
from trainlab.record.facts import FACTS, fact, known_facts
from trainlab.record.groups.merit import curves_of_trials, usual_curve
from trainlab.record.groups.ranking import rank
from trainlab.record.wording import curve_words
from trainlab.settings import SETTINGS, format_value
from trainlab.tasks import evaluation_curves

if TYPE_CHECKING:
    import pyarrow as pa

_PROGRESS = (
    "status", "steps", "length", "diverged_at", "stopped_by", "best_step", "parameters", "seconds_per_step",
)  # fmt: skip

NOTEBOOK_ROWS = 20
"""Trials a notebook shows, the best ones."""


def frame(trials: Sequence[Trial], info: StudyInfo) -> pa.Table:
    """One row a trial, in their order.

    Columns: ``id``, every setting any trial has, ``status``, ``steps``, ``length``, ``diverged_at``,
    ``stopped_by``, ``best_step``, ``parameters``, ``seconds_per_step``, and every evaluation curve's value at
    the last evaluation (``final_...``) and at the best one (``best_...``), and the facts that are known
    (``examples``, ``test_accuracy`` once evaluated, ``step_time`` once measured). A setting that means
    nothing to a trial is null; one that holds both numbers and words (``batch_size``: 32, full) is text.
    """
    import pyarrow as pa

    columns: dict[str, list] = {"id": [trial.id for trial in trials]}
    for name in SETTINGS:
        values = [trial.settings.get(name) for trial in trials]
        if any(value is not None for value in values):
            columns[name] = (
                values
                if len(_kinds(values)) == 1
                else [None if v is None else format_value(v) for v in values]
            )
    for field in _PROGRESS:
        columns[field] = [getattr(trial, field) for trial in trials]
    for curve in curves_of_trials(trials):
        columns[f"final_{curve}"] = [trial.final.get(curve) for trial in trials]
        columns[f"best_{curve}"] = [trial.best.get(curve) for trial in trials]
    for name in known_facts(info, trials):
        columns.setdefault(name, [fact(info, trial, name) for trial in trials])
    return pa.table(columns)


def chosen_frame(info: StudyInfo, trials: Sequence[Trial], names: Sequence[str]) -> pa.Table:
    """Some columns of some trials, one row each: ``trial`` first, then those that were named.

    Args:
        info: the study.
        trials: the trials, in the order wanted.
        names: settings, curves (the value of the best evaluation; ``final_`` before one for its last), facts,
            ``steps`` and ``status``; all there are by default.

    Raises:
        StudyError: nothing has such a name.
    """
    whole = frame(trials, info)
    whole = whole.rename_columns(["trial" if name == "id" else name for name in whole.column_names])
    if not names:
        return whole
    wanted = [f"best_{name}" if name in EVALUATION_CURVES else name for name in names]
    known = [name.removeprefix("best_") for name in whole.column_names]
    for name, column in zip(names, wanted, strict=True):
        if column not in whole.column_names:
            if name in FACTS:
                raise StudyError(f"no trial of study {info.name} has {name} yet.")
            raise StudyError(unknown_name("column", name, known))
    return whole.select(list(dict.fromkeys(["trial", *wanted])))


def _kinds(values: Sequence[object]) -> set[type]:
    return {float if type(value) is int else type(value) for value in values if value is not None}


def html(
    info: StudyInfo, trials: Sequence[Trial], losses: Mapping[int, np.ndarray] = MappingProxyType({})
) -> str:
    """The best trials as an HTML table; everything a user named is escaped.

    Args:
        info: the study.
        trials: its trials.
        losses: the train loss of each step, by trial, drawn beside its row where it is given.
    """
    varied = info.varied
    names = [*varied, *([] if "seed" in varied else ["seed"])]
    curves = (usual_curve(trials), "validation_loss", "evaluated_train_loss")
    heads = ["trial", *names, curve_words(curves[0]), "validation loss", "train loss", "status"]
    rows: list[list[object]] = []
    for trial in rank(trials)[:NOTEBOOK_ROWS]:
        settings = [format_value(trial.settings.get(name)) for name in names]
        values = [_number(trial.best.get(name)) for name in curves]
        rows.append([str(trial.id), *settings, *values, trial.status_text])
        if losses:
            rows[-1].append(curve_picture(losses[trial.id]) if trial.id in losses else "")
    shown = ("the best " if len(rows) < len(trials) else "") + shown_of(len(rows), len(trials), "trial")
    drawn = ["train loss of every step"] if losses else []
    return paragraph(f"{shown} of {info.data}", info.name) + table([*heads, *drawn], rows)


def trial_html(info: StudyInfo, trial: Trial, curves: Mapping[str, np.ndarray]) -> str:
    """A trial: its status, what it reached, its curves and its settings.

    Args:
        info: its study.
        trial: the trial.
        curves: values by name, drawn small.
    """
    scores = [
        [curve_words(name), _number(trial.best.get(name)), _number(trial.final.get(name))]
        for name in evaluation_curves(trial.settings)
    ]
    drawn = [[name.replace("_", " "), curve_picture(values)] for name, values in curves.items()]
    settings = [[name, format_value(value)] for name, value in trial.settings.items()]
    return "".join(
        [
            paragraph(trial.status_text, f"{info.name}, trial {trial.id}"),
            table(["", "best", "final"], scores),
            table(["curve", ""], drawn),
            table(["setting", "value"], settings),
        ]
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
