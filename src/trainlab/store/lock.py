"""One writer a study: a lock that the kernel frees when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import socket
from datetime import datetime
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.store import strict_json


class StudyLock:
    """The right to write to a study, held from its making until :meth:`release`.

    Raises:
        StudyError: another writer holds it; the message says which.
    """

    def __init__(self, folder: Path) -> None:
        self._released = False
        self._file = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            holder = {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "time": datetime.now().isoformat(timespec="seconds"),
            }
            os.ftruncate(self._file, 0)
            os.write(self._file, strict_json.encode(holder).encode())
        except BlockingIOError:
            who = _holder(os.pread(self._file, 4096, 0))
            os.close(self._file)
            raise StudyError(
                f"the study '{folder}' is being written by {who}, and a study has one writer at a time: wait "
                f"until it has ended, or stop it."
            ) from None
        except BaseException:
            os.close(self._file)
            raise

    def release(self) -> None:
        """Let others write. The file stays: unlinking it would let two writers hold two files of one name."""
        if not self._released:
            self._released = True
            os.ftruncate(self._file, 0)
            os.close(self._file)


def _holder(content: bytes) -> str:
    try:
        holder = strict_json.decode(content.decode())
        return f"process {holder['pid']} on {holder['host']} since {holder['time']}"
    except (ValueError, KeyError, TypeError):  # caught between the lock and the line that says whose it is
        return "another process"
