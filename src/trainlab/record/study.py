"""A study apart from its trials, and the populations that its trials are trained in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainlab.record.place import Place
from trainlab.settings import Settings, Value

FORMAT_VERSION = 6
"""Version of the study folder these records are stored in."""


@dataclass(frozen=True, slots=True)
class Population:
    """The trials that one compiled program trains together.

    Attributes:
        id: its number in the study, from 0.
        static: the static settings its trials agree on.
        trials: ids of its trials, in slot order.
        width: trials the program steps together (the last block is padded to it). Results are bitwise
            repeatable at one width only, so the width is part of the plan.
        devices: devices the width is spread over.
        compile_seconds: time spent tracing and compiling its programs, or None before it is known.
        inputs: SHA-256 of what is not a setting and still decides about its numbers: the dataset and the
            weights it reuses. Training continues only with the same. None in a study of an older format.
        places: the nodes of a cluster on which it was trained, in order; empty where that was the machine
            that led the study.
    """

    id: int
    static: Settings
    trials: tuple[int, ...]
    width: int
    devices: int
    compile_seconds: float | None = None
    inputs: str | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyInfo:
    """What a study is, apart from its trials.

    Attributes:
        name: the name it was given.
        created: when it was started, ISO 8601 in UTC; local time without a zone in older studies.
        data: the dataset's name or path.
        dataset: facts of the dataset (inputs, classes, sizes of the splits, fingerprint of the arrays).
        varied: names of the settings that differ between trials, seed excluded, in the order given.
        versions: what it runs on, see ``scale.versions``.
        seconds: wall seconds so far by phase (``compile``, ``train``, and ``probe`` where something is
            probed), over all runs of a resumed study.
        departures: a sentence for each time it was resumed although something had changed that its numbers
            depend on; from there on they are not those of an uninterrupted run.
    """

    name: str
    created: str
    data: str
    dataset: Mapping[str, Value]
    varied: tuple[str, ...]
    versions: Mapping[str, str]
    seconds: Mapping[str, float] = field(default_factory=dict)
    departures: tuple[str, ...] = ()
