"""What is known of a trained net: written to files, read from them, and used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainlab.settings import Value
from trainlab.study.data.data_record import Standardization


@dataclass(frozen=True, eq=False, kw_only=True)
class NetworkRecord:
    """Everything about a trained net: every file format is written from it and read into it.

    Attributes:
        settings: of the trial it was trained in; ``net``, ``activation`` and the numbers of activations are
            those it is used with.
        input_shape: shape of one example.
        classes: class names, index = class number; () where it predicts numbers.
        features: column names of tabular data, () for images.
        weights: ``layer.variable`` -> float32 array, with statistics such as moving means.
        standardization: what the inputs are shifted and scaled by, or None where they are taken as they are.
        scores: loss and accuracy on train and validation, by name of the curve, where they were measured.
        origin: where it was trained: ``study``, ``data``, ``trial``, ``weights`` (best or final), ``step``.
        target_names: names of the numbers it predicts; () where it predicts classes.
        target_standardization: what the numbers are shifted and scaled by, or None.
    """

    settings: Mapping[str, Value]
    input_shape: tuple[int, ...]
    classes: tuple[str, ...]
    features: tuple[str, ...]
    weights: Mapping[str, np.ndarray]
    standardization: Standardization | None
    scores: Mapping[str, float]
    origin: Mapping[str, Value]
    target_names: tuple[str, ...] = ()
    target_standardization: Standardization | None = None
