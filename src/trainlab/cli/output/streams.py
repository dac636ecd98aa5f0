"""Standard output and standard error: all that is printed goes through here, and is plain text.

Nothing but the standard library and :mod:`trainlab.plain` is imported: this is set up before anything is
loaded.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from trainlab.plain import plain

LIKENESS = "trainlab-likeness"
"""The name under which Python knows what to do with characters that an encoding lacks."""

_SUBSTITUTES = {"×": "x", "·": "-", "…": "~", "●": "o", **dict(zip("▁▂▃▄▅▆▇█", "_.:-=+*#", strict=True))}
"""Our own symbols -> an ASCII character in place of each, so that tables keep their columns."""

_SPINNER = range(0x2800, 0x2900)
"""The characters of a spinner."""

WIDEST = 10_000
"""Characters of the widest terminal that COLUMNS can claim."""


class PlainStream:
    """A stream that removes whatever would control a terminal, whoever writes it.

    Attributes:
        rich_proxied_file: the wrapped stream, to which rich writes its colours (it looks for this name); our
            console has made the texts between them plain.
    """

    def __init__(self, stream: Any) -> None:
        self.rich_proxied_file = stream

    def write(self, text: str) -> int:
        self.rich_proxied_file.write(plain(text, lines=True))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rich_proxied_file, name)


class Heedless:
    """Standard error that may be full or closed: a message that cannot be written stops nothing."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            self._stream.write(text)
        except (OSError, ValueError):  # ValueError: it has been closed
            self._give_up()
        return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except (OSError, ValueError):
            self._give_up()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _give_up(self) -> None:
        """Send what is still buffered nowhere: it would fail once more when the process ends."""
        if self._stream is sys.__stderr__ and not self._stream.closed:
            _send_nowhere(self._stream.fileno())


class Closed(io.TextIOBase):
    """Standard output that was closed before the program began (``>&-``)."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "standard output is closed")


def open_ends() -> None:
    """Occupy the descriptors of closed standard streams, so that no file of a study gets one of them.

    Python or a library that writes to number 2 would otherwise write into that file.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free


def guard() -> None:
    """From now on all that goes to standard output and standard error is plain text, tracebacks too."""
    codecs.register_error(LIKENESS, _likeness)
    _limit_columns()
    out, err = _lenient(sys.stdout), _lenient(sys.stderr)
    if not isinstance(out, PlainStream):
        sys.stdout = PlainStream(Closed() if out is None else out)  # type: ignore[assignment]
    if not isinstance(err, PlainStream):
        sys.stderr = PlainStream(Heedless(io.StringIO() if err is None else err))  # type: ignore[assignment]


@contextmanager
def plain_streams() -> Iterator[None]:
    """What :func:`guard` does, for as long as the body runs."""
    before = sys.stdout, sys.stderr
    guard()
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def send_output_nowhere() -> None:
    """Write no more to standard output: what is still buffered would fail once more when the process ends."""
    try:
        _send_nowhere(sys.stdout.fileno())
    except (OSError, ValueError):  # it is not a file, or is closed
        sys.stdout = PlainStream(io.StringIO())  # type: ignore[assignment]


def _send_nowhere(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)


def _lenient(stream: Any) -> Any:
    """A stream that replaces each character that its encoding lacks."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=LIKENESS)
    return stream


def _likeness(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_substitute, error.object[error.start : error.end])), error.end


def _substitute(letter: str) -> str:
    if ord(letter) in _SPINNER:
        return "*"
    return _SUBSTITUTES.get(letter) or letter.encode("unicode_escape").decode()


def _limit_columns() -> None:
    """Ignore a width that no terminal has: rich would print nothing in 0 columns."""
    said = os.environ.get("COLUMNS", "")
    if said and not (said.isascii() and said.isdigit() and len(said) < 6 and 0 < int(said) <= WIDEST):
        del os.environ["COLUMNS"]
