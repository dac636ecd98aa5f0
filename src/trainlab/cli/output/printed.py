"""Lines for people: names in them are shown as plain text, each line stays one line."""

from __future__ import annotations

import sys

from trainlab.plain import plain


def say(line: object) -> None:
    """Print a line on standard output."""
    sys.stdout.write(f"{plain(str(line))}\n")


def tell(line: object) -> None:
    """Print a line on standard error, beside the output."""
    sys.stderr.write(f"{plain(str(line))}\n")
