"""Where a command's output cannot be written: the command fails, and says so in one line."""

from __future__ import annotations

import errno

from trainlab.cli.output.printed import tell
from trainlab.cli.output.streams import send_output_nowhere

_OF_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EPIPE, errno.EBADF)
"""The errors of a write to a full or broken disk, to a reader that went away, or to a closed stream."""

FAILED = 1
"""Exit code."""


def refused(error: OSError) -> bool:
    """Whether an error is that of standard output: it names no file."""
    return error.filename is None and error.errno in _OF_OUTPUT


def give_up(error: OSError) -> int:
    """Say that the output could not be written, and write no more; gives the exit code.

    A reader that went away (``trainlab show | head``) gets no message: it has what it wanted.
    """
    send_output_nowhere()
    if error.errno != errno.EPIPE:
        tell(f"trainlab: the output could not be written: {error.strerror}.")
    return FAILED
