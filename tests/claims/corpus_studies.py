"""The nets that were really trained for the corpus, as the studies they were part of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from claim_oracles.stored import Stored

from evidence.corpus.file import SEEN, Corpus, read_corpus
from evidence.corpus.parts import FILES
from evidence.corpus.shown import curves_of, same_data, trial_of
from trainlab.record import StudyInfo


def read_studies(every: int) -> Iterator[Stored]:
    """The trials of the corpus, those of the same data as a study.

    Args:
        every: one in so many trials is read.
    """
    for path in FILES.values():
        corpus = read_corpus(path)
        for rows in same_data(corpus, range(0, len(corpus.entries), every)):
            yield _study(corpus, rows)


def _study(corpus: Corpus, rows: list[int]) -> Stored:
    entries = [corpus.entries[row] for row in rows]
    curves = {name: curves_of(corpus, rows, name).renumbered(np.arange(len(rows))) for name in SEEN}
    trials = [replace(trial_of(corpus, row), id=id) for id, row in enumerate(rows)]
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
    return Stored(info, trials, curves)
