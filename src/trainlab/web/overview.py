"""The list of all studies: a line each, as little as possible read of them."""

from __future__ import annotations

from typing import Any

from trainlab.counted import counted
from trainlab.errors import StudyError, TrainlabError
from trainlab.metrics import metric_of
from trainlab.record.groups.merit import usual_curve
from trainlab.record.groups.ranking import rank
from trainlab.record.wording import measured_value
from trainlab.web.kept import Kept
from trainlab.web.shelf import Shelf
from trainlab.web.state import state_of

MOST = 200
"""Studies that are listed."""


def overview(shelf: Shelf) -> dict[str, Any]:
    """The newest studies, those that cannot be read, and a sentence where there is nothing."""
    folders = shelf.folders()
    lines, damaged = [], shelf.damaged()
    for id in list(folders)[:MOST]:
        try:
            lines.append(study_line(shelf.take(id)))
        except StudyError as error:
            damaged[id] = str(error).rstrip(".")
    said = ""
    if not folders and not damaged:
        said = f"There is no study in '{shelf.root}' yet: make one with 'trainlab run moons --net 2-4-2'."
    elif len(folders) > MOST:
        said = f"The newest {MOST} of {len(folders):,} studies."
    return {"root": str(shelf.root), "sentence": said, "studies": lines, "damaged": damaged}


def study_line(kept: Kept) -> dict[str, Any]:
    """A study's line.

    Raises:
        StudyError: it cannot be read.
    """
    look = kept.look()
    nets = list(dict.fromkeys(str(trial.settings.get("net")) for trial in look.trials))
    by = usual_curve(look.trials)
    best = rank(look.trials)[0].best.get(by) if look.trials else None
    return {
        "id": kept.id,
        "name": look.info.name,
        "created": look.info.created,
        "data": look.info.data,
        "net": nets[0] if len(nets) == 1 else counted(len(nets), "net"),
        "varied": list(look.info.varied),
        "trials": len(look.trials),
        "state": state_of(kept, look),
        "best": _best_text(by, best),
    }


def _best_text(by: str, best: float | None) -> str:
    """The best value of any trial with what it is, which goes without saying of an accuracy."""
    metric = metric_of(by)
    if best is None or metric is None:
        return "-"
    text = measured_value(by, best)
    return text if metric.name == "accuracy" else f"{metric.title} {text}"


def first_finding(kept: Kept) -> dict[str, Any]:
    """The first finding of a study, or why there is none."""
    try:
        found = kept.findings()
    except TrainlabError as error:
        return {"symptom": "", "sentence": str(error)}
    if not found:
        return {"symptom": "", "sentence": "Nothing stands out."}
    return {"symptom": found[0].symptom, "sentence": found[0].sentence}
