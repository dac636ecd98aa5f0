"""``trainlab view``: studies in a browser, while they train and after."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from trainlab.cli.arguments.options import RUNS, Root
from trainlab.cli.output.printed import say, tell
from trainlab.cli.process import collector
from trainlab.cli.process.signals import signals


def command(
    studies: Annotated[
        list[str],
        typer.Argument(
            metavar="[STUDY ...]",
            help="Studies to open together; the list of all by default.",
            show_default=False,
        ),
    ] = [],  # noqa: B006  typer copies it
    port: Annotated[
        int, typer.Option(help="Port of the server; a free one by default.", min=0, max=65535)
    ] = 0,
    host: Annotated[
        str, typer.Option(help="Address it listens on. Others than 127.0.0.1 let other machines in.")
    ] = "127.0.0.1",
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
    attached: Annotated[
        bool, typer.Option("--attached", hidden=True, help="End with standard input.")
    ] = False,
    root: Root = RUNS,
) -> None:
    """Show studies in the browser: curves, settings, findings, and what is new while they train.

    The page only reads: it trains nothing and changes no study. It ends with Ctrl-C.
    """
    from trainlab.store import find_study
    from trainlab.web.serve import Server
    from trainlab.web.shelf import Shelf

    server = Server(Shelf(root, [find_study(root, study) for study in studies]), host, port)
    collector.resume()
    if not server.loopback:
        tell(
            f"trainlab: the page listens on {host}: everyone who reaches this machine there and has the "
            "address below can read its studies, and what is sent is not encrypted."
        )
    say(f"the page is at {server.address}")
    if not attached:
        say("it ends with Ctrl-C.")
    sys.stdout.flush()
    if open_:
        import webbrowser

        webbrowser.open(server.address)
    try:
        server.wait(_ended() if attached else lambda: False)
    except KeyboardInterrupt:
        signals.say_last("the page is closed.")
    finally:
        server.close()


def _ended():  # type: ignore[no-untyped-def]
    """Whether standard input has ended, because the process that started this one has."""
    import threading

    def read() -> None:
        while sys.stdin.buffer.read(1):
            pass

    reader = threading.Thread(target=read, name="parent", daemon=True)
    reader.start()
    return lambda: not reader.is_alive()
