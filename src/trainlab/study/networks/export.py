"""Writing networks as files: weights as safetensors, everything else as JSON beside them.

Another library's format gets its own file, which turns a :class:`NetworkRecord` into that format or the
format into a record; nothing else needs to know.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from trainlab.errors import StudyError
from trainlab.files.atomic import replacing, storage_errors
from trainlab.files.disk import PUBLIC, check_path
from trainlab.files.strict_json import encode_for_programs
from trainlab.store.weights.tensors import put_tensors
from trainlab.study.networks._files import (
    FORMAT,
    OF_CLASSES,
    OF_INPUT,
    OF_TARGET,
    VERSION,
    network_files,
    sha256_of,
)
from trainlab.study.networks.network_record import NetworkRecord


def write_network(record: NetworkRecord, path: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Write a network as ``path.safetensors`` and ``path.json``, whole or not at all.

    Args:
        record: the network.
        path: the files' path, with or without one of the endings.
        force: replace files that are already there.

    Returns:
        The file of the weights.

    Raises:
        StudyError: a file is already there, or the path names none or a folder that is not there.
        StorageError: the files cannot be written.
    """
    weights, about = network_files(path)
    with storage_errors(weights):
        check_path(weights)
    for file in (weights, about):
        if os.path.lexists(file) and not force:
            raise StudyError(
                f"'{file}' is already there: choose another name, or replace it with --force (force=True)."
            )
    if not weights.parent.is_dir():
        raise StudyError(f"there is no folder '{weights.parent}' to export a network to.")
    tensors = dict(record.weights)
    if record.standardization is not None:
        tensors |= dict(zip(OF_INPUT, record.standardization, strict=True))
    if record.target_standardization is not None:
        tensors |= dict(zip(OF_TARGET, record.target_standardization, strict=True))
    # Both are safe on the disk before either gets its name; the JSON names the weights it belongs to.
    with (
        storage_errors(weights),
        replacing(about, PUBLIC) as new_about,
        replacing(weights, PUBLIC) as new_weights,
    ):
        put_tensors(new_weights, tensors, {"format": FORMAT})
        new_weights.flush()
        described = _describe(record, sha256_of(new_weights.path))
        new_about.write((encode_for_programs(described, indent=1) + "\n").encode())
    return weights


def _describe(record: NetworkRecord, sha256: str) -> dict[str, Any]:
    numeric = {
        "targets": list(record.target_names),
        "targets_standardized": record.target_standardization is not None,
    }
    return {
        "format": FORMAT,
        # What predicts classes is what it was before there were others.
        "version": VERSION if record.target_names else OF_CLASSES,
        **(numeric if record.target_names else {}),
        "settings": dict(record.settings),
        "input_shape": list(record.input_shape),
        "classes": list(record.classes),
        "features": list(record.features),
        "standardized": record.standardization is not None,
        "scores": dict(record.scores),  # null where not finite
        "origin": dict(record.origin),
        "sha256": sha256,
    }
