"""One request to stop that arrives as several signals.

``timeout`` signals a program and then its process group, shell and kernel both tell of a terminal that was
closed, and systemd sends SIGTERM and SIGHUP together. Only what comes later is a second request.
"""

from __future__ import annotations

import time

ECHO_SECONDS = 0.5
"""How long after the first signal another one is the same request."""


class StopRequests:
    """Distinguishes requests from their echoes."""

    def __init__(self) -> None:
        self._first: float | None = None

    def received(self) -> int:
        """A signal has arrived: 1 for the first request, 2 for a further one, 0 for its echo."""
        now = time.monotonic()
        if self._first is None:
            self._first = now
            return 1
        return 0 if now - self._first < ECHO_SECONDS else 2
