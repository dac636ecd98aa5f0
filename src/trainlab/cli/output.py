"""What becomes of a command whose output cannot be written: it has not succeeded, and says so in a line."""

from __future__ import annotations

import errno

from trainlab.cli.printed import tell
from trainlab.cli.streams import send_output_nowhere

_OF_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EPIPE, errno.EBADF)
"""What a full disk, a broken one, a reader that went away, or a closed end answer to a write."""

FAILED = 1
"""Exit code."""


def refused(error: OSError) -> bool:
    """Whether an error is that of standard output: it names no file."""
    return error.filename is None and error.errno in _OF_OUTPUT


def give_up(error: OSError) -> int:
    """Say that the output could not be written, and write no more; gives the exit code.

    A reader that went away (``trainlab show | head``) is told nothing: it has what it wanted.
    """
    send_output_nowhere()
    if error.errno != errno.EPIPE:
        tell(f"trainlab: the output could not be written: {error.strerror}.")
    return FAILED
