"""``trainlab export``: the network of a trial as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainlab.cli.arguments.options import RUNS, Root, TrialArgument
from trainlab.cli.output.printed import say


def command(
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="Path of the two files: best becomes best.safetensors and best.json."
        ),
    ],
    study: TrialArgument = None,
    trial: Annotated[
        int | None,
        typer.Option(
            help="A trial's number; by default that of the best validation accuracy, or RMSE.",
            show_default=False,
        ),
    ] = None,
    which: Annotated[
        str, typer.Option(help="best: the weights of its best evaluation; final: after its last step.")
    ] = "best",
    force: Annotated[bool, typer.Option("--force", help="Replace files that are already there.")] = False,
    root: Root = RUNS,
) -> None:
    """Write a trained network as safetensors and JSON, for tl.load_network and --start-from."""
    from trainlab.errors import StudyError
    from trainlab.study.networks.start import find_trial

    opened, named = find_trial(study, root)
    if named is not None and trial is not None:
        raise StudyError(f"'{study}' and --trial both choose the trial: give one.")
    trial = named if trial is None else trial
    chosen = opened.best() if trial is None else opened.trial(trial)
    weights = chosen.export(output, which, force=force)
    say(
        f"{weights} and {weights.with_suffix('.json').name}: trial {chosen.id} of {opened.info.name}, "
        f"net {chosen.settings['net']}, {which} weights"
    )
    if trial is None and (tie := opened.tie()):
        say(tie)
    say(f"use it: trainlab.load_network({str(weights.with_suffix(''))!r}).predict(x)")
