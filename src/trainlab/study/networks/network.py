"""A trained net by itself, free of the study it was trained in."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping

import numpy as np

from trainlab.errors import DataError
from trainlab.plain import plain
from trainlab.settings import Value
from trainlab.study.networks.network_record import NetworkRecord, Standardization
from trainlab.tasks import task_of


class Network:
    """A trained net, ready to predict.

    Args:
        record: its weights and everything else about it.
    """

    def __init__(self, record: NetworkRecord) -> None:
        self.record = record

    @property
    def net(self) -> str:
        """Its architecture, such as ``784-100-10``."""
        return str(self.record.settings["net"])

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one example."""
        return self.record.input_shape

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, in the order of the columns of a prediction; () where it predicts numbers."""
        return self.record.classes

    @property
    def target_names(self) -> tuple[str, ...]:
        """Names of the numbers it predicts, in the order of the columns of a prediction."""
        return self.record.target_names

    @property
    def features(self) -> tuple[str, ...]:
        """Column names of tabular data, in the order of the columns of the inputs; () for images."""
        return self.record.features

    @property
    def weights(self) -> Mapping[str, np.ndarray]:
        """Its weights by name (``hidden1.kernel``)."""
        return self.record.weights

    @property
    def numbers(self) -> int:
        """How many numbers its weights are."""
        return sum(array.size for array in self.weights.values())

    def predict(self, x: object) -> np.ndarray:
        """The probability of every class for some inputs, or the numbers that are predicted.

        Args:
            x: (examples, *input_shape) numbers, prepared as those it was trained on (images scaled to 0..1).
                If it was trained on standardised inputs, they are standardised in the same way.

        Returns:
            (examples, classes) float32; the rows sum to 1. Where targets are numbers, (examples, targets)
            float64 in the unit of the file.

        Raises:
            DataError: the inputs do not fit the net.
        """
        record = self.record
        return predict(
            record.settings, record.weights, x, record.input_shape, record.standardization,
            record.target_standardization,
        )  # fmt: skip

    def __repr__(self) -> str:
        answers = (
            f"{len(self.classes)} classes" if self.classes else f"predicts {', '.join(self.target_names)}"
        )
        return plain(f"<Network {self.net}: {answers}, {self.numbers:,} numbers>")


def load_network(path: str | os.PathLike[str]) -> Network:
    """Load a network that was exported.

    Args:
        path: the path it was exported to, with or without ``.safetensors`` or ``.json``.

    Returns:
        The network: its predictions are those of the trial it was exported from, bit by bit.

    Raises:
        NetError: there is no network, or the files do not hold one.
        StudyError: the file of the weights is damaged.

    >>> network = load_network("best")  # doctest: +SKIP
    >>> network.predict(images).argmax(axis=1)  # doctest: +SKIP
    """
    from trainlab.study.networks.load import read_network

    return Network(read_network(path))


def predict(
    settings: Mapping[str, Value],
    weights: Mapping[str, np.ndarray],
    x: object,
    input_shape: tuple[int, ...],
    standardization: Standardization | None,
    of_targets: Standardization | None = None,
) -> np.ndarray:
    """What a net predicts for inputs as a user gives them.

    The probability of every class, (examples, classes) float32; or numbers in the unit of the file,
    (examples, targets) float64.

    Args:
        settings: of the trial the net was trained in.
        weights: ``layer.variable`` -> array.
        x: (examples, *input_shape), or (examples, numbers) in that order.
        input_shape: shape of one example.
        standardization: what the inputs are shifted and scaled by, or None.
        of_targets: what numeric targets are shifted and scaled by, or None.

    Raises:
        DataError: the inputs do not fit the net.
    """
    if np.ma.is_masked(x):
        raise DataError("inputs hold a missing value (masked): a net takes numbers only.")
    try:
        # What is standardised keeps its precision until then: time stamps would be equal in 32 bits.
        inputs = np.asarray(x, np.float32 if standardization is None else np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"inputs must be numbers, with one example a row: {error}.") from None
    fit = inputs.ndim > 1 and math.prod(inputs.shape[1:]) == math.prod(input_shape)
    if fit and standardization is not None:  # what does not fit is refused below
        from trainlab.data import standardized_by

        inputs = standardized_by(*standardization, inputs.reshape(len(inputs), *input_shape))
    from trainlab.scale.engine import engine

    with engine():
        from trainlab.train.apply import predict_outputs

        outputs = predict_outputs(settings, weights, inputs, input_shape)
    if not task_of(settings).numeric:
        return outputs
    return outputs.astype(np.float64) if of_targets is None else outputs * of_targets[1] + of_targets[0]
