"""What state a study is in, in plain sentences."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from typing import Any

from trainlab.counted import counted
from trainlab.store.folder.lock import Holder, holder
from trainlab.store.folder.names import DATABASE
from trainlab.web.kept import Kept, Snapshot

_QUIET_SECONDS = 120.0
"""A study of another machine that was not written for this long is taken for interrupted."""


def state_of(kept: Kept, look: Snapshot) -> dict[str, Any]:
    """A word (``done``, ``training``, ``compiling``, ``interrupted``), a sentence, and how far it is."""
    trials = look.trials
    over = sum(trial.over for trial in trials)
    of = sum(trial.length if not trial.over else trial.steps for trial in trials)
    diverged = sum(trial.status == "diverged" for trial in trials)
    left = (of - look.made) / look.speed if look.speed and not look.finished else None
    found = {
        "over": over,
        "trials": len(trials),
        "made": look.made,
        "of": of,
        "diverged": diverged,
        "left": left,
        "left_text": "" if left is None else duration(left),
    }
    if not trials:
        return {"word": "empty", "sentence": "The study holds no trials.", **found}
    if look.finished or over == len(trials):
        said = f"{counted(len(trials), 'trial')}, all finished."
        if diverged == len(trials):
            said = "Every trial diverged. A lower learning rate is the first thing to try."
        elif diverged:
            said = f"{counted(len(trials), 'trial')}, all finished; {diverged:,} of them diverged."
        return {"word": "done", "sentence": said, **found}
    who = holder(kept.folder)
    progress = (
        f"{over:,} of {counted(len(trials), 'trial')} finished, {share_text(look.made, of)} of all steps"
    )
    if who is not None and alive(who, kept.folder):
        if look.made == 0:
            return {
                "word": "compiling",
                "sentence": "Programs are compiled: no step is made yet.",
                **found,
            }
        rest = f", about {duration(left)} left" if left is not None else ""
        where = f" by process {who.pid} on {who.host}" if who.pid != os.getpid() else ""
        return {"word": "training", "sentence": f"Training{where}: {progress}{rest}.", **found}
    said = f"Interrupted: {progress}. 'trainlab resume {kept.id}' continues it."
    return {"word": "interrupted", "sentence": said, **found}


def alive(who: Holder, folder: Path) -> bool:
    """Whether the process that last took the lock still writes, as far as can be seen without the lock."""
    if who.host == socket.gethostname():
        try:
            os.kill(who.pid, 0)
        except ProcessLookupError:
            return False
        except (PermissionError, OverflowError):
            return True
        return True
    newest = 0.0
    for name in (DATABASE, f"{DATABASE}-wal"):
        try:
            newest = max(newest, (folder / name).lstat().st_mtime)
        except OSError:
            continue
    return time.time() - newest < _QUIET_SECONDS


def share_text(part: int, whole: int) -> str:
    """A share in whole percent, which is 100% only where it is all.

    >>> share_text(999, 1000), share_text(1000, 1000)
    ('99%', '100%')
    """
    return f"{100 * part // whole if whole else 100}%"


def duration(seconds: float) -> str:
    """A time in words, as exact as a guess deserves.

    >>> duration(8), duration(95), duration(4000)
    ('8 s', '2 min', '1.1 h')
    """
    if seconds < 60:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} min" if seconds < 3570 else f"{seconds / 3600:.1f} h"
