"""``trainlab plot``: the curves of studies as a picture."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainlab.cli.options import RUNS, Root
from trainlab.cli.printed import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trainlab.plots.curve_panels import Limits
    from trainlab.study import Study

ALONG_TRAINING = ("step", "epoch", "time")


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
    from trainlab.cli.figures import load_plots

    load_plots()
    from trainlab.errors import PlotError
    from trainlab.plots import save_figure
    from trainlab.study import open as open_study

    opened = [open_study(name, root) for name in studies] or [open_study(None, root)]
    curves, axes = list(dict.fromkeys(curve)) or ["train_loss"], list(dict.fromkeys(against)) or ["step"]
    options = {
        "side_by_side": side_by_side, "log_x": log_x, "log_y": log_y, "smooth": smooth,
        "epoch_means": epoch_means, "x_limits": _limits(x_limits, "--x-limits"),
        "y_limits": _limits(y_limits, "--y-limits"),
    }  # fmt: skip
    if trial is not None and len(opened) > 1:
        raise PlotError("--trial is the number of a trial of one study: leave out the others.")
    if all(axis in ALONG_TRAINING for axis in axes):
        figure = _along_training(opened, curves, axes, trial, where, options)
    else:
        figure = _against_setting(opened, curves, axes, trial, where, options)
    path = output or Path(f"{opened[0].folder.name}-{_file_name(curves[0])}.png")
    save_figure(figure, path)
    say(path)


def _along_training(
    studies: list[Study],
    curves: list[str],
    axes: list[Any],
    trial: int | None,
    where: str | None,
    options: dict[str, object],
) -> Figure:
    from trainlab.errors import PlotError
    from trainlab.plots import curve_figure, join_studies, layers_figure

    names = [study.matching_curves(curve) for study in studies[:1] for curve in curves]
    if names == [[curve] for curve in curves]:
        shown = []
        for study in studies:
            ids = _chosen(study, trial, where)
            shown.append((study.info, _records(study), [study.recorded(curve, ids) for curve in curves]))
        info, records, recorded = join_studies(shown)
        return curve_figure(info, records, recorded, against=axes, **options)
    (study, *others), (axis, *more) = studies, axes
    given = [name for name, value in options.items() if value not in (None, False, (None, None))]
    unused = [f"--{name.replace('_', '-')}" for name in given if not name.startswith("log_")]
    if others or more or where is not None or unused:
        without = ", ".join([*unused, *["--where"] * (where is not None)]) or "all but one study and axis"
        raise PlotError(f"{', '.join(curves)} draws the layers of one trial: leave out {without}.")
    chosen = study.best() if trial is None else study.trial(trial)
    layers = [study.recorded(name, [chosen.id]) for name in dict.fromkeys(chain(*names))]
    log_x, log_y = bool(options["log_x"]), bool(options["log_y"])
    return layers_figure(study.info, chosen.record, layers, against=axis, log_x=log_x, log_y=log_y)


def _against_setting(
    studies: list[Study],
    curves: list[str],
    axes: list[str],
    trial: int | None,
    where: str | None,
    options: dict[str, object],
) -> Figure:
    from trainlab.diagnose.facts import FACTS
    from trainlab.errors import PlotError, unknown_name
    from trainlab.plots import join_studies, setting_figure
    from trainlab.settings import SETTINGS

    info, records, _ = join_studies([(study.info, _records(study), []) for study in studies])
    setting = next(axis for axis in axes if axis not in ALONG_TRAINING)
    if setting not in info.varied and setting not in FACTS:
        allowed = [*ALONG_TRAINING, *info.varied, *FACTS]
        if setting in SETTINGS:
            raise PlotError(f"study {info.name} did not vary {setting}: draw against {', '.join(allowed)}.")
        raise PlotError(unknown_name("axis to draw against", setting, allowed))
    if len(axes) > 1 or len(curves) > 1:
        raise PlotError(f"against {setting}, a setting, a figure is of one curve and one axis.")
    if trial is not None or any(value not in (None, False, (None, None)) for value in options.values()):
        raise PlotError(
            f"against {setting}, a setting, a figure has one panel of all trials and the scales of the "
            "settings table: of the options, --where and -o go with it."
        )
    only = None
    if where is not None:
        if len(studies) > 1:
            raise PlotError("--where goes with one study where its trials are drawn against a setting.")
        only = _chosen(studies[0], None, where)
    return setting_figure(info, records, curves[0], setting, only=only)


def _records(study: Study) -> list:
    return [trial.record for trial in study.trials]


def _chosen(study: Study, trial: int | None, where: str | None) -> list[int] | None:
    """Ids of the trials to draw; None for all."""
    from trainlab.errors import PlotError

    if where is None:
        return None if trial is None else [study.trial(trial).id]
    found = sorted(answer.trial.id for answer in study.ask(where) if answer.step is not None)
    chosen = [id for id in found if trial is None or id == trial]
    if not chosen:
        raise PlotError(f"nothing to draw: no trial of study {study.info.name} fulfils '{where}'.")
    return chosen


def _limits(text: str | None, option: str) -> Limits:
    """Both ends of a part of an axis."""
    from trainlab.errors import PlotError

    if text is None:
        return None, None
    match = re.fullmatch(r"\s*([^:]*?)\s*:\s*([^:]*?)\s*", text)
    ends = [None, None] if match is None else [_number(part) for part in match.groups()]
    if match is None or (ends[0] is None and ends[1] is None):
        raise PlotError(f"{option} is two numbers with a colon, such as 0:2 or 0.5:, not '{text}'.")
    low, high = ends
    if low is not None and high is not None and not low < high:
        raise PlotError(f"{option} goes from a smaller number to a larger one, not '{text}'.")
    return low, high


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
