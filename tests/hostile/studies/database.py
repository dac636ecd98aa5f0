"""Changes to what the database of a study says, made through SQLite itself."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

from studies.files import SHORT, content_of
from studies.values import changed_json, sql_value

JSON = {
    "study": ("dataset", "varied", "versions", "seconds", "departures"), "population": ("static", "trials"),
    "trial": ("settings",), "part": ("curves",), "checkpoint": ("trials", "host"),
}  # fmt: skip
"""Table -> the columns of it that hold JSON."""

SCHEMA = (
    "CREATE VIEW more AS SELECT 1",
    "CREATE INDEX mine ON trial (abs(steps))",
    "CREATE INDEX mine ON part (file)",
    "CREATE TRIGGER mine AFTER UPDATE ON trial BEGIN DELETE FROM part; END",
    "CREATE TABLE mine (id)",
    "CREATE VIRTUAL TABLE mine USING fts5 (text)",
    "CREATE VIRTUAL TABLE mine USING rtree (id, a, b)",
    "ALTER TABLE part ADD COLUMN more GENERATED ALWAYS AS (hex(zeroblob(100000000)))",
    "ALTER TABLE trial ADD COLUMN more DEFAULT 1",
    "ALTER TABLE part DROP COLUMN first_step",
    "ALTER TABLE trial RENAME COLUMN steps TO stops",
    "DROP TABLE part",
    "DROP TABLE right_examples",
    "DROP TABLE evaluation",
    "DROP TABLE part; CREATE VIEW part AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT 'x' AS file, '[]' AS curves, 0 AS first_trial, 0 AS last_trial, i AS first_step FROM n",
    "DROP TABLE part; CREATE TABLE part (file, curves, first_trial, last_trial, first_step)",
    "DROP TABLE study; CREATE TABLE study (id, name)",
    "PRAGMA user_version = 1",
    "PRAGMA user_version = 2",
    "PRAGMA user_version = 3",
    "PRAGMA user_version = 99",
    "PRAGMA user_version = -1",
    "PRAGMA application_id = 1",
    "PRAGMA journal_mode = WAL",
    "PRAGMA journal_mode = PERSIST; UPDATE study SET finished = 0",
    "PRAGMA journal_mode = TRUNCATE; UPDATE study SET finished = 0",
    "PRAGMA page_size = 512; VACUUM",
    "PRAGMA page_size = 65536; VACUUM",
    "PRAGMA encoding = 'UTF-16'; VACUUM",
    "PRAGMA auto_vacuum = FULL; VACUUM",
    "UPDATE sqlite_schema SET rootpage = (SELECT max(rootpage) FROM sqlite_schema) WHERE name = 'part'",
    "UPDATE sqlite_schema SET rootpage = 0 WHERE name = 'trial'",
    "UPDATE sqlite_schema SET rootpage = 4000000000 WHERE name = 'trial'",
    "UPDATE sqlite_schema SET name = 'x' WHERE name = 'trial'",
    "UPDATE sqlite_schema SET tbl_name = 'part' WHERE name = 'trial'",
    "UPDATE sqlite_schema SET sql = 'CREATE TABLE trial (id)' WHERE name = 'trial'",
    "UPDATE sqlite_schema SET sql = replace(sql, 'TEXT', 'INTEGER') WHERE type = 'table'",
    "UPDATE sqlite_schema SET sql = replace(sql, ' CHECK', ' DEFAULT (randomblob(900000000)) CHECK')",
    "UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', 'NOT NULL COLLATE mine')",
    "UPDATE sqlite_schema SET sql = 'x' WHERE name = 'study'",
    "UPDATE sqlite_schema SET sql = NULL WHERE name = 'study'",
    "UPDATE sqlite_schema SET sql = 'CREATE TABLE study (' || replace(hex(zeroblob(3000)), '00', 'a,') "
    "|| 'b)' WHERE name = 'study'",
    "UPDATE sqlite_schema SET type = 'index' WHERE name = 'population'",
    "DELETE FROM sqlite_schema WHERE name = 'weights'",
)  # fmt: skip
"""Changes to what tables there are, and how the file is laid out."""


MOST_BYTES, MOST_STEPS = 10 << 20, 2_000_000
"""Of a value, and instructions for a change: an earlier one may have made a table endless."""


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database, to change whatever one likes; a log beside it stays, with the change in it."""
    path = folder / "study.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    connection.set_progress_handler(lambda: 1, MOST_STEPS)
    logged: dict[Path, bytes] = {}
    try:
        with suppress(sqlite3.Error, UnicodeError):  # damaged before
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("PRAGMA busy_timeout = 0")
            yield connection
        files = (path, *(Path(f"{path}{ending}") for ending in ("-wal", "-shm")))
        if content_of(files[1]):  # closing would take it away
            logged = {file: content_of(file) for file in files}
    finally:
        connection.close()
    for file, content in logged.items():
        file.write_bytes(content)


def change_row(folder: Path, random: Random) -> None:
    """Another value in some rows, or in all."""

    def change(connection: sqlite3.Connection) -> None:
        table, column = _column(connection, random)
        where = f" WHERE rowid % {random.choice((1, 2, 3))} = 0" if table != "evaluation" else ""
        value = random.choice(
            (sql_value(random), sql_value(random), f"{column} + {random.choice((1, -1, 40))}")
        )
        connection.execute(f"UPDATE OR REPLACE {table} SET {column} = {value}{where}")

    _changing(folder, change)


def change_json(folder: Path, random: Random) -> None:
    """Something else in the JSON of a row."""

    def change(connection: sqlite3.Connection) -> None:
        table = random.choice(sorted(JSON))
        column = random.choice(JSON[table])
        rows = connection.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
        if rows:
            rowid, text = random.choice(rows)
            changed = changed_json(str(text), random)
            every = random.random() < 0.2
            where = "" if every else f" WHERE rowid = {rowid}"
            connection.execute(f"UPDATE {table} SET {column} = ?{where}", (changed,))

    _changing(folder, change)


def change_rows(folder: Path, random: Random) -> None:
    """Rows left out, or more of them."""

    def change(connection: sqlite3.Connection) -> None:
        table, column = _column(connection, random)
        if random.random() < 0.5:
            connection.execute(f"DELETE FROM {table} WHERE abs(random()) % {random.choice((1, 2))} = 0")
            return
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        chosen = ", ".join(f"{column} + 1000" if name == column else name for name in columns)
        for _ in range(random.choice((1, 6, 10))):
            connection.execute(f"INSERT OR IGNORE INTO {table} SELECT {chosen} FROM {table}")
            if connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 5000:
                break

    _changing(folder, change)


def change_schema(folder: Path, random: Random) -> None:
    """Other tables, or another layout of the file."""
    statement = random.choice(SCHEMA)
    _changing(folder, lambda connection: connection.executescript(statement))


def _changing(folder: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    places = [folder / f"study.sqlite{ending}" for ending in ("", "-journal", "-wal", "-shm")]
    if not places[0].is_file() or not all(_is_its_own(path) for path in places if os.path.lexists(path)):
        return  # the change would be made elsewhere
    if os.path.lexists(places[1]):
        return  # SQLite would undo it first, and delete what it names
    with suppress(sqlite3.Error, UnicodeError, OSError, IndexError), opened(folder) as connection:
        change(connection)


def _is_its_own(path: Path) -> bool:
    status = path.lstat()
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and status.st_size <= SHORT


def _column(connection: sqlite3.Connection, random: Random) -> tuple[str, str]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    table = random.choice(sorted(map(str, tables)))
    return table, random.choice([row[1] for row in connection.execute(f"PRAGMA table_info({table})")])
