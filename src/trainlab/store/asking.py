"""Asking a study's database, which may be damaged: what goes wrong is an error of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from trainlab.errors import StudyError
from trainlab.store.undisturbed import reading_database

T = TypeVar("T")


def ask(folder: Path, question: Callable[[sqlite3.Connection], T]) -> T:
    """What a study answers, all of it from one commit.

    Raises:
        StudyError: it is damaged, or gone.
    """
    try:
        with reading_database(folder) as connection:
            return question(connection)
    except (sqlite3.Error, OSError, ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        raise StudyError(f"the study '{folder}' cannot be read: {error}.") from error
