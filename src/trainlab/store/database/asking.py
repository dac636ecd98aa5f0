"""Asking a study's database, which may be damaged: what goes wrong is an error of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from trainlab.errors import ResourceError, StudyError
from trainlab.store.database.undisturbed import reading_database

T = TypeVar("T")


def ask(folder: Path, question: Callable[[sqlite3.Connection], T]) -> T:
    """What a study answers, all of it from one commit.

    Raises:
        StudyError: it is damaged, or gone.
        ResourceError: there is not enough memory.
    """
    try:
        with reading_database(folder) as connection:
            return question(connection)
    except MemoryError as error:
        raise ResourceError(f"there is not enough memory to read the study '{folder}'.") from error
    except (sqlite3.Error, OSError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise StudyError(f"the study '{folder}' cannot be read: {error}.") from error
