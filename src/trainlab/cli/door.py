"""Where the installed command comes in: signals are heard before anything else is loaded."""

from __future__ import annotations

import os
import sys

from trainlab.cli.signals import INTERRUPTED, signals


def console() -> None:
    """Run the command line as a process of its own."""
    signals.watch()
    from trainlab.cli import main

    try:
        main.console()
    except KeyboardInterrupt:  # on the way out
        os._exit(signals.exit_code)
    except SystemExit as end:
        if signals.number is None:
            raise
        # A program that is being compiled cannot be stopped, and would hold the process until it is ready.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(signals.exit_code if end.code in (None, 0, INTERRUPTED) else int(end.code))
