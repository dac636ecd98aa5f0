"""The observer of studies that run from Python without anybody watching: Ctrl-C stops them."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any

from trainlab.errors import on_one_line
from trainlab.scale.observer import Observer
from trainlab.stop_requests import StopRequests


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


class StopOnInterrupt:
    """Ctrl-C, where Python would raise KeyboardInterrupt: noted, and raised when pressed again later.

    Signals reach the main thread only, and a program may have its own handlers; elsewhere nothing is done.
    """

    def __init__(self) -> None:
        self._requested = False
        self._requests = StopRequests()
        self._before: Any = None

    def __enter__(self) -> StopOnInterrupt:
        of_python = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if of_python and threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None

    def requested(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._requested

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._requests.received() > 1:
            raise KeyboardInterrupt
        self._requested = True
