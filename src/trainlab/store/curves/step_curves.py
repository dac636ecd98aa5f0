"""Step curves out of the parts of a study, each part read once however often a reader asks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

import numpy as np

from trainlab.errors import ResourceError, StudyError
from trainlab.store.curves._reading_cache import MAX_BYTES, Answer, Answers, joined, size
from trainlab.store.curves.curve_rows import Rows
from trainlab.store.curves.parquet import read_curve
from trainlab.store.curves.parts import Part


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
        while True:
            files = frozenset(part.file for part in committed if name in part.curves)
            # Compacted meanwhile, the parts that were read are gone, and their rows are in another file.
            before = last if last is not None and last.known <= files else None
            old = [] if before is None else [before.rows]
            new = [part for part in committed if before is None or part.file not in before.known]
            left = most - sum(len(trial) for trial, _, _ in old)
            try:
                pieces = [*old, *read_curve(self._folder, new, name, trials, left)]
            except FileNotFoundError as error:
                now = look_again()
                if now == committed:
                    raise StudyError(f"the study '{self._folder}' has lost curves: {error}.") from error
                committed = now  # the parts were compacted while they were being read
            except MemoryError as error:
                raise ResourceError(
                    f"there is not enough memory to read curves of the study '{self._folder}'."
                ) from error
            except (OSError, ValueError, LookupError) as error:
                raise StudyError(f"curves of the study '{self._folder}' cannot be read: {error}.") from error
            else:
                return self._keep(question, pieces, files)

    def _keep(self, question: Hashable, pieces: list[Rows], files: frozenset[str]) -> list[Rows]:
        """Keep what was read of several files, as one piece; a single file is quick to read and not kept."""
        if len(files) < 2 or len(pieces) < 2 or sum(map(size, pieces)) > MAX_BYTES:
            return pieces
        answer = Answer(joined(pieces), files)
        self._answers.keep(question, answer)
        return [answer.rows]
