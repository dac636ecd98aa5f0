"""What trials claim to have done, checked against what the files of their curves hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.files.parquet.footer import read_footer
from trainlab.record import STEP_CURVES, Trial
from trainlab.store.curves.parts import GROUP_ROWS, Part
from trainlab.store.folder.inside import reading
from trainlab.store.folder.names import CURVES

BELIEVED = 1 << 22
"""Steps of all trials together that are believed without a check: reading each takes little memory."""


class Claims:
    """Whether trials recorded the steps they claim to have made; files are looked at once.

    A row of a few bytes may claim two billion steps, and a request for the rate of each of them would
    take all memory. That many losses must be there.

    Args:
        folder: the study's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: dict[str, int] = {}

    def check(
        self, trials: Sequence[Trial], committed: Sequence[Part], look_again: Callable[[], Sequence[Part]]
    ) -> None:
        """Refuse trials that made more steps than there are losses.

        Args:
            trials: all trials.
            committed: the parts.
            look_again: gives the parts that are committed by now; asked where one of them is gone.

        Raises:
            StudyError: they claim more, or a part is damaged or lost.
        """
        claimed = sum(trial.recorded_steps for trial in trials)
        if claimed <= BELIEVED:
            return
        try:
            held = self._held(committed)
        except FileNotFoundError:  # compacted meanwhile
            try:
                held = self._held(look_again())
            except FileNotFoundError as error:
                raise StudyError(f"the study '{self._folder}' has lost curves: {error}.") from error
        if claimed > held:
            raise StudyError(
                f"the study '{self._folder}' cannot be read: its trials claim to have made {claimed:,} "
                f"steps, and its files hold {held:,} losses."
            )

    def _held(self, committed: Sequence[Part]) -> int:
        return sum(self._rows_of(part) for part in committed if STEP_CURVES[0] in part.curves)

    def _rows_of(self, part: Part) -> int:
        if part.file not in self._rows:
            try:
                with reading(self._folder, CURVES, part.file) as opened:
                    groups = read_footer(opened, os.fstat(opened.fileno()).st_size).groups
            except ValueError as error:
                raise StudyError(f"curves of the study '{self._folder}' cannot be read: {error}.") from error
            self._rows[part.file] = sum(max(min(group.rows, GROUP_ROWS), 0) for group in groups)
        return self._rows[part.file]
