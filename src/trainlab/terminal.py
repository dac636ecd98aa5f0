"""Rich's console and texts for anybody's names: plain text, never markup. Nothing else imports rich's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console as RichConsole  # noqa: TID251  this is the one place
from rich.segment import Segment
from rich.text import Text as RichText  # noqa: TID251

from trainlab.plain import plain

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
    def file(self) -> IO[str]:  # pyright: ignore[reportIncompatibleMethodOverride]  (rich lets it be set)
        """The stream itself, without the wrappers that make foreign texts plain and those of rich."""
        file = super().file
        while (behind := getattr(file, "rich_proxied_file", file)) is not file:
            file = behind
        return file

    def render_str(self, text: str, **options: Any) -> RichText:
        """Texts that are not yet a :class:`Text` pass through here before they are measured and printed."""
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
