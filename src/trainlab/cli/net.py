"""``trainlab net``: the layers of a net, its parameters and its arithmetic."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainlab.cli.assignments import read_assignments
from trainlab.cli.file_options import Said, given, reads_files
from trainlab.cli.options import AsCsv, AsJson
from trainlab.cli.printed import say

if TYPE_CHECKING:
    from rich.table import Table

    from trainlab.nets import Net, Summary


@reads_files
def command(
    net: Annotated[
        str, typer.Argument(help="The architecture, such as 784-300-10 or 'conv3x3x8 flatten dense10'.")
    ],
    data: Annotated[
        str | None,
        typer.Option(help="The dataset it is for; whether it fits is checked.", show_default=False),
    ] = None,
    input_: Annotated[
        str | None,
        typer.Option("--input", metavar="SHAPE", help="Shape of its inputs instead, such as 28x28x1."),
    ] = None,
    target: Annotated[str | None, typer.Option(help="Target column of a table.")] = None,
    set_: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME=VALUE ...", help="Settings: activation, freeze, dropout, ..."),
    ] = [],  # noqa: B006  typer copies it
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    *,
    said: Said,
) -> None:
    """Show a net: name, shape, parameters and multiply-adds of every layer. Nothing is trained."""
    from trainlab.nets import check_fit, summarize

    shape, classes = _input(data, {"target": target, **said}, input_)
    read = _read(net, shape, read_assignments("--set", set_), data)
    whole = len(read.output_shape) == 1
    if shape is not None and whole:
        check_fit(read, shape, classes or read.outputs, data or f"--input {input_}")
    summary = summarize(read)
    if as_csv:
        from trainlab.cli.json import print_rows

        print_rows(_json(summary)["layers"], as_csv)
        return
    if as_json:
        from trainlab.cli.json import print_json

        print_json(_json(summary))
        return
    from trainlab.cli.console import Console, print_table

    console = Console()
    print_table(console, _table(summary))
    console.print()
    for line in _totals(summary):
        say(line)
    if not whole:
        from trainlab.nets.spelling import spell_shape

        say(
            f"It ends in images of {spell_shape(read.output_shape)}. A net that is to be trained ends "
            "in one row of outputs, after flatten or globalavgpool."
        )
    elif data is not None:
        say(f"It fits {data}, which has {classes} classes.")


def _input(data: str | None, said: Said, written: str | None) -> tuple[tuple[int, ...] | None, int | None]:
    """Shape of one example and number of classes, as far as they are known."""
    from trainlab.errors import NetError

    if data is None:
        return (None, None) if written is None else (_read_shape(written), None)
    if written is not None:
        raise NetError("--data and --input both say what the net takes: give one.")
    from trainlab.data import DATASETS, load_dataset

    if data in DATASETS and not given(said):
        return DATASETS[data].input_shape, DATASETS[data].classes
    dataset = load_dataset(data, **said)
    return dataset.input_shape, len(dataset.classes)


def _read_shape(written: str) -> tuple[int, ...]:
    """The shape ``28x28x1``, ``28x28`` (one channel) or ``4`` (a row)."""
    from trainlab.errors import NetError

    sizes = tuple(int(size) for size in re.findall("[0-9]+", written))
    if not re.fullmatch(r"[0-9]{1,6}(x[0-9]{1,6}){0,2}", written.lower()) or 0 in sizes:
        raise NetError(
            "--input takes the shape of one example: height x width x channels, such as 28x28x1, or a number "
            f"of features, such as 4; not '{written}'."
        )
    return (*sizes, 1) if len(sizes) == 2 else sizes


def _read(notation: str, shape: tuple[int, ...] | None, given: dict[str, str], data: str | None) -> Net:
    """The net, as the settings make it."""
    from trainlab.errors import ExperimentError
    from trainlab.nets import frozen_layers, read_net
    from trainlab.settings import check_used, read_settings, resolve
    from trainlab.train.recipe import active_mechanisms

    if "net" in given:
        raise ExperimentError("the net is given twice: by itself, and with --set.")
    settings = resolve(read_settings({"net": notation, **given}), data or "")
    check_used(given, [settings])
    net = read_net(
        str(settings["net"]), str(settings["activation"]), shape, active_mechanisms(settings), unfinished=True
    )
    if "freeze" in settings:
        net = net.frozen_where(frozen_layers(net, str(settings["freeze"])))
    return net


def _json(summary: Summary) -> dict[str, Any]:
    return {
        "net": summary.notation,
        "input_shape": summary.input_shape,
        "layers": [asdict(row) for row in summary.rows],
        "parameters": summary.trainable + summary.frozen,
        "trainable": summary.trainable,
        "frozen": summary.frozen,
        "statistics": summary.statistics,
        "multiply_adds": summary.multiply_adds,
    }


def _table(summary: Summary) -> Table:
    from rich import box
    from rich.table import Table

    from trainlab.nets.spelling import spell_shape

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    table.add_column("name", no_wrap=True)
    table.add_column("layer", overflow="fold")
    table.add_column("output", no_wrap=True)
    headings = ["trainable", "frozen"] if summary.frozen else ["parameters"]
    for heading in (*headings, "multiply-adds"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_row("input", "", spell_shape(summary.input_shape))
    for row in summary.rows:
        counts = [row.trainable, row.frozen] if summary.frozen else [row.trainable]
        table.add_row(
            row.name, row.word, spell_shape(row.output_shape), *map(_count, (*counts, row.multiply_adds))
        )
    table.add_section()
    counts = [summary.trainable, summary.frozen] if summary.frozen else [summary.trainable]
    table.add_row("total", "", "", *map(_count, (*counts, summary.multiply_adds)), style="bold")
    return table


def _count(number: int) -> str:
    return f"{number:,}" if number else "-"


def _totals(summary: Summary) -> list[str]:
    parameters = summary.trainable + summary.frozen
    lines = [
        f"{parameters:,} parameters: {summary.trainable:,} trainable, {summary.frozen:,} frozen.",
        f"{summary.multiply_adds:,} multiply-adds an example.",
    ]
    if summary.statistics:
        lines.insert(1, f"{summary.statistics:,} moving averages, kept without being learned.")
    return lines
