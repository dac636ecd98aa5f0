"""The tables of ``study.sqlite``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.record import EVALUATION_CURVES, FORMAT_VERSION
from trainlab.tasks import OF_CLASSES

APPLICATION_ID = 0x74726C62
"""Marks an SQLite file as a study ("trlb"): https://www.sqlite.org/fileformat.html, offset 68."""

TABLES = {
    # What the study is: record.StudyInfo in its one row. finished is 1 once every trial is over.
    "study": """CREATE TABLE study (
        id INTEGER PRIMARY KEY CHECK (id = 0),
        name TEXT NOT NULL,
        created TEXT NOT NULL,
        data TEXT NOT NULL,
        dataset TEXT NOT NULL,      -- JSON object
        varied TEXT NOT NULL,       -- JSON list of setting names
        versions TEXT NOT NULL,     -- JSON object
        seconds TEXT NOT NULL,      -- JSON object
        departures TEXT NOT NULL,   -- JSON list of sentences
        finished INTEGER NOT NULL)""",
    # The plan: one row for each compiled program, record.Population.
    "population": """CREATE TABLE population (
        id INTEGER PRIMARY KEY,
        static TEXT NOT NULL,       -- JSON object of settings
        trials TEXT NOT NULL,       -- JSON list of ids in slot order
        width INTEGER NOT NULL,
        devices INTEGER NOT NULL,
        compile_seconds REAL,
        inputs TEXT,
        places TEXT)""",  # JSON list of triples: node, kind, step
    # One row for each trial, record.Trial: its plan, which never changes, and its progress, which commits do.
    # In its final and best values NULL means that there is no value and the text 'nan' means NaN.
    "trial": """CREATE TABLE trial (
        id INTEGER PRIMARY KEY,
        settings TEXT NOT NULL,     -- JSON object
        population INTEGER NOT NULL REFERENCES population (id),
        length INTEGER NOT NULL,
        steps_per_epoch INTEGER NOT NULL,
        parameters INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('planned', 'running', 'done', 'stopped', 'diverged')),
        steps INTEGER NOT NULL,
        diverged_at INTEGER,
        stopped_by TEXT CHECK (stopped_by IN ('early_stopping', 'until', 'search')),
        best_step INTEGER,
        seconds_per_step REAL{of_trials})""",
    # One row for each evaluation of a trial: a column for each curve that the study measures. NULL means NaN.
    "evaluation": """CREATE TABLE evaluation (
        trial INTEGER NOT NULL REFERENCES trial (id),
        step INTEGER NOT NULL{of_evaluations},
        PRIMARY KEY (trial, step)) WITHOUT ROWID""",
    # Which validation examples an evaluation got right: record.Right, one row for each of its rows.
    "right_examples": """CREATE TABLE right_examples (
        trial INTEGER NOT NULL REFERENCES trial (id),
        step INTEGER NOT NULL,
        spread INTEGER NOT NULL,
        examples INTEGER NOT NULL,
        bits BLOB NOT NULL,
        PRIMARY KEY (trial, step))""",
    # One row for each committed file of curves/, with the range of trials and steps it covers.
    "part": """CREATE TABLE part (
        file TEXT PRIMARY KEY,
        curves TEXT NOT NULL,       -- JSON list of the curves in it
        first_trial INTEGER NOT NULL,
        last_trial INTEGER NOT NULL,
        first_step INTEGER NOT NULL)""",
    # Which file of weights/ holds a trial's weights; the file itself says in which slot.
    "weights": """CREATE TABLE weights (
        trial INTEGER NOT NULL REFERENCES trial (id),
        which TEXT NOT NULL CHECK (which IN ('final', 'best')),
        file TEXT NOT NULL,
        PRIMARY KEY (trial, which))""",
    # The state of each population that is still training: record.Checkpoint. The file of checkpoints/ holds
    # its tensors, and is deleted once a newer one is committed.
    "checkpoint": """CREATE TABLE checkpoint (
        population INTEGER PRIMARY KEY REFERENCES population (id),
        step INTEGER NOT NULL,
        trials TEXT NOT NULL,       -- JSON list of ids in the order of the tensors' first axis
        host TEXT NOT NULL,         -- JSON object
        file TEXT NOT NULL)""",
    # The rounds of a search: record.SearchRound. Other studies have none.
    "search_round": """CREATE TABLE search_round (
        id INTEGER PRIMARY KEY,
        proposed_by TEXT NOT NULL,
        first_trial INTEGER NOT NULL,
        trials INTEGER NOT NULL,
        rungs TEXT NOT NULL)""",  # JSON list of pairs: share of the length, trials that go on
}
"""Table name -> its definition; what a study measures is put in where curves are in braces."""

WHEN = ("final", "best")
"""Of which evaluations a trial's row holds the values."""

_KNOWN = frozenset(EVALUATION_CURVES)

ADDED_IN = {"stopped_by": 2, "departures": 3, "inputs": 3, "places": 6}
"""Columns that the first format did not have -> the format that brought them. Studies of older formats are
read, with NULL there, and never written to."""

TABLES_ADDED_IN = {"right_examples": 4, "search_round": 6}
"""The same of tables, whose rows are missing there."""


def create_tables(connection: sqlite3.Connection, curves: Sequence[str] = OF_CLASSES) -> None:
    """Mark a new database as a study of this format and make its tables (call inside a transaction).

    Args:
        connection: the database.
        curves: what the evaluations of the study measure.
    """
    if not set(curves) <= set(EVALUATION_CURVES):
        raise ValueError(f"{sorted(set(curves) - set(EVALUATION_CURVES))} are not evaluation curves")
    columns = {
        "of_trials": "".join(f",\n        {when}_{curve} REAL" for when in WHEN for curve in curves),
        "of_evaluations": "".join(f",\n        {curve} REAL" for curve in curves),
    }
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
    for name, definition in TABLES.items():
        known = columns if name in ("trial", "evaluation") else {}
        for place, text in known.items():
            definition = definition.replace(f"{{{place}}}", text)
        connection.execute(definition)


def measured_curves(connection: sqlite3.Connection) -> list[str]:
    """The curves that the evaluations of a study have, in the order of their columns."""
    columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(evaluation)")]
    return [name for name in columns if name in _KNOWN]


_COMPUTED = """SELECT s.name, x.name FROM sqlite_schema AS s, pragma_table_xinfo(s.name) AS x
    WHERE s.type = 'table' AND x.hidden"""


def check_tables(connection: sqlite3.Connection, folder: Path) -> None:
    """Refuse a database that holds anything but a study's tables, each with real columns only.

    A view, a trigger, a virtual table or a computed column could make reading a table run whatever it says.

    Raises:
        StudyError: it holds something else.
    """
    for kind, name, table, root in connection.execute(
        "SELECT type, name, tbl_name, rootpage FROM sqlite_schema"
    ).fetchall():
        own_index = kind == "index" and str(name).startswith("sqlite_autoindex_")
        if table not in TABLES or not root or not (own_index or (kind == "table" and name == table)):
            raise StudyError(
                f"the study '{folder}' cannot be read: its database holds a {kind!s:.20} "
                f"{name!r:.100}, which no study has."
            )
    for table, column in connection.execute(_COMPUTED).fetchall():
        raise StudyError(
            f"the study '{folder}' cannot be read: the column {column!r:.100} of its {table} is computed."
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the statements inside, or none of them."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def has_table(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the study is of a format that has a table."""
    ((version,),) = connection.execute("PRAGMA user_version")
    return version >= TABLES_ADDED_IN.get(table, 1)
