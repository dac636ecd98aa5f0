"""The live line of a running study."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from trainlab.record import Trial


class RunProgress:
    """Shows compilation, then steps, speed and time left; where nobody watches, one line at the end."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[detail]}"),
            TimeRemainingColumn(compact=True),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("starting", total=None, detail="")
        self._begin = time.perf_counter()
        self._compiled: str | None = None
        self._trials: set[int] = set()
        self._trained = ""

    def __enter__(self) -> RunProgress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
        if kind is None:
            self._console.print(f"{self._compiled}; {self._trained}", highlight=False, soft_wrap=True)

    def compiling(self, done: int, populations: int) -> None:
        """So many of the populations' programs are ready."""
        programs = "1 program" if populations == 1 else f"{populations} programs"
        self._compiled = f"compiled {programs} in {time.perf_counter() - self._begin:.1f} s"
        self._bar.update(
            self._task, description="compiling", completed=done, total=populations, detail=programs
        )

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        """So many steps of trials are made."""
        self._trials.update(trial.id for trial in trials)
        speed = f"{_short(trial_steps / seconds)} steps/s"
        self._trained = (
            f"trained {len(self._trials)} trials, {_short(trial_steps)} steps in {seconds:.1f} s ({speed})"
        )
        detail = f"{_short(trial_steps)}/{_short(of)} steps  {speed}"
        self._bar.update(self._task, description="training", completed=trial_steps, total=of, detail=detail)


def _short(number: float) -> str:
    """1234567 as 1.2M."""
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= limit:
            return f"{number / (1e3 if unit == 'k' else limit):.3g}{unit}"
    return f"{number:.0f}"
