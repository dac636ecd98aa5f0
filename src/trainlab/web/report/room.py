"""How much of the curves fits into a report: all points, or as many of long curves as there is room for."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping

from trainlab.record import Curves
from trainlab.web.report.points import Points, points_of

FEWEST = 32
"""Points of a trial below which a curve cannot be recognised: the file becomes larger instead."""

CHEAP = 0.02
"""Share of the room that a curve may take whole, however many points it has."""

FLAT = 0.1
"""Characters a point of a curve that hardly changes, such as a learning rate: fewer points save nothing."""

_AIM = 0.96
"""Of the room: how well points compress is only known once they are."""


def compressed(content: bytes) -> str:
    """Bytes as text for the file."""
    return base64.b64encode(zlib.compress(content, 6)).decode("ascii")


def uncompressed(text: str) -> bytes:
    """The reverse of :func:`compressed`."""
    return zlib.decompress(base64.b64decode(text))


def fitted(curves: Mapping[str, Curves], room: int) -> dict[str, tuple[Points, str]]:
    """The points of curves, and the text they are, in no more characters than there is room for.

    Where all points do not fit, curves of many points are left with fewer, and all of them with equally many:
    never fewer than ``FEWEST``, whatever the room.

    Args:
        curves: by name.
        room: characters.
    """
    found = {name: _held(curve, None) for name, curve in curves.items()}
    long = {
        name: int(curve.counts.max(initial=0))
        for name, curve in curves.items()
        if len(found[name][1]) > max(CHEAP * room, FLAT * len(found[name][0].values))
    }
    most = max(long.values(), default=0)
    while sum(len(text) for _, text in found.values()) > room and most > FEWEST:
        thinned = sum(len(found[name][1]) for name, points in long.items() if points >= most)
        rest = sum(len(text) for _, text in found.values()) - thinned
        most = max(min(int(most * _AIM * max(room - rest, 0) / max(thinned, 1)), most - 1), FEWEST)
        found |= {name: _held(curves[name], most) for name, points in long.items() if points > most}
    return found


def _held(curve: Curves, most: int | None) -> tuple[Points, str]:
    points = points_of(curve, most)
    return points, compressed(points.packed())
