"""No sentence about a net that was really trained is false: the corpus that findings are judged on."""

from __future__ import annotations

import importlib
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from claim_oracles.everything import ORACLES, unknown_faults
from claim_oracles.stored import Stored, findings_of

from trainlab.record import Curves, StudyInfo, Trial

BENCH = Path(__file__).parents[2] / "bench"
FILES = sorted((Path(__file__).parents[1] / "diagnose").glob("corpus_*.npz"))

SAMPLED = 12
"""One in so many trials of the corpus is looked at in the suite."""


def read_studies(path: Path, every: int) -> list[Stored]:
    """The trials of a file of the corpus, those alike in data, family and length as a study."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCH)
        corpus = importlib.import_module("corpus_file").read_corpus(path)
        evaluations = importlib.import_module("corpus_families").EVALUATIONS
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for row, entry in enumerate(corpus.entries):
        if row % every == 0:
            groups[entry["data"], entry["classes"], entry["settings"]["steps"]].append(row)
    return [_study(corpus, rows, evaluations) for rows in groups.values()]


def _study(corpus, rows: list[int], evaluations: int) -> Stored:
    entries = [corpus.entries[row] for row in rows]
    length = entries[0]["settings"]["steps"]
    steps = np.arange(evaluations + 1) * (length // evaluations)
    ids, trials = np.arange(len(rows)), []
    validation = corpus.curves["validation_loss"][rows].astype(float)
    for id, entry in enumerate(entries):
        at = entry["diverged_at"]
        trials.append(Trial(
            id, entry["settings"], population=0, length=length, steps_per_epoch=1, parameters=1,
            status="done" if at is None else "diverged", steps=length if at is None else at, diverged_at=at,
            final={"validation_loss": float(validation[id, -1])},
        ))  # fmt: skip
    names = dict.fromkeys(name for entry in entries for name in entry["settings"])
    varied = [name for name in names if len({str(entry["settings"].get(name)) for entry in entries}) > 1]
    info = StudyInfo(
        "corpus", "2026-01-01T00:00:00", entries[0]["data"],
        {"classes": entries[0]["classes"], "train": 1000, "validation": 500},
        tuple(name for name in varied if name != "seed"), {},
    )  # fmt: skip
    empty, none = np.full((len(rows), 0), np.nan), np.arange(0)
    train = corpus.curves["train_loss"][rows, :length]
    curves = {
        "train_loss": Curves("train_loss", ids, np.arange(length), train),
        "validation_loss": Curves("validation_loss", ids, steps, validation),
        **{
            name: Curves(name, ids, none, empty)
            for name in ("validation_accuracy", "train_accuracy", "evaluated_train_loss")
        },
    }  # fmt: skip
    return Stored(info, trials, curves)


def check_corpus(every: int) -> set[str]:
    """Check the findings of the corpus; returns the names of those that were made."""
    seen, faults = set(), []
    for path in FILES:
        for stored in read_studies(path, every):
            findings = findings_of(stored)
            seen |= {finding.symptom for finding in findings}
            faults += unknown_faults(stored, findings)
    assert not faults, f"{len(faults)} faults, such as\n" + "\n".join(faults[:20])
    return seen


def test_no_sentence_of_a_sample_is_false():
    assert len(check_corpus(SAMPLED)) >= 8


@pytest.mark.slow
def test_no_sentence_of_the_corpus_is_false():
    assert len(check_corpus(1)) >= 10
    assert len(ORACLES) >= 10
