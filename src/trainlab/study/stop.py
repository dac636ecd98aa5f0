"""How a person, or a cluster, asks a running study to stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

from trainlab.echo import Wishes


class StopOnInterrupt:
    """Ctrl-C, where Python would raise KeyboardInterrupt: noted, and raised when pressed again later.

    Signals reach the main thread only, and a program may have its own handlers; elsewhere nothing is done.
    """

    def __init__(self) -> None:
        self._requested = False
        self._wishes = Wishes()
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
        if self._wishes.hears() > 1:
            raise KeyboardInterrupt
        self._requested = True
