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

from trainlab.store.find import find_study, list_studies
from trainlab.store.reader import StudyReader
from trainlab.store.writer import StudyWriter

__all__ = ["StudyReader", "StudyWriter", "find_study", "list_studies"]
