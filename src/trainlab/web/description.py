"""What the page knows of studies besides their curves: columns of settings, results and colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from trainlab.plots.compute.axes.metric import is_loss, is_share, metric_name
from trainlab.plots.compute.joined import STUDY
from trainlab.plots.compute.legend.colors import CATEGORIES, SCALE, color_key
from trainlab.plots.compute.legend.keys import choose_keys
from trainlab.record import StudyInfo, Trial
from trainlab.record.facts import FACTS, fact, known_facts, scale_of
from trainlab.record.groups.merit import usual_curve
from trainlab.record.groups.ranking import rank
from trainlab.record.groups.varied import numeric_values, varied_together, varied_values
from trainlab.record.nodes import node_shares
from trainlab.record.wording import describe_settings
from trainlab.settings import SETTINGS
from trainlab.web.command import commands
from trainlab.web.curve_facts import curve_facts
from trainlab.web.kept import Kept, Snapshot
from trainlab.web.places import AXES, Places
from trainlab.web.state import state_of

_SHADES = 64
"""Colours of the scale that are sent."""


def describe(studies: Sequence[Kept]) -> dict[str, Any]:
    """Everything small about some studies, to be drawn together.

    Trials are rows, study after study; each setting, result and fact is a column with a value a row.
    """
    looks = [kept.look() for kept in studies]
    info, trials = _joined(looks)
    names = list(dict.fromkeys(name for trial in trials for name in trial.settings))
    several = len(studies) > 1
    varied = [name for together in varied_together(info, trials) for name in together]
    if "seed" in names and len({trial.settings.get("seed") for trial in trials}) > 1:
        varied.append("seed")
    shared = {name: trials[0].settings.get(name) for name in names if name not in varied} if trials else {}
    differing = [name for name in shared if len({trial.settings.get(name) for trial in trials}) > 1]
    for name in differing:  # of several studies
        del shared[name]
    columns = [*varied, *(name for name in differing if name not in varied)]
    curves = dict.fromkeys(name for look in looks for name in look.curve_names)
    return {
        "versions": [look.version for look in looks],
        "studies": [_study(kept, look) for kept, look in zip(studies, looks, strict=True)],
        "trials": {
            "study": [place for place, look in enumerate(looks) for _ in look.trials],
            "id": [trial.id for look in looks for trial in look.trials],
            "status": [trial.status for trial in trials],
            "words": [trial.status_text for trial in trials],
            "steps": [trial.steps for trial in trials],
            "length": [trial.length for trial in trials],
            "best_step": [trial.best_step for trial in trials],
            "diverged_at": [trial.diverged_at for trial in trials],
            "steps_per_epoch": [trial.steps_per_epoch for trial in trials],
            "name": [describe_settings(trial, columns) for trial in trials],
        },
        "settings": {name: {**_setting(info, trials, name), "varied": name in varied} for name in columns},
        "color": _default_color(info, trials, several),
        "shared": shared,
        "curves": {name: curve_facts(name, trials) for name in curves},
        "results": _results(looks, trials),
        "axes": _axes(looks),
        "ranked": [row for row, _ in _ranked(trials)],
        "by": _by(trials),
        "scale": [_hex(SCALE(place / (_SHADES - 1))) for place in range(_SHADES)],
        "categories": list(CATEGORIES),
        "together": several,
    }


def _default_color(info: StudyInfo, trials: Sequence[Trial], several: bool) -> str | None:
    """The setting that colours mean at first: as in ``trainlab plot``, or of several studies the study."""
    if several:
        return STUDY
    return choose_keys(info, trials).colors.settings[0] if varied_together(info, trials) else None


def _joined(looks: Sequence[Snapshot]) -> tuple[StudyInfo, list[Trial]]:
    """Several studies as one: a setting names the study of each trial, and trials are numbered by row."""
    if len(looks) == 1:
        trials = [replace(trial, id=row) for row, trial in enumerate(looks[0].trials)]
        return looks[0].info, trials
    names = distinct([look.info.name for look in looks])
    trials = [
        replace(trial, settings={**trial.settings, STUDY: name})
        for name, look in zip(names, looks, strict=True)
        for trial in look.trials
    ]
    trials = [replace(trial, id=row) for row, trial in enumerate(trials)]
    first = looks[0].info
    varied = dict.fromkeys(name for look in looks for name in look.info.varied)
    facts = {
        name: value
        for name, value in first.dataset.items()
        if all(look.info.dataset.get(name) == value for look in looks)
    }
    return replace(first, varied=(STUDY, *varied), dataset=facts), trials


def distinct(names: Sequence[str]) -> list[str]:
    """Names of which none comes twice: the second gets a number.

    >>> distinct(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    found: list[str] = []
    for name in names:
        called, number = name, 2
        while called in found:
            called, number = f"{name} ({number})", number + 1
        found.append(called)
    return found


def _study(kept: Kept, look: Snapshot) -> dict[str, Any]:
    info = look.info
    return {
        "id": kept.id,
        "name": info.name,
        "data": info.data,
        "created": info.created,
        "dataset": dict(info.dataset),
        "varied": list(info.varied),
        "versions": dict(info.versions),
        "seconds": dict(info.seconds),
        "departures": list(info.departures),
        "nodes": [
            [share.node, share.sentence]
            for share in node_shares(kept.study.reader.populations(), look.trials)
        ],
        "folder": str(kept.folder),
        "state": state_of(kept, look),
        "commands": commands(kept),
    }


def _setting(info: StudyInfo, trials: Sequence[Trial], name: str) -> dict[str, Any]:
    """A column, and the colours of its values, which are those of ``trainlab plot``."""
    key = color_key(info, trials, (name,))
    values = [trial.settings.get(name) for trial in trials]
    numbers = numeric_values(info, trials, name) if name != STUDY else None
    setting = SETTINGS.get(name)
    return {
        "values": values,
        "numbers": None
        if numbers is None
        else [None if value is None else numbers.get(value) for value in values],
        "different": list(varied_values(trials, name)),
        "scale": scale_of(name) or "linear",
        "meaning": setting.meaning if setting else "",
        "kind": key.kind,
        "colors": [key.colors.get(value, CATEGORIES[-2]) for value in values],
        "legend": [[value, key.colors[value]] for value in key.colors] if key.kind == "legend" else [],
        "low": key.low if key.kind == "scale" else None,
        "high": key.high if key.kind == "scale" else None,
        "log": bool(key.log) if key.kind == "scale" else False,
    }


def _results(looks: Sequence[Snapshot], trials: Sequence[Trial]) -> dict[str, Any]:
    """What each trial reached, and what is known of it, as columns."""
    names = dict.fromkeys(name for trial in trials for name in (*trial.best, *trial.final))
    found: dict[str, Any] = {}
    for which in ("best", "final"):
        for name in names:
            values = [(trial.best if which == "best" else trial.final).get(name) for trial in trials]
            found[f"{which}_{name}"] = {
                "label": f"{'best' if which == 'best' else 'last'} {metric_name(name)}",
                "values": values,
                "share": is_share(name),
                "lower": is_loss(name),
                "scale": "log" if is_loss(name) else "linear",
            }
    facts = dict.fromkeys(name for look in looks for name in known_facts(look.info, look.trials))
    for name in facts:
        known = FACTS[name]
        found[name] = {
            "label": name.replace("_", " "),
            "values": [fact(look.info, one, name) for look in looks for one in look.trials],
            "share": known.share,
            "lower": not known.share,
            "scale": known.scale,
            "meaning": known.meaning,
        }
    return found


def _axes(looks: Sequence[Snapshot]) -> dict[str, dict[str, Any]]:
    """Each axis, and how far a step goes on it, of every trial: on average, where batches differ in size."""
    found = {}
    for along in AXES:
        places = Places(along, [(look.info, look.trials) for look in looks])
        found[along] = {"label": places.label, "unknown": places.unknown, "factor": places.a_step()}
    return found


def _by(trials: Sequence[Trial]) -> str:
    """The curve that trials are ranked by, or where none has it another one."""
    names = list(dict.fromkeys(name for trial in trials for name in (*trial.best, *trial.final)))
    usual = usual_curve(trials)
    return usual if usual in names or not names else next((n for n in names if "validation" in n), names[0])


def _ranked(trials: Sequence[Trial]) -> list[tuple[int, Trial]]:
    """Rows of trials, from the best to the worst: ids are rows here."""
    return [(trial.id, trial) for trial in rank(trials)]


def _hex(color: Sequence[float]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in color[:3])
