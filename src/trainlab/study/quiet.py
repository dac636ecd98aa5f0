"""The observer of studies that run from Python without anybody watching."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress

from trainlab.errors import on_one_line
from trainlab.scale.observer import Observer
from trainlab.study.stop import StopOnInterrupt


class Quiet(Observer):
    """Says on standard error what is odd about the data and the net, and nothing else; Ctrl-C stops it.

    Observers of one's own (``tl.Observer``) are made from it: a subclass replaces the methods that it needs,
    see :class:`trainlab.scale.observer.Observer`.

    Example:
        >>> class Loud(Quiet):
        ...     def compiling(self, done: int, programs: int) -> None:
        ...         print(done, "of", programs)
        >>> Loud().compiling(1, 3)
        1 of 3
    """

    def __init__(self) -> None:
        self.stop = StopOnInterrupt()

    def warned(self, lines: Sequence[str]) -> None:
        """Print them."""
        print_lines(lines)


def print_lines(lines: Sequence[str]) -> None:
    """Say something on standard error, a line each; where it is closed or full, nothing is said."""
    with suppress(AttributeError, OSError, ValueError):
        for line in lines:
            sys.stderr.write(f"{on_one_line(line)}\n")
