"""A study that somebody looks at: what was read of it is kept until a commit changes it."""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from trainlab.errors import StudyError
from trainlab.record import EVALUATION_CURVES, Curves, Finding, StudyInfo, Trial
from trainlab.store.curves.constant_rate import CURVE as CONSTANT
from trainlab.store.curves.curve_rows import Rows
from trainlab.store.curves.step_curves import Recorded, Take
from trainlab.store.folder.names import DATABASE
from trainlab.study.study import Study
from trainlab.web.growing import Growing, Points
from trainlab.web.medians import Medians

Stamp = tuple[tuple[int, int, int] | None, ...]

_WATCHED = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-journal", "measured.json", "")
"""Files of a study that a commit or a measurement changes; and its folder, where predictions are kept."""

_CURVES = 24
"""Curves of a study that are kept: the panels of a few viewers."""

_GROUPS = 4000
"""Groups whose medians are kept."""

_FINDING_REST = 100
"""Of the time that findings took, how often over they are not looked for again while a study trains."""

_SPEED_SECONDS = 30.0
"""Time over which the speed of training is taken."""


@dataclass(frozen=True)
class Snapshot:
    """What was committed of a study when it was looked at.

    Attributes:
        version: number of the look; another one where something was committed since.
        info, trials, finished: what the study is.
        curve_names: the curves it has.
        speed: steps of trials a second while somebody looked; None where not known.
    """

    version: int
    info: StudyInfo
    trials: tuple[Trial, ...]
    finished: bool
    curve_names: tuple[str, ...]
    speed: float | None

    @cached_property
    def made(self) -> int:
        """Steps that all trials together have made."""
        return sum(trial.steps for trial in self.trials)


class Grown(NamedTuple):
    """A step curve that is kept: its version, what was read last, its points; None where these do not fit."""

    version: int
    last: Recorded
    curve: Growing | None


