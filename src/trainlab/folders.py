"""The folders that environment variables and people name, with ``~`` for the home folder everywhere."""

from __future__ import annotations

import os
from pathlib import Path

RUNS = Path("runs")
"""Where studies are kept by default."""

CACHE = "TRAINLAB_CACHE"
"""The variable that names the folder for whatever can be made or downloaded again."""


def expanded(path: str | os.PathLike[str]) -> Path:
    """A path as a user gives it; ``~`` is the home folder, and stays as it is where there is none."""
    return Path(os.path.expanduser(path))


def named_by(variable: str) -> Path | None:
    """The folder that an environment variable names; None where it is not set, or empty."""
    given = os.environ.get(variable)
    return expanded(given) if given else None


def cache_root() -> Path | None:
    """``TRAINLAB_CACHE``, else ``trainlab`` in the user's cache folder; None where there is no home either.

    A relative ``XDG_CACHE_HOME`` is passed over, as its specification says.
    """
    if own := named_by(CACHE):
        return own
    user = named_by("XDG_CACHE_HOME")
    if user is None or not user.is_absolute():
        user = expanded("~/.cache")
    return user / "trainlab" if user.is_absolute() else None
