"""Figures to files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure

from trainlab.errors import PlotError, StorageError, unknown_name
from trainlab.store.atomic import replacing
from trainlab.store.disk import PUBLIC

FORMATS = ("png", "svg", "pdf")


def check_format(path: Path) -> str:
    """The format that a picture's ending chooses.

    Raises:
        PlotError: the ending is none of ``FORMATS``.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise PlotError(f"{path}: {unknown_name('picture format', ending, FORMATS)}")
    return ending


def save_figure(figure: Figure, path: str | Path) -> Path:
    """Write a figure, whole or not at all.

    Args:
        figure: the figure.
        path: where to; its ending chooses the format: ``.png``, ``.svg`` or ``.pdf``.

    Returns:
        The path.

    Raises:
        PlotError: the ending is none of these.
        StorageError: the file could not be written.
    """
    path = Path(path)
    ending = check_format(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn = BytesIO()
        figure.savefig(drawn, format=ending)
        with replacing(path, PUBLIC) as new:
            new.write(drawn.getbuffer())
    except OSError as error:
        raise StorageError(f"the picture {path} could not be written: {error.strerror or error}.") from error
    return path
