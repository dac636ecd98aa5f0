"""The page of studies, opened from Python: a process of its own serves it, so that nothing here waits."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trainlab.errors import StudyError
from trainlab.folders import RUNS, expanded
from trainlab.markup import escape

if TYPE_CHECKING:
    from trainlab.study.study import Study

_SAYS = "the page is at "
"""What the command says in front of the address."""


class Viewer:
    """A page that is open. It ends with :meth:`close`, or with Python.

    Args:
        studies: folders of the studies that are opened; the list of all where there are none.
        root: the folder that studies live in.
        port: the port; 0 for a free one.
        browser: whether the browser is opened.

    Attributes:
        address: where the page is, with the token that opens it: for you alone.

    Raises:
        StudyError: the page could not be opened.
    """

    def __init__(
        self, studies: Sequence[str | os.PathLike[str]], root: os.PathLike[str], port: int, browser: bool
    ) -> None:
        command = [sys.executable, "-m", "trainlab", "view", *(os.fspath(study) for study in studies)]
        command += ["--root", os.fspath(root), "--port", str(port), "--attached"]
        command.append("--open" if browser else "--no-open")
        # It ends when its standard input does, however this process ends; and Ctrl-C here is not for it.
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        atexit.register(self.close)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith(_SAYS):
            _, said = self._process.communicate()
            lines = (line + said).strip().splitlines()
            self.close()
            raise StudyError(
                (lines[-1] if lines else "the page could not be opened.").removeprefix("trainlab: ")
            )
        self.address = line.removeprefix(_SAYS).strip()
        for stream in (self._process.stdout, self._process.stderr):
            threading.Thread(target=_drain, args=(stream,), daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether the page is still served."""
        return self._process.poll() is None

    def wait(self) -> None:
        """Wait until it has ended."""
        self._process.wait()

    def close(self) -> None:
        """End it; a second time does nothing."""
        atexit.unregister(self.close)
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def __enter__(self) -> Viewer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _repr_html_(self) -> str:
        parts = urlsplit(self.address)
        framed = parts._replace(query=f"{parts.query}&frame=1").geturl()
        return (
            f'<iframe src="{escape(framed)}" title="trainlab" width="100%" height="860" '
            f'style="border:1px solid #8888"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<page at {self.address}{'' if self.running else ', closed'}>"


def view(
    *studies: Study | str | os.PathLike[str],
    root: str | os.PathLike[str] = RUNS,
    port: int = 0,
    browser: bool | None = None,
) -> Viewer:
    """Show studies in the browser, while they train and after; in a notebook the page appears in the cell.

    The page only reads: it trains nothing and changes no study. A process of its own serves it, on this
    machine alone, until it is closed or Python ends.

    Args:
        *studies: the studies to open together, or their names under ``root``; the list of all by default.
        root: folder that studies live in.
        port: port of the server; a free one by default.
        browser: whether to open the browser; by default everywhere but in a notebook.

    Returns:
        The page: its ``address``, and ``close()``.

    Raises:
        StudyError: there is no such study, or the page cannot be served.

    Example:
        >>> with view("demo") as page:  # doctest: +SKIP
        ...     print(page.address)
    """
    from trainlab.store import find_study
    from trainlab.study.study import Study

    folder = expanded(root)
    folders = [
        one.folder if isinstance(one, Study) else find_study(folder, os.fspath(one)) for one in studies
    ]
    if browser is None:
        browser = not _in_notebook()
    return Viewer([os.path.abspath(one) for one in folders], folder, port, browser)


def _drain(stream) -> None:  # type: ignore[no-untyped-def]
    try:
        while stream.readline():
            pass
    except ValueError:  # it was closed
        return


def _in_notebook() -> bool:
    """Whether this is the kernel of a notebook."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"
