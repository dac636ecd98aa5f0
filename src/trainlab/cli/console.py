"""Where tables are printed, and how wide they may be; names in them are plain text, never markup."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console as RichConsole  # noqa: TID251  this is the one place
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text as RichText  # noqa: TID251

from trainlab.plain import plain

WIDE = 10_000
"""Characters a table may take that no person reads in a terminal: in a pipe or a file nothing gives way."""

NARROWEST = 20

LONGEST = 4_000
"""Characters of a text; what is longer, such as a name of a megabyte, is cut: rich takes minutes over it."""


class Text(RichText):
    """A text with a style: neither markup nor anything in it that would steer the terminal."""

    def __init__(self, text: str = "", *arguments: Any, **options: Any) -> None:
        super().__init__(_shown(text), *arguments, **options)

    def append(self, text: RichText | str, style: Any = None) -> RichText:
        return super().append(_shown(text) if isinstance(text, str) else text, style)


class Console(RichConsole):
    """Rich's console for texts that hold anybody's names.

    Args:
        stderr: whether it prints to standard error.
        options: as rich has them.
    """

    def __init__(self, stderr: bool = False, **options: Any) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False, **options)

    @property
    def file(self) -> IO[str]:
        """The stream itself: behind what makes foreign texts plain, and what rich puts before it."""
        file = super().file
        while (behind := getattr(file, "rich_proxied_file", file)) is not file:
            file = behind
        return file

    def render_str(self, text: str, **options: Any) -> RichText:
        """Texts that are no :class:`Text` yet come through here before they are measured and printed."""
        return super().render_str(_shown(text), **{**options, "markup": False, "emoji": False})

    def _render_buffer(self, buffer: Iterable[Segment]) -> str:
        """The last look at what is printed; rich's own steering of the terminal is marked as such."""
        return super()._render_buffer(
            part if part.control else part._replace(text=plain(part.text, lines=True)) for part in buffer
        )


def _shown(text: str) -> str:
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} ... {text[-LONGEST // 4 :]}"
    return plain(text, lines=True)


def table_width() -> int:
    """Characters a table may take: those of the terminal, or of COLUMNS; any number in a pipe."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        return max(Console().width, NARROWEST)
    return WIDE


def print_table(console: Console, table: Table) -> None:
    """Print a table: in a pipe as wide as it is, in a terminal so wide at least that no number is cut."""
    size = Measurement.get(console, console.options.update(max_width=WIDE), table)
    needed = size.maximum if table_width() == WIDE else size.minimum
    if needed > console.width:
        console = Console(file=console.file, width=needed, force_terminal=console.is_terminal)
    caption, table.caption = table.caption, None
    console.print(table)
    table.caption = caption
    if caption:  # by itself: within the table it would break at the table's width, however narrow that is
        console.print(caption)
