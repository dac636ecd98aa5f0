"""Names of folders and files. What a user calls a study is data; only these functions make a path of it.

Numbers in names of files are never reused: a power cut can make a commit succeed that SQLite reported as
failed, and its row must then not name another chunk's file.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trainlab.files import disk

DATABASE = "study.sqlite"
"""The file of everything but curves and tensors, and the list of the files that hold those."""

EXPERIMENT = "study.yaml"
"""The file of the resolved experiment."""

ARRAYS = "dataset.safetensors"
"""The file that keeps a dataset which was given as arrays."""

PREPARED = "prepared.safetensors"
"""The file of what a study knows of its data without it: names of classes and columns, means and "
"deviations."""

CURVES = "curves"
"""The folder of the parts: what chunks recorded."""

WEIGHTS = "weights"
"""The folder of the weights of trials that are over."""

CHECKPOINTS = "checkpoints"
"""The folder of the state of training."""

_LONGEST = 80
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", re.ASCII)
_DATE = (slice(4), slice(4, 6), slice(6, 8), slice(9, 11), slice(11, 13), slice(13, 15))
"""Where a stamp has its year, month, day, hour, minute and second."""

_STAMP = re.compile(r"(?P<slug>.+)-(?P<time>\d{8}-\d{6})(-(?P<again>\d+))?", re.ASCII)


def slug(name: str) -> str:
    """A study's name as the start of its folder's name: only a-z, 0-9, ``_`` and ``-``.

    >>> slug("My moons/2"), slug("../../etc"), slug("ü")
    ('my-moons-2', 'etc', 'study')
    """
    return re.sub(r"[^a-z0-9_]+", "-", name.lower())[:_LONGEST].strip("-") or "study"


def part_file(number: int) -> str:
    """The file of a part in ``CURVES``."""
    return f"part-{number:06d}.parquet"


def checkpoint_file(number: int) -> str:
    """The file of a checkpoint in ``CHECKPOINTS``."""
    return f"checkpoint-{number:06d}.safetensors"


def make_folder(root: Path, name: str, created: str) -> Path:
    """Make the folder of a new study, readable by its owner only.

    Args:
        root: the folder studies are kept in; made if missing.
        name: the study's name.
        created: ISO 8601 time; the name has it in UTC.
    """
    root.mkdir(parents=True, exist_ok=True)
    made = datetime.fromisoformat(created)
    made = made if made.tzinfo is None else made.astimezone(UTC)
    stem = f"{slug(name)}-{made:%Y%m%d-%H%M%S}"
    again = 1
    while True:
        folder = root / (stem if again == 1 else f"{stem}-{again}")
        try:
            disk.make_folder(folder)
        except FileExistsError:
            again += 1
        else:
            return folder


def next_stamp(root: Path, now: datetime) -> str:
    """The time that names a new study's folder: now, or a second after the latest that is there.

    So the newest study sorts last, whatever clocks did: one that was set back, another machine's, or that of
    an older trainlab, which wrote local time.

    Args:
        root: the folder studies are kept in.
        now: the time.

    Returns:
        ISO 8601 time in UTC.
    """
    now = now.astimezone(UTC).replace(microsecond=0)
    try:
        names = os.listdir(root)
    except OSError:  # it may be written, but not read
        names = []
    stamps = [stamped[0] for name in names if (stamped := _stamped(name))]
    if not stamps or max(stamps) < now:
        return now.isoformat()
    try:
        return (max(stamps) + timedelta(seconds=1)).isoformat()
    except OverflowError:  # the last second of the year 9999
        return max(stamps).isoformat()


def study_slug(folder: Path) -> str:
    """The name part of a study folder's name, its time stripped."""
    match = _STAMP.fullmatch(folder.name)
    return match["slug"] if match else folder.name


def age_key(folder: Path) -> tuple[float, int]:
    """Sort key of study folders: when they were made, by their name or, if that was changed, their file time.

    Returns:
        Seconds since 1970, and which of the studies made in that second under that name it is.
    """
    stamped = _stamped(folder.name)
    if stamped is not None:
        return stamped[0].timestamp(), stamped[1]
    try:
        return folder.stat().st_mtime, 1
    except OSError:  # deleted meanwhile
        return 0.0, 1


def _stamped(name: str) -> tuple[datetime, int] | None:
    """The time in a folder's name, and which of that second and name it is; None where there is none."""
    match = _STAMP.fullmatch(name)
    if match is None:
        return None
    try:
        made = datetime(*(int(match["time"][place]) for place in _DATE), tzinfo=UTC)
    except ValueError:  # digits that are not a date
        return None
    return made, int((match["again"] or "1")[:9])


def is_plain(name: str) -> bool:
    """Whether a name is a file's own name, with nothing of a path in it."""
    return _PLAIN.fullmatch(name) is not None
