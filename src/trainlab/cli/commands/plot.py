"""``trainlab plot``: the curves of studies as a picture."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainlab.cli.arguments.options import RUNS, Root
from trainlab.cli.output.printed import say

if TYPE_CHECKING:
    from trainlab.study import Study
    from trainlab.study.answers.plot import Limits


def command(
    studies: Annotated[
        list[str],
        typer.Argument(
            metavar="[STUDY ...]",
            help="Names or folders of the studies to draw together; the newest study by default.",
            show_default=False,
        ),
    ] = [],  # noqa: B006  typer copies it
    curve: Annotated[
        list[str],
        typer.Option(
            metavar="NAME",
            help="train_loss (by default), learning_rate, evaluated_train_loss, train_accuracy, "
            "validation_loss, validation_accuracy, or what a probe measured: gradient_norm draws all layers "
            "of a trial, gradient_norm.hidden1 one layer of all trials. 'trainlab curves' lists them. May be "
            "repeated.",
        ),
    ] = [],  # noqa: B006
    trial: Annotated[
        int | None,
        typer.Option(
            help="The one trial to draw; by default all, and of all layers the best trial's.",
            show_default=False,
        ),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            metavar="CONDITION",
            help="Draw the trials for which this holds at some point, such as 'batch_size in (1, 32, full)'; "
            "what 'trainlab ask' understands.",
        ),
    ] = None,
    against: Annotated[
        list[str],
        typer.Option(
            metavar="AXIS",
            help="step (by default), epoch, time (measured seconds), a varied setting, or a fact: "
            "parameters, examples, step_time. May be repeated: each of step, epoch and time gets a panel.",
        ),
    ] = [],  # noqa: B006
    side_by_side: Annotated[
        str | None, typer.Option(metavar="SETTING", help="One panel for each value of a varied setting.")
    ] = None,
    epoch_means: Annotated[
        bool, typer.Option("--epoch-means", help="Draw the mean of every epoch, as Keras does.")
    ] = False,
    smooth: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Points the running mean is over; 1 for none.", show_default=False
        ),
    ] = None,
    predicted: Annotated[
        str | None,
        typer.Option(
            metavar="SPLIT",
            help="Draw predicted against true numbers of train, validation or test, of one trial.",
            show_default=False,
        ),
    ] = None,
    fit: Annotated[
        bool,
        typer.Option("--fit", help="Draw what a net of one input answers, after some steps of one trial."),
    ] = False,
    steps: Annotated[
        str | None,
        typer.Option(metavar="N,N,...", help="Steps that --fit draws; 0 is before training."),
    ] = None,
    x_limits: Annotated[
        str | None, typer.Option(metavar="LO:HI", help="Part of the x axis to draw; either may be left out.")
    ] = None,
    y_limits: Annotated[
        str | None, typer.Option(metavar="LO:HI", help="Part of the y axis to draw, such as 0:2 or 90%:100%.")
    ] = None,
    log_x: Annotated[bool, typer.Option("--log-x", help="Logarithmic x axis.")] = False,
    log_y: Annotated[bool, typer.Option("--log-y", help="Logarithmic y axis.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="PNG, SVG or PDF to write; STUDY-CURVE.png by default."),
    ] = None,
    root: Root = RUNS,
) -> None:
    """Draw curves of every trial, or their last value against a setting."""
    from trainlab.cli.process.load_plots import load_plots

    load_plots()
    from trainlab.plots import save_figure
    from trainlab.study import open as open_study
    from trainlab.study import plot

    opened = [open_study(name, root) for name in studies] or [open_study(None, root)]
    if predicted is not None or fit or steps is not None:
        _draw_answers(opened, trial, predicted, fit, steps, output)
        return
    curves = curve or ["train_loss"]
    figure = plot(
        *opened, curve=curves, against=against or "step", trial=trial, where=where,
        side_by_side=side_by_side, epoch_means=epoch_means, smooth=smooth,
        x_limits=_limits(x_limits, "--x-limits"), y_limits=_limits(y_limits, "--y-limits"),
        log_x=log_x, log_y=log_y,
    )  # fmt: skip
    path = output or Path(f"{opened[0].folder.name}-{_file_name(curves[0])}.png")
    save_figure(figure, path)
    say(path)


def _draw_answers(
    studies: list[Study], trial: int | None, predicted: str | None, fit: bool, steps: str | None,
    output: Path | None,
) -> None:  # fmt: skip
    """Draw what one trial answers."""
    from trainlab.errors import PlotError
    from trainlab.plots import save_figure

    if len(studies) > 1:
        raise PlotError("--predicted and --fit draw one trial: name one study.")
    if predicted is not None and fit:
        raise PlotError("--predicted and --fit are two pictures: ask for one.")
    if steps is not None and not fit:
        raise PlotError("--steps are those that --fit draws: add --fit.")
    [study] = studies
    chosen = study.best() if trial is None else study.trial(trial)
    if predicted is not None:
        figure, what = chosen.plot_predicted(predicted), f"predicted-{predicted}"
    else:
        figure, what = chosen.plot_fit(None if steps is None else _steps(steps)), "fit"
    path = output or Path(f"{study.folder.name}-{what}.png")
    save_figure(figure, path)
    say(path)


def _steps(text: str) -> list[int]:
    from trainlab.errors import PlotError

    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts):
        raise PlotError(f"--steps are whole numbers, such as 0,100,1000, not '{text}'.")
    return [int(part) for part in parts]


def _limits(text: str | None, option: str) -> Limits:
    """Both ends of a part of an axis."""
    from trainlab.errors import PlotError

    if text is None:
        return None, None
    match = re.fullmatch(r"\s*([^:]*?)\s*:\s*([^:]*?)\s*", text)
    ends = [None, None] if match is None else [_number(part) for part in match.groups()]
    if match is None or (ends[0] is None and ends[1] is None):
        raise PlotError(f"{option} is two numbers with a colon, such as 0:2 or 0.5:, not '{text}'.")
    return ends[0], ends[1]


def _number(text: str) -> float | None:
    from trainlab.errors import PlotError

    if not text:
        return None
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise PlotError(f"'{text}' is not a number: the limits of an axis are two, such as 0:2.") from None


def _file_name(curve: str) -> str:
    """A curve's name or pattern as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", curve)
