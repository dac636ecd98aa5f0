"""Trains the designs of small tables, one table after the other."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evidence.corpus.designs import Design, Nets, designs
from evidence.corpus.file import Corpus, join_corpora, read_corpus, write_corpus
from evidence.corpus.loop import Examples
from evidence.corpus.tables import Table
from evidence.corpus.train_designs import train_designs

Maker = Callable[[int, int, int, int, Nets], list[Design]]
"""Inputs, classes, examples of train, a seed and nets -> designs."""


def train_tables(
    path: Path, tables: Sequence[Table], part: str, first_seed: int, nets: Nets, make: Maker = designs
) -> None:
    """Train the designs of every table, one after the other, and write their curves.

    Args:
        path: the file to write; those beside it of single tables are trained no second time.
        tables: the tables.
        part: name of the part of the corpus.
        first_seed: the tables' seeds begin here, a thousand apart.
        nets: what nets are drawn from.
        make: what gives the designs of a table.
    """
    files = []
    for number, table in enumerate(tables):
        files.append(path.with_name(f"{path.stem}.{number}.npz"))
        if not files[-1].exists():
            begin = time.perf_counter()
            corpus = _train_table(table, part, first_seed + 1000 * number, nets, make)
            write_corpus(files[-1], corpus)
            took = time.perf_counter() - begin
            print(
                f"{table.name} ({part}): {len(corpus.entries)} trials, {took:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    write_corpus(path, join_corpora([read_corpus(file) for file in files]))
    for file in files:
        file.unlink()


def _train_table(table: Table, part: str, seed: int, nets: Nets, make: Maker) -> Corpus:
    splits = table.splits(seed)
    numeric = splits[0][1].dtype.kind == "f"
    classes = 1 if numeric else 1 + int(max(y.max() for _, y in splits))
    made = make(splits[0][0].shape[1], classes, table.train, seed, nets)
    entries: list[dict[str, Any]] = []
    curves: list[dict[str, np.ndarray]] = []
    for kind in dict.fromkeys(design.data for design in made):
        given = _variant(splits, kind, seed)
        some = [design for design in made if design.data == kind]
        for entry, rows in train_designs(some, given, classes):
            entries.append({"data": table.name, "part": part, **entry})
            curves.append(rows)
    return Corpus.of_rows(entries, curves)


def _variant(splits: Sequence[Examples], kind: str, seed: int) -> dict[str, Examples]:
    """The splits of one variant of a table."""
    train, validation, test = splits
    if kind == "few":
        few = max(16, len(train[1]) // 4)
        train = (train[0][:few], train[1][:few])
    if kind == "shuffled":
        random = np.random.default_rng([seed, 4])
        train, validation, test = ((x, random.permutation(y)) for x, y in (train, validation, test))
    return {"train": train, "validation": validation, "test": test}
