"""``trainlab plot``: the curves of a study as a picture."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from trainlab.cli.options import RUNS, Root, StudyArgument

ALONG_TRAINING = ("step", "epoch", "time")


def command(
    study: StudyArgument = None,
    curve: Annotated[
        str,
        typer.Option(
            help="train_loss, learning_rate, evaluated_train_loss, train_accuracy, validation_loss, "
            "validation_accuracy, or what a probe measured: gradient_norm draws all layers of a trial, "
            "gradient_norm.hidden1 one layer of all trials. 'trainlab curves' lists them."
        ),
    ] = "train_loss",
    trial: Annotated[
        int | None,
        typer.Option(
            help="The one trial to draw; by default all, and of all layers the best trial's.",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        str, typer.Option(help="step, epoch, time (measured seconds), or a varied setting.")
    ] = "step",
    side_by_side: Annotated[
        bool, typer.Option("--side-by-side", help="One panel for each value of a setting.")
    ] = False,
    log_x: Annotated[bool, typer.Option("--log-x", help="Logarithmic x axis.")] = False,
    log_y: Annotated[bool, typer.Option("--log-y", help="Logarithmic y axis.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="PNG, SVG or PDF to write; STUDY-CURVE.png by default."),
    ] = None,
    root: Root = RUNS,
) -> None:
    """Draw a curve of every trial, or its last value against a setting."""
    from trainlab.cli.figures import load_plots

    load_plots()
    from trainlab.errors import PlotError, unknown_name
    from trainlab.plots import curve_figure, layers_figure, panel_setting, save_figure, setting_figure
    from trainlab.settings import SETTINGS
    from trainlab.study import open as open_study

    opened = open_study(study, root)
    records = [trial.record for trial in opened.trials]
    names = opened.matching_curves(curve)
    if against in ALONG_TRAINING and (len(names) > 1 or names != [curve]):
        if side_by_side:
            raise PlotError(f"{curve} draws the layers of one trial: leave out --side-by-side.")
        chosen = opened.best() if trial is None else opened.trial(trial)
        layers = [opened.recorded(name, [chosen.id]) for name in names]
        figure = layers_figure(opened.info, chosen.record, layers, against=against, log_x=log_x, log_y=log_y)
    elif against in ALONG_TRAINING:
        panels = panel_setting(opened.info, records) if side_by_side else None
        figure = curve_figure(
            opened.info,
            records,
            opened.recorded(curve, None if trial is None else [trial]),
            against=against,
            side_by_side=panels,
            log_x=log_x,
            log_y=log_y,
        )
    elif against not in opened.info.varied and against in SETTINGS:
        raise PlotError(
            f"study {opened.info.name} did not vary {against}: draw against "
            f"{', '.join([*ALONG_TRAINING, *opened.info.varied])}."
        )
    elif against not in opened.info.varied:
        raise PlotError(unknown_name("axis to draw against", against, [*ALONG_TRAINING, *opened.info.varied]))
    elif side_by_side or log_x or log_y or trial is not None:
        raise PlotError(
            f"against {against}, a setting, a figure has one panel of all trials and the scales of the "
            "settings table: leave out --side-by-side, --log-x, --log-y and --trial."
        )
    else:
        figure = setting_figure(opened.info, records, curve, against)
    path = output or Path(f"{opened.folder.name}-{_file_name(curve)}.png")
    save_figure(figure, path)
    print(path)


def _file_name(curve: str) -> str:
    """A curve's name or pattern as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", curve)
