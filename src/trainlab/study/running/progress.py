"""The live line of a running study."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from trainlab.counted import counted, short
from trainlab.errors import UsageError, shown
from trainlab.record import Population, Trial
from trainlab.scale.observer import Observer
from trainlab.study.running.node_speeds import NodeSpeeds
from trainlab.study.running.quiet import Quiet, print_lines
from trainlab.terminal import Console


class RunProgress(Quiet):
    """Shows compilation, then steps, speed, time left; outside a terminal or notebook, one line at the end.

    Args:
        on_compiled: called once every program is compiled.
    """

    def __init__(self, on_compiled: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._on_compiled = on_compiled
        self._console = Console(stderr=True)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[detail]}"),
            TimeRemainingColumn(compact=True),
            console=self._console,
            transient=True,
            disable=not _is_watched(self._console),
        )
        self._task = self._bar.add_task("starting", total=None, detail="")
        self._begin = time.perf_counter()
        self._compiled: str | None = None
        self._programs, self._compiling = 0, 0.0
        self._over: set[int] = set()
        self._stopped = self._spared = 0
        self._trials = self._duplicates = 0
        self._trained = self._probed = ""
        self._nodes = NodeSpeeds()

    def __enter__(self) -> RunProgress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
        if kind is None:
            said = [self._compiled, self._trained + self._probed]
            if self._duplicates:
                said.append(f"left out {counted(self._duplicates, 'trial')} that would have repeated others")
            if any(said):
                self._console.print("; ".join(filter(None, said)), highlight=False, soft_wrap=True)

    def finished(self, seconds: Mapping[str, float]) -> None:
        """The study is over; ``seconds`` says how long its phases took."""
        if "probe" in seconds:
            self._probed = f", probes took {seconds['probe']:.1f} s"

    def planned(self, trials: int, duplicates: int) -> None:
        """The number of trials is known."""
        self._trials, self._duplicates = trials, duplicates
        self._begin = time.perf_counter()

    def noted(self, lines: Sequence[str]) -> None:
        """Print them."""
        print_lines(lines)

    def stopping(self) -> None:
        """The study is asked to stop; it will once the chunk is committed."""
        self._bar.update(self._task, description="ending this chunk; Ctrl-C again stops at once", detail="")

    def compiling(self, done: int, programs: int) -> None:
        """The number of programs that are compiled has changed."""
        if done == programs:
            self._on_compiled()
        if not programs:  # they are compiled elsewhere
            return
        taken = time.perf_counter() - self._begin
        number = counted(self._programs + programs, "program")
        self._compiled = f"compiled {number} in {self._compiling + taken:.1f} s"
        if done == programs:
            self._programs, self._compiling = self._programs + programs, self._compiling + taken
        count = counted(programs, "program")
        self._bar.update(self._task, description="compiling", completed=done, total=programs, detail=count)

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        """The number of steps that are made, or no longer need to be made, has changed."""
        for trial in trials:
            if trial.over and trial.id not in self._over:
                self._over.add(trial.id)
                self._stopped += trial.status == "stopped"
                self._spared += trial.length - trial.steps
        made = trial_steps - self._spared
        speed = f"{short(made / seconds)} steps/s"
        stopped = f", {self._stopped} stopped early" if self._stopped else ""
        trained = f"trained {counted(self._trials, 'trial')}, {short(made)} steps"
        self._trained = f"{trained} in {seconds:.1f} s ({speed}){stopped}"
        over = f"{len(self._over)}/{self._trials} trials"
        self._nodes.training(trials)
        by_node = [f"{node} {short(rate)}/s" for node, rate in self._nodes.by_node().items()]
        of_nodes = f"  ({', '.join(by_node)})" if by_node else ""
        detail = f"{over}  {short(trial_steps)}/{short(of)} steps  {speed}{of_nodes}"
        self._bar.update(self._task, description="training", completed=trial_steps, total=of, detail=detail)

    def placed(self, population: Population) -> None:
        """A population trains on a node of a cluster."""
        self._nodes.placed(population)

    def narrowed(self, population: Population) -> None:
        """Memory ran out: the population continues at the width it has now."""
        together = "1 trial is" if population.width == 1 else f"{population.width} trials are"
        self._console.print(
            f"memory ran out: population {population.id} continues from its last commit; {together} stepped "
            "together now.",
            highlight=False, soft_wrap=True,
        )  # fmt: skip


def _is_watched(console: Console) -> bool:
    """Whether a person sees it change: in a terminal or in a notebook."""
    return console.is_terminal or console.is_jupyter


@contextmanager
def watched(progress: Observer | bool | None) -> Iterator[Observer]:
    """Let a person watch a study that is run from Python.

    Args:
        progress: True for a line on standard error (in a notebook: below the cell), False for nothing, None
            for a line where somebody watches; or an observer.

    Yields:
        The observer of the study.

    Raises:
        UsageError: it is none of these.
    """
    if progress is None:
        progress = _is_watched(Console(stderr=True))
    if isinstance(progress, Observer):
        yield progress
    elif progress is True:
        with RunProgress() as line:
            yield line
    elif progress is False:
        yield Quiet()
    else:
        raise UsageError(f"progress is True, False or an Observer, not {shown(progress)}.")
