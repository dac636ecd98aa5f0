"""Drawing curves of one study or several, from Python and from the shell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from trainlab.errors import PlotError, StudyError, unknown_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trainlab.study.study import Study

ALONG_TRAINING = ("step", "epoch", "time")
"""Axes that run along training; each gets its own panel."""

Limits = tuple[float | None, float | None]
"""Both ends of the part of an axis that is drawn; None for wherever the curves end."""

EVERYWHERE: Limits = (None, None)


def plot(
    *studies: Study,
    curve: str | Sequence[str] = "train_loss",
    against: str | Sequence[str] = "step",
    trial: int | None = None,
    where: str | None = None,
    side_by_side: str | None = None,
    epoch_means: bool = False,
    smooth: int | None = None,
    x_limits: Limits = EVERYWHERE,
    y_limits: Limits = EVERYWHERE,
    log_x: bool = False,
    log_y: bool = False,
) -> Figure:
    """Draw curves of every trial, or their last value against a setting. See docs/plots.md.

    Args:
        *studies: the studies, drawn together.
        curve: a curve's name, or several. What a probe measured in every layer (``gradient_norm``) is drawn
            layer by layer, of one trial.
        against: ``step``, ``epoch``, ``time`` (measured seconds), or several of these, a panel each; or a
            varied setting, or a fact: ``parameters``, ``examples``, ``step_time``.
        trial: the one trial to draw; by default all, and of all layers the best trial's.
        where: a condition, as :meth:`Study.ask` reads it: only trials that fulfil it at some point are drawn.
        side_by_side: a varied setting; a panel for each of its values.
        epoch_means: draw the mean of every epoch instead of every step.
        smooth: points the running mean is over; 1 for none, a length that fits the curves by default.
        x_limits, y_limits: both ends of the part of an axis to draw; None for either is where the curves end.
        log_x, log_y: make the axis logarithmic.

    Returns:
        A matplotlib figure; ``figure.savefig("curves.png")`` writes it, and a notebook shows it.

    Raises:
        PlotError: options do not go together, or there is nothing to draw.
        QuestionError: ``where`` cannot be read.
        StudyError: no study is given, or no curve or trial has that name or number.

    Example:
        >>> figure = study.plot(curve="validation_accuracy", where="learning_rate > 0.1")  # doctest: +SKIP
    """
    if not studies:
        raise StudyError("name a study to draw, such as tl.plot(study): none was given.")
    if trial is not None and len(studies) > 1:
        raise PlotError("--trial is the number of a trial of one study: leave out the others.")
    curves, axes = _distinct(curve, "curve"), _distinct(against, "against")
    _check_limits(x_limits, "--x-limits")
    _check_limits(y_limits, "--y-limits")
    options = {
        "side_by_side": side_by_side, "log_x": log_x, "log_y": log_y, "smooth": smooth,
        "epoch_means": epoch_means, "x_limits": tuple(x_limits), "y_limits": tuple(y_limits),
    }  # fmt: skip
    draw = _along_training if all(axis in ALONG_TRAINING for axis in axes) else _against_setting
    return draw(studies, curves, axes, trial, where, options)


def _distinct(names: str | Sequence[str], argument: str) -> list[str]:
    found = list(dict.fromkeys([names] if isinstance(names, str) else names))
    if not found:
        raise PlotError(f"{argument} names at least one; none was given.")
    return found


def _check_limits(limits: Limits, option: str) -> None:
    """Both ends must be numbers or None, in order.

    Raises:
        PlotError: they are not.
    """
    ends = limits if isinstance(limits, tuple | list) else ()
    numbers = [end for end in ends if end is not None]
    if len(ends) != 2 or not all(isinstance(end, int | float) for end in numbers):
        raise PlotError(f"{option} is two ends, such as 0 and 2, either of them None; not {limits!r}.")
    if len(numbers) == 2 and not numbers[0] < numbers[1]:
        raise PlotError(f"{option} goes from a smaller number to a larger one, not {limits!r}.")


def _along_training(
    studies: Sequence[Study],
    curves: list[str],
    axes: list[Any],
    trial: int | None,
    where: str | None,
    options: dict[str, Any],
) -> Figure:
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
    unused = [
        f"--{name.replace('_', '-')}" for name in _given(options) if name not in ("log_x", "log_y")
    ]  # fmt: skip
    if others or more or where is not None or unused:
        without = ", ".join([*unused, *["--where"] * (where is not None)]) or "all but one study and axis"
        raise PlotError(f"{', '.join(curves)} draws the layers of one trial: leave out {without}.")
    chosen = study.best() if trial is None else study.trial(trial)
    layers = [study.recorded(name, [chosen.id]) for name in dict.fromkeys(chain(*names))]
    scales = {"log_x": options["log_x"], "log_y": options["log_y"]}
    return layers_figure(study.info, chosen.record, layers, against=axis, **scales)


def _against_setting(
    studies: Sequence[Study],
    curves: list[str],
    axes: list[str],
    trial: int | None,
    where: str | None,
    options: dict[str, Any],
) -> Figure:
    from trainlab.plots import join_studies, setting_figure
    from trainlab.record.facts import FACTS
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
    if trial is not None or _given(options):
        raise PlotError(
            f"against {setting}, a setting, a figure has one panel of all trials and the scales of the "
            "settings table: of the options, only --where goes with it."
        )
    if where is not None and len(studies) > 1:
        raise PlotError("--where goes with one study where its trials are drawn against a setting.")
    only = None if where is None else _chosen(studies[0], None, where)
    return setting_figure(info, records, curves[0], setting, only=only)


def _given(options: dict[str, Any]) -> list[str]:
    """Names of the options that are not at their defaults."""
    return [name for name, value in options.items() if value not in (None, False, EVERYWHERE)]


def _records(study: Study) -> list:
    return [trial.record for trial in study.trials]


def _chosen(study: Study, trial: int | None, where: str | None) -> list[int] | None:
    """Ids of the trials to draw; None for all."""
    if where is None:
        return None if trial is None else [study.trial(trial).id]
    chosen = [found.id for found in study.where(where) if trial is None or found.id == trial]
    if not chosen:
        raise PlotError(f"nothing to draw: no trial of study {study.info.name} fulfils '{where}'.")
    return chosen
