"""Ctrl-C, SIGTERM and a terminal that is closed, heard from the first moment, whatever the process is doing.

Python runs its handlers between two instructions of the main thread, and a run of steps, an import or a
compilation is one long instruction. So a thread of our own reads the signals from a pipe
(https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd) and acts at once.

Nothing heavy is imported here: these lines run before anything heavy is loaded.
"""

from __future__ import annotations

import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable
from enum import Enum
from types import FrameType, TracebackType

from trainlab.plain import plain
from trainlab.stop_requests import StopRequests

SIGNALS = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))
"""SIGHUP, which not every system has, means that the terminal was closed."""

INTERRUPTED = 128 + signal.SIGINT
"""Exit code after Ctrl-C."""

CLOSING_SECONDS = 2.0
"""How long a commit under way may take to finish before the process ends in the middle of it."""

KEPT = "interrupted; what was committed is kept: see 'trainlab show', and 'trainlab resume'."
"""The last line where nothing more specific is known."""

SHOW_CURSOR = "\r\x1b[K\x1b[?25h"
"""What a terminal needs whose progress line was not removed: a clean line, and its cursor."""


class Answer(Enum):
    """What the first request to stop does; a second one always ends the process at once."""

    LEAVE = "ends the process at once, because nothing has been written"
    RAISE = "raises KeyboardInterrupt in the main thread"
    NOTE = "is noted, and training asks for it"


class Signals:
    """The signals of this process.

    Attributes:
        answer: what the first one does.
        number: of the first one; None before it.
        on_note: called when the first one is noted.
        watching: whether it is listening.
        since: when the process began, in seconds since 1970; None where nothing listens.
        begun: whether a study has been written, so that there is something to see.
    """

    def __init__(self) -> None:
        self.answer = Answer.LEAVE
        self.number: int | None = None
        self.on_note: Callable[[], None] = lambda: None
        self.watching = False
        self.since: float | None = None
        self.begun = False
        self._requests = StopRequests()
        self._said = False
        self._saying = threading.Lock()

    def watch(self) -> None:
        """Begin to listen; a second call does nothing. Called in the main thread."""
        if self.watching:
            return
        self.watching, self.since = True, time.time()
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # a job in the background, that Ctrl-C spares
                signal.signal(number, self._in_main_thread)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        threading.Thread(target=self._listen, args=(reading,), name="signals", daemon=True).start()

    @property
    def exit_code(self) -> int:
        """The exit code of a process that a signal ended, as shells have it."""
        return 128 + (self.number or signal.SIGINT)

    def _in_main_thread(self, number: int, frame: FrameType | None) -> None:
        self._note(number)  # the thread that listens may not have had its turn yet
        if self._requests.received() and self.answer is Answer.RAISE:
            raise KeyboardInterrupt

    def _note(self, number: int) -> None:
        if self.number is None:
            self.number = number

    def _listen(self, reading: int) -> None:
        requests = StopRequests()
        while arrived := os.read(reading, 1):
            self._note(arrived[0])
            request = requests.received()
            if request > 1 or (request and self.answer is Answer.LEAVE):
                self._leave()
            elif request and self.answer is Answer.NOTE:
                self.on_note()

    def _leave(self) -> None:
        """End the process, from whichever thread; a study that is being written is left as after a commit."""
        if sys.stderr.isatty():
            sys.stderr.write(SHOW_CURSOR)
        # A module that is being imported lies there already, without its functions; nothing is written then.
        close_writers = getattr(sys.modules.get("trainlab.store.writer"), "close_writers", None)
        closed = [] if close_writers is None else close_writers(CLOSING_SECONDS)
        otherwise = KEPT if self.begun else "interrupted before anything was written."
        self.say_last(f"stopped at once; {continue_line(closed[0])}" if closed else otherwise)
        os._exit(self.exit_code)

    def say_last(self, line: str) -> None:
        """Say how it ended, on standard error; only the first such line is said, from whichever thread."""
        with self._saying:
            if not self._said:
                self._said = self.watching
                sys.stderr.write(f"trainlab: {plain(line)}\n")
                sys.stderr.flush()


class StopOnSignals:
    """The signals of this process, as a running study asks for them."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals

    def __enter__(self) -> StopOnSignals:
        self._signals.answer, self._signals.begun = Answer.NOTE, True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._signals.answer = Answer.RAISE

    def requested(self) -> bool:
        """Whether a signal has arrived."""
        return self._signals.number is not None


def continue_line(folder: os.PathLike[str]) -> str:
    """How to resume a study that was interrupted."""
    path = os.fspath(folder)
    short = os.path.dirname(path) == "runs"
    return f"continue with: trainlab resume {shlex.quote(os.path.basename(path) if short else path)}"


signals = Signals()
"""Those of this process; nothing listens until :meth:`Signals.watch`."""
