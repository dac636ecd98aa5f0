"""A trial by itself: its settings, its layers, what was measured of it and what it predicted."""

from __future__ import annotations

from typing import Any

import numpy as np

from trainlab.errors import StudyError
from trainlab.metrics import METRICS
from trainlab.settings import SETTINGS
from trainlab.store.predictions import Predictions, kept_predictions
from trainlab.study.networks.variables import summarize
from trainlab.web.kept import Kept

MOST_CLASSES = 60
"""Classes of a confusion matrix that is shown."""


def one_trial(kept: Kept, id: int) -> dict[str, Any]:
    """Everything that is known of a trial besides its curves.

    Raises:
        StudyError: there is no such trial.
    """
    look = kept.look()
    trial = next((one for one in look.trials if one.id == id), None)
    if trial is None:
        raise StudyError(f"study {look.info.name} has no trial {id}.")
    scores = [
        {
            "split": split,
            "weights": which,
            "examples": one.examples,
            "values": {
                METRICS[name].title: [value, METRICS[name].unit == "share"]
                for name, value in one.values.items()
            },
        }
        for (of, split, which), one in kept.study.reader.measured().scores.items()
        if of == id
    ]
    layers, without = _layers(kept, id)
    return {
        "id": id,
        "status": trial.status,
        "words": trial.status_text,
        "parameters": trial.parameters,
        "steps": trial.steps,
        "length": trial.length,
        "best_step": trial.best_step,
        "settings": dict(trial.settings),
        "meanings": {name: SETTINGS[name].meaning for name in trial.settings if name in SETTINGS},
        "best": dict(trial.best),
        "final": dict(trial.final),
        "scores": scores,
        "classifies": bool(look.info.dataset.get("classes")),
        "layers": layers,
        "without_layers": without,
        "predictions": [_predicted(one) for one in kept_predictions(kept.folder, id)],
    }


def examples(kept: Kept, id: int, split: str, weights: str) -> np.ndarray:
    """(kept, *input_shape) float32: inputs of the examples that a trial gets most wrong.

    Raises:
        StudyError: nothing is kept of that split and these weights.
    """
    for one in kept_predictions(kept.folder, id):
        if (one.split, one.weights) == (split, weights):
            return one.inputs
    raise StudyError(f"no predictions of trial {id} are kept of that split.")


def _predicted(one: Predictions) -> dict[str, Any]:
    count = len(one.classes)
    confusion = None
    if count <= MOST_CLASSES:
        confusion = np.zeros((count, count), np.int64)
        np.add.at(confusion, (one.targets, one.predicted), 1)
    return {
        "split": one.split,
        "weights": one.weights,
        "examples": len(one.targets),
        "right": int((one.targets == one.predicted).sum()),
        "mean_loss": float(one.loss.mean()) if len(one.loss) else None,
        "classes": list(one.classes),
        "confusion": None if confusion is None else confusion.tolist(),
        "shape": list(one.inputs.shape[1:]),
        "worst": [
            {
                "example": int(row),
                "target": one.classes[one.targets[row]],
                "predicted": one.classes[one.predicted[row]],
                "loss": float(one.loss[row]),
            }
            for row in one.worst
        ],
    }


def _layers(kept: Kept, id: int) -> tuple[list[dict[str, Any]], str]:
    """Its variables as they are kept, in the order of the layers' names, or why there are none."""
    reader = kept.study.reader
    try:
        for which in ("best", "final"):
            if reader.has_weights(id, which):
                found = summarize(reader.weights(id, which))
                return [
                    {
                        "name": one.name,
                        "shape": list(one.shape),
                        "numbers": one.numbers,
                        "norm": one.norm,
                        "mean": one.mean,
                        "deviation": one.deviation,
                        "largest": one.largest,
                        "weights": which,
                    }
                    for one in found
                ], ""
    except StudyError as error:
        return [], str(error)
    return [], "Its weights are kept once it is over."