class Kept:
    """A study, read once however many viewers ask; safe to use from any thread.

    Args:
        id: what the address calls it.
        folder: its folder.

    Raises (every method):
        StudyError: it cannot be read, or is gone.
    """

    def __init__(self, id: str, folder: Path) -> None:
        self.id, self.folder = id, folder
        self._lock, self._finding = threading.RLock(), threading.Lock()
        self._study = Study(folder)
        self._stamp: Stamp | None = None
        self._snapshot: Snapshot | None = None
        self._curves: OrderedDict[str, tuple[int, Curves]] = OrderedDict()
        self._findings: tuple[int, list[Finding]] | None = None
        self._counts: OrderedDict[tuple[str, int], np.ndarray] = OrderedDict()
        self._medians: OrderedDict[tuple[str, bytes], Medians] = OrderedDict()
        self._growing: OrderedDict[str, Grown] = OrderedDict()
        self._paths = tuple(os.path.join(folder, name) for name in _WATCHED)
        self._progress: list[tuple[float, int]] = []
        self._find_again = 0.0

    @property
    def study(self) -> Study:
        """What Python opens."""
        return self._study

    def stamp(self) -> Stamp:
        """Changes whenever something is committed: a few calls of the system, no file is opened."""
        return tuple(map(_one_stamp, self._paths))

    def look(self) -> Snapshot:
        """What is committed now."""
        with self._lock:
            stamp = self.stamp()
            if self._snapshot is None or stamp != self._stamp:
                if stamp[0] is None:
                    raise gone(self.folder)
                found = self._study.reader.look()
                version = 1 if self._snapshot is None else self._snapshot.version + 1
                speed = self._speed(sum(trial.steps for trial in found.trials))
                self._snapshot = Snapshot(
                    version, found.info, tuple(found.trials), found.finished, tuple(found.curve_names), speed
                )
                self._stamp = stamp
            return self._snapshot

    def curve(self, name: str) -> tuple[int, Curves]:
        """A curve of all trials, by id, and the version it was read at.

        Raises:
            StudyError: the study has no such curve.
        """
        with self._lock:
            version = self.look().version
            kept = self._curves.get(name)
            if kept is None or kept[0] != version:
                for old in [one for one, (at, _) in self._curves.items() if at != version]:
                    del self._curves[old]  # those of earlier commits are not asked for again
                kept = version, self._study.reader.curves(name)
                self._curves[name] = kept
            self._curves.move_to_end(name)
            while len(self._curves) > _CURVES:
                self._curves.popitem(last=False)
            return kept

    def points(self, name: str) -> tuple[int, Points | Curves]:
        """The same, to be drawn: what was committed since it was asked for last is put behind the rest.

        Raises:
            StudyError: the study has no such curve.
        """
        with self._lock:
            look = self.look()
            if name in EVALUATION_CURVES or name == CONSTANT:
                version, curves = self.curve(name)
                return version, Points.of(curves) or curves
            kept = self._growing.get(name)
            if kept is None or (kept.curve is not None and kept.version != look.version):
                kept = self._grow(name, kept, look)
            self._growing[name] = kept
            self._growing.move_to_end(name)
            while len(self._growing) > _CURVES:
                self._growing.popitem(last=False)
            if kept.curve is None:  # trials whose steps are not those of the others
                version, curves = self.curve(name)
                return version, Points.of(curves) or curves
            return look.version, kept.curve.seen()

    def _grow(self, name: str, kept: Grown | None, look: Snapshot) -> Grown:
        curve = None if kept is None else kept.curve
        held = 0 if curve is None else curve.held
        last = None if kept is None or curve is None else kept.last
        fits = True

        def begin(whole: bool) -> Take:
            nonlocal curve, fits
            if whole or curve is None:
                curve, fits = Growing(len(look.trials)), True
            return take

        def take(piece: Rows) -> None:
            nonlocal fits
            assert curve is not None
            fits = fits and curve.add([piece])

        found = self._study.reader.recorded_since(name, begin, last, held)
        return Grown(look.version, found, curve if fits else None)

    def medians(self, name: str, rows: np.ndarray) -> Medians:
        """What is kept of the median of a group: some rows of a curve."""
        key = name, rows.tobytes()
        with self._lock:
            kept = self._medians.setdefault(key, Medians(rows))
            self._medians.move_to_end(key)
            while len(self._medians) > _GROUPS:
                self._medians.popitem(last=False)
            return kept

    def counts(self, name: str, version: int) -> np.ndarray | None:
        """How many points each trial had at a version that was sent; None where that is long ago."""
        with self._lock:
            return self._counts.get((name, version))

    def sent(self, name: str, version: int, counts: np.ndarray) -> None:
        """Remember how many points each trial has at a version that is being sent."""
        with self._lock:
            self._counts[name, version] = counts
            while len(self._counts) > 4 * _CURVES:
                self._counts.popitem(last=False)

    def findings(self) -> list[Finding]:
        """What its curves say; computed once, however many ask at a time.

        They look at every point there is. So while a study trains they may be those of an earlier commit, and
        are looked for again once so much time has passed that training is hardly disturbed.
        """
        with self._finding:
            look = self.look()
            version, found = self._findings or (0, [])
            if version == look.version or (
                version and time.monotonic() < self._find_again and self._trains(look)
            ):
                return found
            begun = time.monotonic()
            vars(self._study).pop("trials", None)  # it keeps those of when it was asked first
            self._findings = look.version, self._study.findings()
            self._find_again = time.monotonic() + _FINDING_REST * (time.monotonic() - begun)
            _return_memory()
            return self._findings[1]

    def _trains(self, look: Snapshot) -> bool:
        from trainlab.web.state import state_of

        return state_of(self, look)["word"] in ("training", "compiling")

    def _speed(self, made: int) -> float | None:
        now = time.monotonic()
        recent = [one for one in self._progress if one[0] > now - _SPEED_SECONDS]
        self._progress = [*(recent or self._progress[-1:]), (now, made)]
        (began, before), (ended, after) = self._progress[0], self._progress[-1]
        return (after - before) / (ended - began) if ended - began > 0.5 and after > before else None


def _return_memory() -> None:
    """Arrow and the C library keep what was used for the next time, which may never come."""
    import pyarrow

    pyarrow.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc
    if trim is not None:
        trim(0)


def _one_stamp(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def gone(folder: Path) -> StudyError:
    """The error for a study that was there."""
    return StudyError(f"the study '{folder.name}' is not there any more: it was deleted or moved.")
