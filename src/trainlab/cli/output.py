"""What becomes of a command whose output cannot be written: it has not succeeded, and says so in a line."""

from __future__ import annotations

import errno
import os
import sys

_OF_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EPIPE)
"""What a full disk, a broken one, or a reader that went away answer to a write."""

FAILED = 1
"""Exit code."""


def refused(error: OSError) -> bool:
    """Whether an error is that of standard output: it names no file."""
    return error.filename is None and error.errno in _OF_OUTPUT


def give_up(error: OSError) -> int:
    """Say that the output could not be written, and write no more; gives the exit code.

    A reader that went away (``trainlab show | head``) is told nothing: it has what it wanted.
    """
    # What is still buffered would fail once more when the process ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno != errno.EPIPE:
        print(f"trainlab: the output could not be written: {error.strerror}.", file=sys.stderr)
    return FAILED
