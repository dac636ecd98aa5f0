"""The study folder: written chunk by chunk, read while it grows. Nothing else touches a study's files.

::

    runs/<name>-<YYYYmmdd-HHMMSS>/   (UTC)
        study.sqlite            trials, settings, evaluations, and the list of committed files (schema.py)
        study.yaml              the resolved experiment, rerunnable
        curves/*.parquet        step curves: immutable parts, one a chunk; compacted by trial at the end
        weights/*.safetensors   weights of a block of trials, each with a JSON sidecar
        checkpoints/            the state of training, until it ends (checkpoints.py)
        dataset.safetensors     the data, where it could change or be gone: arrays, and files up to 16 MiB
        prepared.safetensors    what is known of the data without it: names, means and deviations,
        fingerprints lock                    held by the one writer; tells who it is

A row in ``study.sqlite`` is the commit: a file that no row names is not part of the study.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trainlab.store.find import find_study, list_studies
    from trainlab.store.reader import StudyReader
    from trainlab.store.writer import StudyWriter

_HOMES = {"StudyReader": "reader", "StudyWriter": "writer", "find_study": "find", "list_studies": "find"}
"""Public name -> the module of this room that has it: who reads loads nothing of what writes."""

__all__ = ["StudyReader", "StudyWriter", "find_study", "list_studies"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'trainlab.store' has no attribute '{name}'")
    from importlib import import_module

    globals()[name] = value = getattr(import_module(f"trainlab.store.{_HOMES[name]}"), name)
    return value
