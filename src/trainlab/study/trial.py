"""A trial in hand: its record, its curves, its weights, its predictions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from trainlab.errors import DataError, StudyError
from trainlab.record import Trial
from trainlab.settings import Settings
from trainlab.store import StudyReader


class StudyTrial:
    """One trial of a stored study.

    Args:
        reader: the study.
        record: the trial's record.
    """

    def __init__(self, reader: StudyReader, record: Trial) -> None:
        self._reader = reader
        self.record = record

    @property
    def id(self) -> int:
        """Its number in the study."""
        return self.record.id

    @property
    def settings(self) -> Settings:
        """Every setting that applies to it."""
        return self.record.settings

    @property
    def status(self) -> str:
        """``done``, ``diverged at step N``, ..."""
        return self.record.status_text

    def curve(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The steps and the values of one of its curves; see :meth:`Study.curves`."""
        curves = self._reader.curves(name, [self.id])
        return curves.steps, curves.values[0]

    def weights(self, which: str = "best") -> dict[str, np.ndarray]:
        """Its weights by name (``hidden1.kernel``): at its ``best`` evaluation, or the ``final`` ones.

        Raises:
            StudyError: ``which`` is neither, or the trial has not ended yet.
        """
        if which not in ("best", "final"):
            raise StudyError(f"weights must be best or final, not '{which}'.")
        return self._reader.weights(self.id, which)

    def evaluate(self, split: str = "test", which: str = "best") -> dict[str, Any]:
        """Its loss and accuracy on a split.

        Args:
            split: train, validation or test.
            which: the weights of its ``best`` evaluation (highest validation accuracy) or the ``final`` ones.

        Returns:
            ``split``, ``weights``, ``examples``, ``loss`` (mean, without penalties) and ``accuracy``.

        Raises:
            DataError: no split has that name, or the data is not there any more.
            StudyError: the data is not what the study was trained on.
        """
        from trainlab.study.dataset import stored_dataset
        from trainlab.train.apply import evaluate_split

        dataset = stored_dataset(self._reader, self.record)
        part = dataset.split(split)
        loss, accuracy = evaluate_split(self.settings, self.weights(which), part.inputs, part.targets)
        return {
            "split": split,
            "weights": which,
            "examples": len(part.targets),
            "loss": loss,
            "accuracy": accuracy,
        }

    def predict(self, x: object, which: str = "best") -> np.ndarray:
        """The probability of every class for some inputs.

        Args:
            x: (examples, *input_shape) numbers, prepared as the dataset's are (images scaled to 0..1). If the
                trial standardises its inputs, they are standardised as its train split was.
            which: ``best`` or ``final`` weights.

        Returns:
            (examples, classes) float32; the rows sum to 1.

        Raises:
            DataError: the inputs do not fit the net.
        """
        from trainlab.data import standardized_like
        from trainlab.study.dataset import stored_dataset
        from trainlab.train.apply import predict_probabilities

        try:
            inputs = np.asarray(x, np.float32)
        except (TypeError, ValueError) as error:
            raise DataError(f"inputs must be numbers, with one example a row: {error}.") from None
        if self.settings["standardize"]:
            raw = stored_dataset(self._reader, self.record, {**self.settings, "standardize": False})
            if math.prod(inputs.shape[1:]) == math.prod(raw.input_shape):  # otherwise refused below
                inputs = standardized_like(raw.train.inputs, inputs)
        return predict_probabilities(self.settings, self.weights(which), inputs)

    def __repr__(self) -> str:
        accuracy = self.record.best.get("validation_accuracy")
        shown = "" if accuracy is None else f", validation accuracy {accuracy:.4f}"
        return f"<trial {self.id}: {self.status}{shown}>"
