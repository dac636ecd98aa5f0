"""What a space of nets holds, before anything is trained."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainlab.study.networks.net import net

if TYPE_CHECKING:
    from trainlab.data import Dataset
    from trainlab.nets import Net

SHOWN = 8
"""Nets of a space that are shown."""


@dataclass(frozen=True, slots=True)
class NetSpaceSummary:
    """A space of nets, and some of those it holds.

    Attributes:
        notation: as it was written.
        size: how many nets it holds.
        nets: all of them where they are few; else the one of all first options and lowest numbers, some
            drawn as a study draws them, and the one of all last options and highest numbers.
        is_whole: whether ``nets`` are all.
    """

    notation: str
    size: int
    nets: tuple[Net, ...]
    is_whole: bool


def net_space(
    notation: str,
    data: str | os.PathLike[str] | Dataset | None = None,
    *,
    input: str | int | tuple[int, ...] | None = None,
    **settings: object,
) -> NetSpaceSummary:
    """Read a space of nets, such as ``784-{64..512}x{1..3}-10``, and some of the nets it holds.

    Args:
        notation: the space; see docs/howto/spaces.md.
        data: the dataset it is for; whether the nets that are shown fit is checked.
        input: shape of one example instead, such as ``28x28x1`` or ``(28, 28, 1)``.
        **settings: as of :func:`net`.

    Raises:
        NetError: the notation cannot be read, or one of the nets does not fit.
        TrainlabError: something else is named that is unknown or not allowed.

    >>> space = net_space("784-{64..512}x{1..3}-10")
    >>> space.size, space.nets[0].parameters, space.nets[-1].parameters
    (1347, 50890, 932362)
    """
    from trainlab.experiments.net_space import read_net_space

    space = read_net_space(notation)
    is_whole = space.size <= SHOWN
    written = space.every() if is_whole else _some(notation)
    read = [net(text, data, input=input, **settings) for text in dict.fromkeys(written)]
    return NetSpaceSummary(space.text, space.size, tuple(read), is_whole)


def _some(notation: str) -> Iterator[str]:
    """The ends of a space, and draws between them."""
    from itertools import islice

    from trainlab.experiments.draws import draws
    from trainlab.experiments.net_space import read_net_space
    from trainlab.experiments.space import Space

    first, last = read_net_space(notation).ends()
    yield first
    for point in islice(draws({"net": Space("nets", (notation,))}, "sobol", 0), SHOWN - 2):
        yield str(point["net"])
    yield last
