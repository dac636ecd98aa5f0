"""What detectors are shown of the corpus, and what they find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from evidence.corpus.families import EVALUATIONS
from evidence.corpus.file import Corpus
from trainlab.diagnose import Classes, diagnose_trials
from trainlab.diagnose.symptoms import SYMPTOMS
from trainlab.record import Curves, Finding, Trial
from trainlab.tasks import OF_CLASSES

SPARSE = 3
"""One in so many evaluations of large data is shown the second time."""


def find(corpus: Corpus, every: int = 1) -> list[dict[str, Finding]]:
    """The findings about every trial of a corpus, by symptom.

    Trials on the same data are shown to the detectors together, as a study's are.

    Args:
        corpus: the curves.
        every: one in so many evaluations is shown.
    """
    found: list[dict[str, Finding]] = [{} for _ in corpus.entries]
    for rows in same_data(corpus, range(len(corpus.entries))):
        for finding in _diagnose(corpus, rows, every):
            if finding.symptom in SYMPTOMS:
                found[finding.trials[0]][finding.symptom] = finding
    return found


def same_data(corpus: Corpus, rows: Iterable[int]) -> list[list[int]]:
    """Some rows of a corpus, those of the same data together."""
    studies: dict[str, list[int]] = {}
    for row in rows:
        same = ("part", "data", "classes", "train_counts", "variance", "validation")
        studies.setdefault(repr([corpus.entries[row].get(name) for name in same]), []).append(row)
    return [*studies.values()]


def _diagnose(corpus: Corpus, rows: list[int], every: int) -> list[Finding]:
    """The findings about trials of one study; a trial's id is its row."""
    train_loss, validation, train = (
        curves_of(corpus, rows, name, every)
        for name in ("train_loss", "validation_loss", "evaluated_train_loss")
    )
    first = corpus.entries[rows[0]]
    counts = ":".join(map(str, first.get("train_counts") or ()))
    targets: dict[str, Any] = {"classes": first["classes"], "class_counts": counts}
    if "variance" in first:
        targets = {"task": "regression", **{name: first[name] for name in ("variance", "mean_distance")}}
    return diagnose_trials(
        [trial_of(corpus, row) for row in rows], train_loss, validation, train,
        classes=Classes.of(targets),
        examples=first.get("validation"),
    )  # fmt: skip


def curves_of(corpus: Corpus, rows: Sequence[int], name: str, every: int = 1) -> Curves:
    """A curve of some trials, as a study has it; a trial's id is its row.

    Args:
        corpus: the curves.
        rows: of the trials.
        name: one of ``SEEN``.
        every: one in so many evaluations is shown.
    """
    ids, entries = np.array(rows), [corpus.entries[row] for row in rows]
    if name == "train_loss":
        longest = max(entry["settings"]["steps"] for entry in entries)
        return Curves(name, ids, np.arange(longest), corpus.curves[name][ids, :longest])
    evaluated = [evaluated_steps(entry)[::every] for entry in entries]
    steps = np.unique(np.concatenate(evaluated))
    values = np.full((len(rows), len(steps)), np.nan)
    for place, (row, own) in enumerate(zip(rows, evaluated, strict=True)):
        kept = corpus.curves[name][row, ::every][: len(own)]
        values[place, np.searchsorted(steps, own[: len(kept)])] = kept
    return Curves(name, ids, steps, values)


def evaluated_steps(entry: Mapping[str, Any]) -> np.ndarray:
    """The steps at which a trial was evaluated."""
    length = entry["settings"]["steps"]
    return np.array(entry.get("evaluated") or np.arange(EVALUATIONS + 1) * (length // EVALUATIONS))


def trial_of(corpus: Corpus, row: int) -> Trial:
    """The record of a trial, as a study has it; its id is its row."""
    entry = corpus.entries[row]
    evaluated, best = evaluated_steps(entry), entry.get("best_step")
    at, steps = entry["diverged_at"], entry["settings"]["steps"]

    def measured(some: np.ndarray) -> dict[str, float]:
        """The last values that are finite at some of the evaluations."""
        found = {}
        for name in OF_CLASSES:
            values = corpus.curves[name][row, : len(evaluated)]
            values = values[some[: len(values)] & np.isfinite(values)]
            if values.size:
                found[name] = float(values[-1])
        return found

    return Trial(
        row, entry["settings"], population=0, length=steps, steps_per_epoch=entry.get("steps_per_epoch", 1),
        parameters=entry.get("parameters", 1), status="done" if at is None else "diverged",
        steps=steps if at is None else at, diverged_at=at, best_step=best,
        final=measured(np.ones(len(evaluated), bool)), best=measured(evaluated == best),
    )  # fmt: skip
