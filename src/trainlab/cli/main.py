"""``trainlab``: the commands, and how their errors are reported.

Nothing heavy is imported here: help prints before NumPy, JAX or matplotlib are loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import cleandoc
from typing import Annotated, cast

import typer

from trainlab.cli.arguments.assignments import spread_assignments
from trainlab.cli.commands import (
    ask,
    check,
    compare,
    curves,
    data,
    evaluate,
    export,
    findings,
    layers,
    list_studies,
    net,
    plot,
    predict,
    report,
    resume,
    run,
    search,
    settings,
    show,
    sweep_batch,
    sweep_lr,
    tensorboard,
    time,
    view,
    workers,
)
from trainlab.cli.output import unwritable
from trainlab.cli.output.printed import say, tell
from trainlab.cli.output.streams import plain_streams
from trainlab.cli.process import collector, one_thread
from trainlab.cli.process.one_command import with_one_command
from trainlab.cli.process.signals import INTERRUPTED, KEPT, Answer, signals
from trainlab.errors import ResourceError, TrainlabError, on_one_line
from trainlab.free_memory import is_out_of_memory
from trainlab.voice import shell

app = typer.Typer(
    name="trainlab",
    help="A laboratory for how neural networks learn: train every setting at once, see every step.",
    epilog="Begin with: trainlab run moons --net 2-4-2 --vary learning_rate=log:0.01:10:16 --seeds 3",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS: dict[str, Callable[..., None]] = {
    "run": run.command,
    "search": search.command,
    "resume": resume.command,
    "check": check.command,
    "list": list_studies.command,
    "show": show.command,
    "findings": findings.command,
    "ask": ask.command,
    "plot": plot.command,
    "view": view.command,
    "report": report.command,
    "curves": curves.command,
    "tensorboard": tensorboard.command,
    "evaluate": evaluate.command,
    "predict": predict.command,
    "time": time.command,
    "export": export.command,
    "sweep-lr": sweep_lr.command,
    "sweep-batch": sweep_batch.command,
    "compare": compare.command,
    "layers": layers.command,
    "net": net.command,
    "settings": settings.command,
    "workers": workers.command,
}
"""The commands, in the order that help lists them."""


def _flowing(text: str | None) -> str:
    """A docstring whose paragraphs are one line each: a terminal breaks them where it is at its end."""
    return "\n\n".join(" ".join(part.split()) for part in cleandoc(text or "").split("\n\n"))


for _name, _command in COMMANDS.items():
    app.command(_name, help=_flowing(_command.__doc__))(_command)
app.add_typer(data.app, name="data")


_Misuse = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])
"""Typer's error for a command line that it cannot read; it exports only this child of it."""


def _print_version(wanted: bool) -> None:
    if wanted:
        from trainlab import __version__

        say(f"trainlab {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; a user's mistake ends with one sentence and exit code 2."""
    with shell(), plain_streams():
        code = _answered()
        if code == INTERRUPTED:
            signals.say_last(KEPT)
    raise SystemExit(code)


def _answered() -> int:
    """The exit code, once the command has run or said why it did not."""
    try:
        signals.answer = Answer.RAISE
        arguments = spread_assignments(sys.argv[1:])
        one_thread.keep_to_one(arguments)
        code = with_one_command(app, arguments)(args=arguments, prog_name="trainlab", standalone_mode=False)
        sys.stdout.flush()
    except TrainlabError as error:
        tell(f"trainlab: {error}")
        code = error.exit_code
    except _Misuse as error:
        if sentence := error.format_message():  # empty where help was printed instead
            from trainlab.cli.arguments.mistakes import explained

            tell(f"trainlab: {on_one_line(explained(sentence, [*COMMANDS, 'data']))}")
        code = error.exit_code
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
        tell("trainlab: there is not enough memory for this: free some, or ask for less.")
        code = ResourceError.exit_code
    except OSError as error:
        if not unwritable.refused(error):
            raise
        code = unwritable.give_up(error)
    except KeyboardInterrupt:  # outside of where typer looks for it
        code = INTERRUPTED
    return code


def console() -> None:
    """Run the command line as this process."""
    collector.hold()
    try:
        main()
    finally:
        collector.leave()


if __name__ == "__main__":
    console()
