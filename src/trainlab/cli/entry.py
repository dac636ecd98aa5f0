"""The entry point of the installed command: sets up signals and streams before anything else loads."""

from __future__ import annotations

import os
import sys

from trainlab.cli.output.streams import guard, open_ends
from trainlab.cli.process.signals import INTERRUPTED, KEPT, signals


def console() -> None:
    """Run the command line as this process."""
    open_ends()
    guard()
    signals.watch()
    from trainlab.cli import main

    try:
        main.console()
    except KeyboardInterrupt:  # on the way out
        signals.say_last(KEPT)
        os._exit(signals.exit_code)
    except SystemExit as end:
        if signals.number is None:
            raise
        code = end.code
        if code in (None, 0, INTERRUPTED):
            signals.say_last(KEPT)  # the signal came so late that nothing has been printed
            code = signals.exit_code
        # A program that is being compiled cannot be stopped, and would keep the process until it is ready.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(code or 0))
