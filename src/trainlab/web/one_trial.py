"""A trial by itself: its settings, its layers, what was measured of it and what it predicted."""

from __future__ import annotations

from typing import Any

from trainlab.errors import StudyError
from trainlab.settings import SETTINGS
from trainlab.study.networks.variables import summarize
from trainlab.web.kept import Kept


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
            "loss": one.loss,
            "accuracy": one.accuracy,
            "examples": one.examples,
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
        "layers": layers,
        "without_layers": without,
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
