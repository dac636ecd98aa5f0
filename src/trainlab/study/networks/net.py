"""A net by its notation, before anything is trained."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trainlab.errors import ExperimentError, NetError

if TYPE_CHECKING:
    from trainlab.data import Dataset
    from trainlab.nets import Net


def net(
    notation: str,
    data: str | os.PathLike[str] | Dataset | None = None,
    *,
    input: str | int | tuple[int, ...] | None = None,
    **settings: object,
) -> Net:
    """Read a net: its layers, shapes and parameters. Nothing is trained.

    Args:
        notation: the architecture, such as ``784-300-10`` or ``conv3x3x8 flatten dense10``; see docs/nets.md.
        data: the dataset it is for; whether it fits is checked.
        input: shape of one example instead, such as ``28x28x1`` or ``(28, 28, 1)``.
        **settings: ``activation``, ``freeze``, ``dropout`` and whatever else belongs to the net; also how a
            file of data is to be read, such as ``target``.

    Returns:
        The net. ``net.summary`` is the table of its layers; ``print(net.summary)`` prints it.

    Raises:
        NetError: the notation cannot be read, or the net does not fit.
        TrainlabError: something else is named that is unknown or not allowed.

    >>> net("784-300-10").parameters
    238510
    >>> [row.output_shape for row in net("conv3x3x8 maxpool2 flatten dense10", input="28x28x1").summary.rows]
    [(26, 26, 8), (13, 13, 8), (1352,), (10,)]
    """
    from trainlab.data.reading import split_said
    from trainlab.nets import check_fit

    said, given = split_said(settings)
    _refuse_space(notation)
    shape, answers, numeric = _input(data, said, input)
    read = _read(notation, shape, given, "" if data is None else _name(data))
    if shape is not None and len(read.output_shape) == 1:
        name = f"--input {input}" if data is None else _name(data)
        check_fit(read, shape, answers or read.outputs, name, numeric=numeric or answers is None)
    return read


def _refuse_space(notation: str) -> None:
    from trainlab.experiments.net_space import is_net_space

    if is_net_space(notation):
        raise NetError(f"net '{notation}' stands for several: call net_space for what it holds.")


def _name(data: str | os.PathLike[str] | Dataset) -> str:
    return os.fspath(data) if isinstance(data, str | os.PathLike) else data.name


def _input(
    data: str | os.PathLike[str] | Dataset | None,
    said: Mapping[str, Any],
    written: str | int | tuple[int, ...] | None,
) -> tuple[tuple[int, ...] | None, int | None, bool]:
    """Shape of one example, number of classes or of numeric targets, as far as known; which of them."""
    if data is None:
        return (None if written is None else _read_shape(written)), None, False
    if written is not None:
        raise NetError("--data and --input both say what the net takes: give one.")
    from trainlab.data import DATASETS, Dataset, load_dataset
    from trainlab.tasks import TASKS

    if isinstance(data, Dataset):
        return data.input_shape, data.answers, data.task.numeric
    if data in DATASETS and not any(value is not None for value in said.values()):
        known = DATASETS[os.fspath(data)]
        return known.input_shape, known.answers, TASKS[known.task].numeric
    dataset = load_dataset(data, **dict(said))
    return dataset.input_shape, dataset.answers, dataset.task.numeric


def _read_shape(written: str | int | tuple[int, ...]) -> tuple[int, ...]:
    """The shape ``28x28x1``, ``28x28`` (one channel) or ``4`` (a row)."""
    text = "x".join(map(str, written)) if isinstance(written, tuple | list) else str(written)
    sizes = tuple(int(size) for size in re.findall("[0-9]+", text))
    if not re.fullmatch(r"[0-9]{1,6}(x[0-9]{1,6}){0,2}", text.lower()) or 0 in sizes:
        raise NetError(
            "--input takes the shape of one example: height x width x channels, such as 28x28x1, or a number "
            f"of features, such as 4; not '{text}'."
        )
    return (*sizes, 1) if len(sizes) == 2 else sizes


def _read(notation: str, shape: tuple[int, ...] | None, given: Mapping[str, object], data: str) -> Net:
    """The net, as the settings make it."""
    from trainlab.nets import frozen_layers, read_net
    from trainlab.settings import check_used, read_settings, resolve
    from trainlab.train.recipe import active_mechanisms

    if "net" in given:
        raise ExperimentError("the net is given twice: by itself, and with --set.")
    settings = resolve(read_settings({"net": notation, **given}), data)
    check_used(given, [settings])
    read = read_net(
        str(settings["net"]), str(settings["activation"]), shape, active_mechanisms(settings), unfinished=True
    )
    if "freeze" in settings:
        read = read.frozen_where(frozen_layers(read, str(settings["freeze"])))
    return read
