"""The database of a new study, which is there with its whole plan or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from trainlab.files.atomic import replacing
from trainlab.record import Population, StudyInfo, Trial
from trainlab.record.groups.merit import curves_of_trials
from trainlab.store.database import rows
from trainlab.store.database.schema import create_tables, transaction
from trainlab.store.folder.names import DATABASE


def make_database(
    folder: Path, info: StudyInfo, trials: Iterable[Trial], populations: Iterable[Population]
) -> None:
    """Write a study's database with its plan; once it has its name, the study exists."""
    with (
        replacing(folder / DATABASE) as new,
        closing(sqlite3.connect(new.path, isolation_level=None)) as connection,
    ):
        connection.execute("PRAGMA journal_mode = MEMORY")  # a half-written file is never read
        connection.execute("PRAGMA foreign_keys = ON")
        with transaction(connection):
            trials = list(trials)
            create_tables(connection, curves_of_trials(trials))
            rows.write_info(connection, info, finished=False)
            for population in populations:
                rows.write_population(connection, population)
            rows.insert_trials(connection, trials)
