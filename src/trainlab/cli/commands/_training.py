"""What commands that train share: the progress line, signals, and how to continue after one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trainlab.cli.process import collector
from trainlab.cli.process.signals import Answer, StopOnSignals, continue_line, signals
from trainlab.errors import Interrupted

if TYPE_CHECKING:
    from trainlab.study.running.progress import RunProgress


def nothing_written() -> None:
    """From now on, and until a study is being written, a signal may end the process at once."""
    signals.answer = Answer.LEAVE


@contextmanager
def training() -> Iterator[RunProgress]:
    """Show a study that trains, and let signals stop it.

    Yields:
        The observer of the study.

    Raises:
        SystemExit: it was stopped; one line said how to continue.
    """
    from trainlab.study.running.progress import RunProgress

    try:
        with RunProgress(collector.resume) as progress:
            signals.on_note = progress.stopping
            if signals.watching:
                progress.stop = StopOnSignals(signals)
            yield progress
    except Interrupted as interrupted:
        from trainlab.store import StudyReader

        line = continue_line(interrupted.folder)
        if StudyReader(interrupted.folder).finished:
            line = f"the study '{interrupted.folder}' is finished."
        signals.say_last(f"interrupted; {line}")
        raise SystemExit(signals.exit_code) from None
