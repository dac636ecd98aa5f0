"""Trains a part of the corpus: every curve, those that only labels are made of included."""

from __future__ import annotations

import os
from pathlib import Path

from evidence.corpus.file import join_corpora, read_corpus, write_corpus

FIRST_SEEDS = {"tables": 50_000, "more tables": 200_000, "held out": 400_000, "numbers": 600_000}
"""The seeds of tables begin here."""

FOLDERS = {"tables": "TRAINLAB_DATA", "more tables": "CORPUS_DATA", "held out": "CORPUS_DATA"}
"""The environment variable that names the folder of a part's real tables."""


def missing_folder(part: str) -> str | None:
    """What keeps a part from being trained, in a sentence; None where nothing does."""
    if not (variable := FOLDERS.get(part)):
        return None
    named = os.environ.get(variable)
    if named and Path(named).is_dir():
        return None
    found = f"is no folder: {named}" if named else "is not set"
    return f"{part!r} has real tables, which are read from the folder that {variable} names; it {found}."


def train_part(part: str, path: Path) -> None:
    """Train all trials of a part and write their curves to a file.

    Args:
        part: its name.
        path: the file.
    """
    from evidence.corpus.designs import Nets, bursts
    from evidence.corpus.tables import TUNED
    from evidence.corpus.train_large import train_large
    from evidence.corpus.train_tables import train_tables

    if part == "large data":
        train_large(path, part)
        return
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # matrices this small are no work for two cores
    if part == "numbers":
        from evidence.corpus.numbers import NUMBERS, number_designs

        train_tables(path, NUMBERS, part, FIRST_SEEDS[part], Nets(), number_designs)
    elif part == "tables":
        train_tables(path, TUNED, part, FIRST_SEEDS[part], Nets())
    else:
        from evidence.corpus.more_tables import HELD_OUT, MORE, NETS

        tables = {"more tables": MORE, "held out": HELD_OUT}[part]
        spikes = path.with_stem(f"{path.stem}_spikes")
        train_tables(path, tables, part, FIRST_SEEDS[part], NETS)
        train_tables(spikes, tables, part, FIRST_SEEDS[part], NETS, bursts)
        write_corpus(path, join_corpora([read_corpus(path), read_corpus(spikes)]))
        spikes.unlink()
