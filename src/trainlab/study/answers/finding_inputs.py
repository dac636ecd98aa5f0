"""What findings need of a stored study besides its curves."""

from __future__ import annotations

import numpy as np

from trainlab.diagnose.studies.edge_of_range import Ranges
from trainlab.diagnose.studies.same_trials import Kept
from trainlab.errors import ExperimentError, StudyError
from trainlab.store import StudyReader
from trainlab.store.folder.names import EXPERIMENT


def kept_of(reader: StudyReader) -> Kept:
    """Its curves, and the weights of its trials, read when they are asked for."""

    def weights(trial: int, which: str) -> dict[str, np.ndarray] | None:
        try:
            return reader.weights(trial, which)
        except StudyError:
            return None

    return Kept(reader.curve_names(), reader.curves, weights)


def drawn_from(reader: StudyReader) -> Ranges:
    """The ends of the ranges that settings were drawn from at random, as the stored experiment says.

    Nothing where the experiment cannot be read: the values that were drawn are known then, their ranges are
    not.
    """
    try:
        written = reader.experiment()
        if "random" not in written:  # what reads it takes longer to import than most studies take to judge
            return {}
        from trainlab.search import Experiment

        vary, _ = Experiment.parse(written, reader.folder / EXPERIMENT).spaces()
    except (StudyError, ExperimentError):
        return {}
    return {name: (space.low, space.high) for name, space in vary.items() if space.is_range}
