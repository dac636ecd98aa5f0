"""Opening a stored study."""

from __future__ import annotations

import os

from trainlab.folders import RUNS, expanded
from trainlab.store import find_study
from trainlab.study.study import Study


def open(reference: str | os.PathLike[str] | None = None, root: str | os.PathLike[str] = RUNS) -> Study:
    """Open a stored study.

    Args:
        reference: path of its folder, or its name under ``root``; the newest study by default.
        root: folder that studies live in.

    Raises:
        StudyError: there is no such study.
    """
    return Study(find_study(expanded(root), None if reference is None else os.fspath(reference)))
