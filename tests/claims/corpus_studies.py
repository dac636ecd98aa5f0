"""The nets that were really trained for the corpus, as the studies they were part of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from claim_oracles.stored import Stored

from evidence.corpus.file import read_corpus
from evidence.corpus.parts import FILES
from evidence.corpus.shown import evaluated_steps
from trainlab.record import EVALUATION_CURVES, Curves, StudyInfo, Trial


def read_studies(every: int) -> Iterator[Stored]:
    """The trials of the corpus, those of the same data as a study.

    Args:
        every: one in so many trials is read.
    """
    for path in FILES.values():
        corpus = read_corpus(path)
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for row in range(0, len(corpus.entries), every):
            entry = corpus.entries[row]
            same = ("part", "data", "classes", "train_counts", "validation")
            groups[repr([entry.get(name) for name in same])].append(row)
        for rows in groups.values():
            yield _study([corpus.entries[row] for row in rows], rows, corpus.curves)


def _study(entries: list[dict[str, Any]], rows: list[int], curves: Mapping[str, np.ndarray]) -> Stored:
    train = [(np.arange(entry["settings"]["steps"]), curves["train_loss"][row])
             for row, entry in zip(rows, entries, strict=True)]  # fmt: skip
    stored = {"train_loss": _joined("train_loss", train)}
    for name in EVALUATION_CURVES:
        points = [(evaluated_steps(entry), curves[name][row])
                  for row, entry in zip(rows, entries, strict=True)]  # fmt: skip
        stored[name] = _joined(name, points)
    trials = [_trial(id, entry, stored) for id, entry in enumerate(entries)]
    names = dict.fromkeys(name for entry in entries for name in entry["settings"])
    varied = [name for name in names if len({str(entry["settings"].get(name)) for entry in entries}) > 1]
    first = entries[0]
    facts = {"classes": first["classes"], "train": 1000, "inputs": "2"}
    if first.get("train_counts"):
        facts |= {
            "class_counts": ":".join(map(str, first["train_counts"])),
            "train": sum(first["train_counts"]),
        }
    if first.get("validation"):
        facts["validation"] = first["validation"]
    info = StudyInfo(
        "corpus", "2026-01-01T00:00:00", first["data"], facts,
        tuple(name for name in varied if name != "seed"), {},
    )  # fmt: skip
    return Stored(info, trials, stored)


def _joined(name: str, points: list[tuple[np.ndarray, np.ndarray]]) -> Curves:
    steps = np.unique(np.concatenate([of_trial for of_trial, _ in points]))
    values = np.full((len(points), len(steps)), np.nan, np.float32 if name == "train_loss" else np.float64)
    for row, (of_trial, kept) in enumerate(points):
        kept = kept[: len(of_trial)]
        values[row, np.searchsorted(steps, of_trial[: len(kept)])] = kept
    return Curves(name, np.arange(len(points)), steps, values)


def _trial(id: int, entry: Mapping[str, Any], stored: Mapping[str, Curves]) -> Trial:
    at, steps, best = entry["diverged_at"], entry["settings"]["steps"], entry.get("best_step")

    def measured(at: int | None) -> dict[str, float]:
        """The last values that are known up to a step, or those of that step."""
        found = {}
        for name in EVALUATION_CURVES:
            curve = stored[name]
            known = np.flatnonzero(np.isfinite(curve.values[id]))
            known = known if at is None else known[curve.steps[known] == at]
            if known.size:
                found[name] = float(curve.values[id, known[-1]])
        return found

    return Trial(
        id, entry["settings"], population=0, length=steps, steps_per_epoch=entry.get("steps_per_epoch", 1),
        parameters=entry.get("parameters", 1), status="done" if at is None else "diverged",
        steps=steps if at is None else at, diverged_at=at, best_step=best,
        final=measured(None), best={} if best is None else measured(best),
    )  # fmt: skip
