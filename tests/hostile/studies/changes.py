"""What is done to a study: some changes, each drawn by a seed of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from studies import database, files, side_files

Change = Callable[[Path, Path, Random], None]


def _to_database(change: Callable[[Path, Random], None]) -> Change:
    return lambda folder, outside, random: change(folder, random)


CHANGES: dict[str, Change] = {
    "damage": files.damage,
    "header": files.change_header,
    "row": _to_database(database.change_row),
    "json": _to_database(database.change_json),
    "rows": _to_database(database.change_rows),
    "schema": _to_database(database.change_schema),
    "kind": files.change_kind,
    "journal": side_files.journal,
    "log": side_files.log,
    "index": side_files.index,
    "lock": side_files.lock,
    "left out": files.leave_out,
    "exchanged": files.exchange,
    "added": files.add_file,
    "measured": files.measurements,
}
"""The kinds of changes. They fit whatever others left of a study."""

several = st.lists(
    st.tuples(st.sampled_from(list(CHANGES)), st.integers(0, 2**32 - 1)), min_size=1, max_size=3
)


def apply(changes: list[tuple[str, int]], folder: Path, outside: Path) -> None:
    """Make the changes to a study, one after the other."""
    for kind, seed in changes:
        CHANGES[kind](folder, outside, Random(seed))
