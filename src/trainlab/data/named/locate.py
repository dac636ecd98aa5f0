"""Where the files of stored datasets may lie, in the order they are looked for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from trainlab.data.formats.idx_folder import images_file, labels_file
from trainlab.folders import cache_root, named_by

SYSTEM = Path("/usr/share/datasets")
"""Where Debian's packages dataset-* put their files."""

LAYOUTS = {
    "banknote": ("banknote_authentication.csv",),
    "california_housing": ("california_housing.csv",),
    "mnist": ("mnist",),
    "fashion_mnist": ("fashion_mnist", "fashion-mnist"),
}
"""Names each dataset may have inside a place: a CSV file, or a folder of IDX files."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that may hold datasets.

    Attributes:
        title: what people know it as.
        folder: where it is.
    """

    title: str
    folder: Path


def cache_folder() -> Path | None:
    """Where downloads are kept: ``data`` in trainlab's cache; None where there is no home to have one in."""
    root = cache_root()
    return root and root / "data"


def places() -> list[Place]:
    """The places to look in, first come first served."""
    named = ("TRAINLAB_DATA", named_by("TRAINLAB_DATA")), ("the cache", cache_folder())
    return [
        *(Place(title, folder) for title, folder in named if folder is not None),
        Place("the system's datasets", SYSTEM),
    ]


def find(name: str) -> tuple[Place, Path] | None:
    """The first place that has all files of a stored dataset, and the file or folder it has them in."""
    for place in places():
        for layout in LAYOUTS[name]:
            path = place.folder / layout
            if complete(path):
                return place, path
    return None


def looked_in(name: str) -> str:
    """One clause for an error message: every place that was looked in, and what it lacked."""
    without = "" if os.environ.get("TRAINLAB_DATA") else "TRAINLAB_DATA (not set), "
    return without + ", ".join(f"{place.title} ({place.folder}{_lack(place, name)})" for place in places())


def complete(path: Path) -> bool:
    """Whether a file, or a folder of IDX files with train and test, is there."""
    return path.is_file() if path.suffix == ".csv" else not _missing(path)


def _missing(folder: Path) -> list[str]:
    """What a folder of IDX files lacks of train and test."""
    return [
        f"{split} {kind}"
        for split in ("train", "test")
        for kind, file in (("images", images_file), ("labels", labels_file))
        if file(folder, split) is None
    ]


def _lack(place: Place, name: str) -> str:
    if not place.folder.is_dir():
        return ": no such folder"
    for layout in LAYOUTS[name]:
        if (place.folder / layout).is_dir():
            return f": {layout}/ lacks {', '.join(_missing(place.folder / layout))}"
    return f": no {' or '.join(LAYOUTS[name])}"
