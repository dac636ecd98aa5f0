"""The page beside a study that trains: a process of its own serves it, and slows training little."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.cli.output.printed import tell
from trainlab.cli.process.signals import signals

if TYPE_CHECKING:
    from trainlab.study.viewing import Viewer


@contextmanager
def viewing(root: Path) -> Iterator[Viewer]:
    """Open the page, which shows the study that begins now as soon as it is there; close it at the end."""
    import webbrowser

    from trainlab.study.viewing import Viewer

    with Viewer([], root, 0, browser=False) as page:
        address = f"{page.address}#next={int(time.time())}"
        tell(f"the page is at {address}")
        webbrowser.open(address)
        yield page


def stay(page: Viewer) -> None:
    """Leave the page open until Ctrl-C."""
    tell(f"the page stays at {page.address} until Ctrl-C.")
    try:
        while page.running:
            time.sleep(0.2)
    except KeyboardInterrupt:
        signals.say_last("the page is closed.")
