"""Step curves out of the parts of a study, each part read once however often a reader asks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from trainlab.errors import ResourceError, StudyError
from trainlab.store.curves._reading_cache import MAX_BYTES, Answer, Answers, joined, size
from trainlab.store.curves.curve_rows import Rows
from trainlab.store.curves.parquet import read_curve
from trainlab.store.curves.parts import Part

Take = Callable[[Rows], object]
"""What is given the rows of a curve, piece by piece, in the order of steps."""


class Recorded(NamedTuple):
    """How far a curve was read.

    Attributes:
        files: all files that hold the curve by now.
        study: tells the study from another that took its place.
    """

    files: frozenset[str]
    study: Hashable


class StepCurves:
    """The step curves of one study, and what was read of them; safe to use from any thread.

    Args:
        folder: the study's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._answers: Answers[frozenset[str]] = Answers()

    def read(
        self,
        study: Hashable,
        name: str,
        trials: np.ndarray,
        committed: Sequence[Part],
        most: int,
        look_again: Callable[[], Sequence[Part]],
    ) -> list[Rows]:
        """The rows of one curve.

        Args:
            study: tells the study from another that took its place.
            name: the curve.
            trials: ids, ascending.
            committed: the parts.
            most: rows there can be, by the lengths of the trials.
            look_again: gives the parts that are committed by now; asked where one of them is gone.

        Raises:
            StudyError: a part is damaged or lost.
        """
        question = (study, name, trials.tobytes())
        last = self._answers.last(question)
        known = frozenset() if last is None else last.known
        left = most - (0 if last is None else len(last.rows[0]))
        pieces: list[Rows] = []

        def begin(whole: bool) -> Take:
            pieces[:] = [] if last is None or whole else [last.rows]
            return pieces.append

        new = self._read(study, name, trials, committed, known, (most, left), look_again, begin)
        return self._keep(question, pieces, new.files)

    def since(
        self,
        last: Recorded | None,
        held: int,
        study: Hashable,
        name: str,
        trials: np.ndarray,
        committed: Sequence[Part],
        most: int,
        look_again: Callable[[], Sequence[Part]],
        begin: Callable[[bool], Take],
    ) -> Recorded:
        """Give the rows of parts that ``last`` did not know, after ``held`` rows; nothing is kept here."""
        known = last.files if last is not None and last.study == study else frozenset()
        return self._read(study, name, trials, committed, known, (most, most - held), look_again, begin)

    def _read(
        self,
        study: Hashable,
        name: str,
        trials: np.ndarray,
        committed: Sequence[Part],
        known: frozenset[str],
        room: tuple[int, int],
        look_again: Callable[[], Sequence[Part]],
        begin: Callable[[bool], Take],
    ) -> Recorded:
        """Give what is not known. ``room``: rows that there can be in all, and that can be new."""
        while True:
            files = frozenset(part.file for part in committed if name in part.curves)
            # Compacted meanwhile, the parts that were read are gone, and their rows are in another file.
            whole = not known or not known <= files
            new = [part for part in committed if whole or part.file not in known]
            known_only = True
            try:
                take = begin(whole)
                for piece in read_curve(self._folder, new, name, trials, room[0 if whole else 1]):
                    known_only = False
                    take(piece)
            except FileNotFoundError as error:
                now = look_again()
                if now == committed:
                    raise StudyError(f"the study '{self._folder}' has lost curves: {error}.") from error
                committed = now  # the parts were compacted while they were being read
                if not known_only:  # which of their rows were given cannot be told any more
                    known = frozenset()
            except MemoryError as error:
                raise ResourceError(
                    f"there is not enough memory to read curves of the study '{self._folder}'."
                ) from error
            except (OSError, ValueError, LookupError) as error:
                raise StudyError(f"curves of the study '{self._folder}' cannot be read: {error}.") from error
            else:
                return Recorded(files, study)

    def _keep(self, question: Hashable, pieces: list[Rows], files: frozenset[str]) -> list[Rows]:
        """Keep what was read of several files, as one piece; a single file is quick to read and not kept."""
        if len(files) < 2 or len(pieces) < 2 or sum(map(size, pieces)) > MAX_BYTES:
            return pieces
        answer = Answer(joined(pieces), files)
        self._answers.keep(question, answer)
        return [answer.rows]
