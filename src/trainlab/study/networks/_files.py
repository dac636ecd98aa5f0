"""The two files of a network: their names, their markers, and the checksum that ties one to the other."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.files.opening import open_regular

WEIGHTS, ABOUT = ".safetensors", ".json"
"""Endings of the two files of a network."""

OF_INPUT = ("input.mean", "input.deviation")
"""Tensors that standardise the inputs. No layer is called input: its layers' tensors are named otherwise."""

OF_TARGET = ("target.mean", "target.deviation")
"""Tensors that numeric targets were standardised by."""

FORMAT, VERSION = "trainlab network", 2

OF_CLASSES = 1
"""The version that files of nets have which predict classes: the first format knew no others."""


def network_files(path: str | os.PathLike[str]) -> tuple[Path, Path]:
    """The file of a network's weights and the one that describes it.

    Args:
        path: their path, with or without one of the endings.

    Raises:
        StudyError: the path names no file.
    """
    written = os.path.expanduser(os.fspath(path))
    for ending in (WEIGHTS, ABOUT):
        written = written.removesuffix(ending)
    if os.path.basename(written) in ("", ".", ".."):
        raise StudyError(f"'{path}' names no file: a network is written to a path such as runs/best.")
    return Path(written + WEIGHTS), Path(written + ABOUT)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with open_regular(file, refused=StudyError) as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
