"""What detectors are shown of the corpus, and what they find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from evidence.corpus.families import EVALUATIONS
from evidence.corpus.file import Corpus
from trainlab.diagnose import Classes, diagnose_trials
from trainlab.diagnose.symptoms import SYMPTOMS
from trainlab.record import Curves, Finding, Trial

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
    studies: dict[str, list[int]] = {}
    for row, entry in enumerate(corpus.entries):
        same = (
            entry["part"],
            entry["data"],
            entry["classes"],
            entry.get("train_counts"),
            entry.get("validation"),
        )
        studies.setdefault(repr(same), []).append(row)
    for rows in studies.values():
        for finding in _diagnose(corpus, rows, every):
            if finding.symptom in SYMPTOMS:
                found[finding.trials[0]][finding.symptom] = finding
    return found


def _diagnose(corpus: Corpus, rows: list[int], every: int) -> list[Finding]:
    """The findings about trials of one study; a trial's id is its row."""
    entries = [corpus.entries[row] for row in rows]
    lengths = [entry["settings"]["steps"] for entry in entries]
    ids, longest = np.array(rows), max(lengths)
    evaluated = [evaluated_steps(entry)[::every] for entry in entries]
    steps = np.unique(np.concatenate(evaluated))

    def evaluations(name: str) -> Curves:
        values = np.full((len(rows), len(steps)), np.nan)
        for place, row in enumerate(rows):
            kept = corpus.curves[name][row][: len(evaluated_steps(entries[place])) : every].astype(float)
            values[place, np.searchsorted(steps, evaluated[place][: len(kept)])] = kept[
                : len(evaluated[place])
            ]
        return Curves(name, ids, steps, values)

    trials = [_trial(row, corpus, entry) for row, entry in zip(rows, entries, strict=True)]
    train_loss = Curves("train_loss", ids, np.arange(longest), corpus.curves["train_loss"][ids, :longest])
    counts = ":".join(map(str, entries[0].get("train_counts") or ()))
    return diagnose_trials(
        trials, train_loss, evaluations("validation_loss"), evaluations("evaluated_train_loss"),
        classes=Classes.of({"classes": entries[0]["classes"], "class_counts": counts}),
        examples=entries[0].get("validation"),
    )  # fmt: skip


def evaluated_steps(entry: Mapping[str, Any]) -> np.ndarray:
    """The steps at which a trial was evaluated."""
    length = entry["settings"]["steps"]
    return np.array(entry.get("evaluated") or np.arange(EVALUATIONS + 1) * (length // EVALUATIONS))


def _trial(row: int, corpus: Corpus, entry: Mapping[str, Any]) -> Trial:
    at, steps = entry["diverged_at"], entry["settings"]["steps"]
    names = ("evaluated_train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
    evaluated = evaluated_steps(entry)

    def measured(place: int) -> dict[str, float]:
        return {
            name: float(corpus.curves[name][row, place])
            for name in names
            if corpus.curves[name].shape[1] > place
        }

    best = entry.get("best_step")
    return Trial(
        row, entry["settings"], population=0, length=steps, steps_per_epoch=entry.get("steps_per_epoch", 1),
        parameters=entry.get("parameters", 1), status="done" if at is None else "diverged",
        steps=steps if at is None else at, diverged_at=at, best_step=best, final=measured(len(evaluated) - 1),
        best={} if best is None else measured(int(np.searchsorted(evaluated, best))),
    )  # fmt: skip
