from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from trainlab.errors import StudyError
from trainlab.record import FORMAT_VERSION
from trainlab.store import StudyWriter
from trainlab.store.database import schema
from trainlab.store.database.recognise import check_format, format_version
from trainlab.store.database.schema import transaction
from trainlab.tasks import OF_CLASSES, evaluation_curves


def test_an_evaluation_has_the_columns_of_its_record() -> None:
    for curves in (OF_CLASSES, evaluation_curves({"task": "regression"})):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            schema.create_tables(connection, curves)
            tables = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
            assert tuple(schema.measured_curves(connection)) == curves
        columns = re.findall(r"^\s+(\w+) REAL", tables["evaluation"], re.MULTILINE)
        assert tuple(columns) == curves
        columns = re.findall(r"^\s+((?:final|best)_(?!step)\w+) REAL", tables["trial"], re.MULTILINE)
        assert columns == [f"{when}_{curve}" for when in ("final", "best") for curve in curves]
    with pytest.raises(ValueError, match="are not evaluation curves"):
        schema.create_tables(connection, ["accuracy; DROP TABLE trial"])


def test_a_study_is_known_by_its_header_even_while_it_is_written(study: StudyWriter) -> None:
    assert format_version(study.folder) == FORMAT_VERSION


def test_other_folders_are_no_studies(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with closing(sqlite3.connect(other / "study.sqlite")) as connection:
        connection.execute("CREATE TABLE study (id)")
    text = tmp_path / "text"
    text.mkdir()
    (text / "study.sqlite").write_text("not a database")
    for folder in (other, text, tmp_path, tmp_path / "missing", Path("a\0b")):
        assert format_version(folder) is None
        message = "study.sqlite is damaged" if folder == text else "is not a study"
        with pytest.raises(StudyError, match=message):
            check_format(folder)


def test_a_newer_format_is_refused(study: StudyWriter) -> None:
    study.close()
    with closing(sqlite3.connect(study.folder / "study.sqlite")) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT_VERSION + 1}")
    with pytest.raises(
        StudyError, match=f"newer trainlab .format {FORMAT_VERSION + 1}; .* up to {FORMAT_VERSION}"
    ):
        check_format(study.folder)


def test_a_transaction_is_all_or_nothing() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (a)")

        def be_interrupted() -> None:
            with transaction(connection):
                connection.execute("INSERT INTO t VALUES (1)")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            be_interrupted()
        assert connection.execute("SELECT * FROM t").fetchall() == []
        with transaction(connection):
            connection.execute("INSERT INTO t VALUES (2)")
        assert connection.execute("SELECT * FROM t").fetchall() == [(2,)]
