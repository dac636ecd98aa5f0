"""Weights put into a study by themselves, as a commit puts those of trials that are over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from trainlab.files.atomic import storage_errors
from trainlab.store import StudyWriter
from trainlab.store.database.schema import transaction
from trainlab.store.weights.weights import delete_replaced, enter_weights, write_weights


def save_weights(
    writer: StudyWriter,
    which: str,
    block: str,
    trials: Sequence[int],
    tensors: Mapping[str, np.ndarray],
    about: Mapping[str, object],
) -> None:
    """Keep weights of a block of trials; a block saved again replaces what it held."""
    with storage_errors(writer.folder):
        saved = write_weights(writer.folder, which, block, trials, tensors, about)
        with transaction(writer._connection):
            enter_weights(writer._connection, saved)
        delete_replaced(writer.folder, saved)
