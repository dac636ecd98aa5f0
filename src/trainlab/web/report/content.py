"""What a report holds of a study, in place of what the server would answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from trainlab.counted import counted
from trainlab.errors import StudyError
from trainlab.files.strict_json import encode_for_programs
from trainlab.plots.compute.axes.metric import metric_name
from trainlab.record import Curves
from trainlab.web.bands import bands, group_rows
from trainlab.web.description import describe
from trainlab.web.findings import findings
from trainlab.web.kept import Kept
from trainlab.web.one_trial import examples, one_trial
from trainlab.web.pack import pack
from trainlab.web.places import Places
from trainlab.web.report.points import Points
from trainlab.web.report.room import compressed, fitted
from trainlab.web.state import share_text
from trainlab.web.window import Window

DETAILED = 20
"""Trials whose layers are held, the best ones."""

PICTURE_SHARE = 0.25
"""Of the room, what the examples may take that trials get most wrong."""

BAND_SHARE = 0.25
"""Of the room for curves, what medians and bands of groups may take."""

BAND_BUCKETS, BANDS_TOGETHER = 200, 12_000
"""Buckets of a band, and of all bands of a grouping together."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is embedded.

    Attributes:
        about: everything small, see :func:`trainlab.web.description.describe`, and which block holds which
            curve and which grouping.
        findings: as the page has them.
        blocks: compressed data, the first of them small facts.
        note: what was left out of the curves, in a sentence; empty where nothing was.
    """

    about: dict[str, Any]
    findings: list[dict[str, Any]]
    blocks: tuple[str, ...]
    note: str


def content(kept: Kept, room: int) -> Content:
    """What is embedded of a study.

    Args:
        kept: the study.
        room: characters there are for all of it.
    """
    about, found = describe([kept]), findings([kept])
    study = about["studies"][0]
    study["folder"] = kept.folder.name  # where it lies is nobody's business who is sent the file
    study["state"] = standing(study["state"])
    look = kept.look()
    places = Places("examples", [(look.info, look.trials)])
    about["examples"] = [places.key(row) for row in range(len(look.trials))]
    about["findings"] = found
    about["details"] = {
        str(about["trials"]["id"][row]): one_trial(kept, about["trials"]["id"][row])
        for row in about["ranked"][:DETAILED]
    }
    about["pictures"] = {}
    blocks: list[str] = []
    room -= len(compressed(encode_for_programs(about).encode()))
    for key, text in _pictures(kept, about, int(PICTURE_SHARE * room)):
        about["pictures"][key] = len(blocks) + 1
        blocks.append(text)
        room -= len(text)
    about["groups"] = []
    for curve, by, text in _bands(kept, about, int(BAND_SHARE * room)):
        about["groups"].append([curve, list(by), len(blocks) + 1])
        blocks.append(text)
        room -= len(text)
    curves = {name: _own(kept, name, len(look.trials)) for name in look.curve_names}
    points = fitted(curves, room)
    about["held"] = {}
    for name, (held, text) in points.items():
        about["held"][name] = {"block": len(blocks) + 1, "whole": held.whole}
        blocks.append(text)
    about["note"] = _note({name: held for name, (held, _) in points.items()})
    first = compressed(encode_for_programs(about).encode())
    return Content(about, found, (first, *blocks), about["note"])


def standing(state: dict[str, Any]) -> dict[str, Any]:
    """The state of a study as a file can say it: what trains now will not, when the file is read."""
    if state["word"] in ("done", "empty"):
        return {**state, "left": None}
    over = f"{state['over']:,} of {counted(state['trials'], 'trial')} finished"
    said = f"Unfinished when this report was written: {over}, {share_text(state['made'], state['of'])} of "
    return {**state, "word": "unfinished", "sentence": f"{said}all steps made.", "left": None}


def _pictures(kept: Kept, about: dict[str, Any], room: int) -> list[tuple[str, str]]:
    """The examples that the best trials get most wrong, where predictions are kept and there is room."""
    found = []
    for id, trial in about["details"].items():
        for one in trial["predictions"]:
            inputs = examples(kept, int(id), one["split"], one["weights"])
            text = compressed(pack({}, {"inputs": inputs}))
            if len(text) <= room:
                found.append((f"{id} {one['split']} {one['weights']}", text))
                room -= len(text)
    return found


def _own(kept: Kept, name: str, trials: int) -> Curves:
    """A curve of the trials that are described: they are all."""
    _, curves = kept.curve(name)
    return curves if len(curves.trials) == trials else curves.take(np.arange(trials))


def _bands(kept: Kept, about: dict[str, Any], room: int) -> list[tuple[str, tuple[str, ...], str]]:
    """Medians and bands of groups, as many as there is room for: those asked for most come first."""
    look = kept.look()
    varied = [name for name, one in about["settings"].items() if one["varied"] and name != "seed"]
    groupings = [by for size in (1, 2) for by in combinations(varied, size)]
    curves = [name for name in look.curve_names if "." not in name and name != "learning_rate"]
    found = []
    for by in groupings:
        groups = len(group_rows([(look.info.name, look.trials)], by))
        if groups * 2 > len(look.trials) or groups > BANDS_TOGETHER // 30:
            continue  # a median of one trial is that trial
        buckets = min(BAND_BUCKETS, BANDS_TOGETHER // groups)
        for curve in curves:
            try:
                text = compressed(pack(*bands([kept], Window(curve, buckets=buckets), by)))
            except StudyError:
                continue
            if len(text) <= room:
                found.append((curve, by, text))
                room -= len(text)
    return found


def _note(points: dict[str, Points]) -> str:
    thinned = [name for name, held in points.items() if not held.whole]
    if not thinned:
        return ""
    held = sum(len(points[name].values) for name in thinned)
    of = sum(points[name].of for name in thinned)
    *first, last = map(metric_name, thinned)
    names = f"{', '.join(first)} and {last}" if first else last
    return (
        f"This file holds {held:,} of the {of:,} points of {names}: the smallest and the largest value of "
        "every few steps, so that no extreme is lost. The study holds all of them."
    )
