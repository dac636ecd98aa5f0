"""``trainlab tensorboard``: studies as event files for TensorBoard."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainlab.cli.arguments.options import RUNS, Root
from trainlab.cli.output.printed import say
from trainlab.counted import counted

if TYPE_CHECKING:
    from trainlab.study import Study
    from trainlab.study.answers.tensorboard import Written

KEPT_BY_DEFAULT = 1000
"""Points of a curve that TensorBoard keeps unless it is told otherwise."""


def command(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="LOGDIR",
            help="Folder for the event files; each study gets one in it.",
        ),
    ],
    studies: Annotated[
        list[str],
        typer.Argument(
            metavar="[STUDY ...]",
            help="Names or folders of the studies to write; the newest study by default.",
            show_default=False,
        ),
    ] = [],  # noqa: B006  typer copies it
    follow: Annotated[
        bool,
        typer.Option("--follow", help="Keep up with studies that train, until they are finished or Ctrl-C."),
    ] = False,
    root: Root = RUNS,
) -> None:
    """Write curves, settings and findings as event files for TensorBoard, a run a trial."""
    from trainlab.cli.process.signals import StopOnSignals, signals
    from trainlab.study import open as open_study
    from trainlab.study.answers.tensorboard import tensorboard

    opened = [open_study(name, root) for name in studies] or [open_study(None, root)]
    shown = shlex.quote(str(output))
    hint = f"look at it with: tensorboard --logdir {shown}{_samples(opened)}"
    if not follow:
        tensorboard(*opened, logdir=output, told=_say)
        say(hint)
        return
    say(hint)
    with StopOnSignals(signals) as stop:
        tensorboard(*opened, logdir=output, follow=True, told=_say, stopping=stop.requested)
    if stop.requested():
        signals.say_last(f"no longer following; '{output}' holds what was committed until now.")


def _samples(studies: Sequence[Study]) -> str:
    """The option with which TensorBoard keeps every point; it drops points of longer curves at random."""
    longest = max((trial.record.length + 1 for study in studies for trial in study.trials), default=0)
    return f" --samples_per_plugin scalars={longest}" if longest > KEPT_BY_DEFAULT else ""


def _say(written: Written) -> None:
    """A line for what was written of a study."""
    trials = len(written.study)
    begun = counted(trials, "trial") if written.runs == trials else f"{written.runs:,} of {trials:,} trials"
    again = "anew, for another study is in its place; " if written.again else ""
    state = "" if written.finished else ", unfinished"
    say(f"{written.folder}: {again}{begun}, {counted(written.points, 'point')} of curves{state}")
