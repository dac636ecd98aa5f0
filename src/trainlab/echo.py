"""One wish to stop that arrives as several signals.

``timeout`` signals a program and then its process group, shell and kernel both tell of a terminal that was
closed, and systemd sends SIGTERM and SIGHUP together. Only what comes later is a second wish.
"""

from __future__ import annotations

import time

ECHO_SECONDS = 0.5
"""How long after the first signal another one is the same wish."""


class Wishes:
    """Distinguishes requests from their echoes."""

    def __init__(self) -> None:
        self._first: float | None = None

    def hears(self) -> int:
        """A signal has arrived: 1 if it is the first wish, 2 if it is a further one, 0 if it is an echo."""
        now = time.monotonic()
        if self._first is None:
            self._first = now
            return 1
        return 0 if now - self._first < ECHO_SECONDS else 2
