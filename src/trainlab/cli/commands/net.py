"""``trainlab net``: the layers of a net, its parameters and its arithmetic."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainlab.cli.arguments.assignments import read_assignments
from trainlab.cli.arguments.data_options import Said, reads_files
from trainlab.cli.arguments.data_options import given as said_of
from trainlab.cli.arguments.options import AsCsv, AsJson, Target
from trainlab.cli.output.printed import say
from trainlab.counted import counted

if TYPE_CHECKING:
    from rich.table import Table

    from trainlab.nets import Summary
    from trainlab.study import NetSpaceSummary


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
    target: Target = None,
    set_: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME=VALUE ...", help="Settings: activation, freeze, dropout, ..."),
    ] = [],  # noqa: B006  typer copies it
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    *,
    said: Said,
) -> None:
    """Show a net: name, shape, parameters and multiply-adds of every layer. Nothing is trained.

    Of a space of nets, such as '784-{64..512}x{1..3}-10', it shows how many it holds, and some of them.
    """
    from trainlab.experiments.net_space import is_net_space
    from trainlab.study import net as read_net

    given = {**read_assignments("--set", set_), **said_of(said), **({"target": target} if target else {})}
    if is_net_space(net):
        from trainlab.study import net_space

        _print_space(net_space(net, data, input=input_, **given), as_csv, as_json)
        return
    read = read_net(net, data, input=input_, **given)
    summary = read.summary
    if as_csv:
        from trainlab.cli.output.json import print_rows

        print_rows(_json(summary)["layers"], as_csv)
        return
    if as_json:
        from trainlab.cli.output.json import print_json

        print_json(_json(summary))
        return
    from trainlab.cli.output.console import print_table
    from trainlab.terminal import Console

    console = Console()
    print_table(console, _table(summary))
    console.print()
    for line in summary.totals:
        say(line)
    if len(read.output_shape) > 1:
        from trainlab.nets.spelling import spell_shape

        say(
            f"It ends in images of {spell_shape(read.output_shape)}. A net that is to be trained ends "
            "in one row of outputs, after flatten or globalavgpool."
        )
    elif data is not None:
        say(f"It fits {data}, which has {max(read.outputs, 2)} classes.")


def _print_space(space: NetSpaceSummary, as_csv: bool, as_json: bool) -> None:
    """Some of the nets of a space, one a row."""
    rows = [
        {
            "net": read.notation, "parameters": read.parameters,
            "multiply_adds": read.summary.multiply_adds,
        }
        for read in space.nets
    ]  # fmt: skip
    if as_csv or as_json:
        from trainlab.cli.output.json import print_json, print_rows

        if as_csv:
            print_rows(rows, as_csv)
        else:
            print_json({"net": space.notation, "size": space.size, "all_shown": space.is_whole, "nets": rows})
        return
    from rich import box
    from rich.table import Table

    from trainlab.cli.output.console import print_table
    from trainlab.terminal import Console, Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    table.add_column("net", overflow="fold")
    table.add_column("parameters", justify="right", no_wrap=True)
    table.add_column("multiply-adds", justify="right", no_wrap=True)
    for row in rows:
        table.add_row(Text(row["net"]), f"{row['parameters']:,}", f"{row['multiply_adds']:,}")
    console = Console()
    print_table(console, table)
    console.print()
    say(f"{space.notation} holds {counted(space.size, 'net')}.")
    if not space.is_whole:
        say("Shown are the first, some draws, and the last.")


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

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    for place, heading in enumerate(summary.heads):
        if heading == "layer":
            table.add_column(heading, overflow="fold")
        else:
            table.add_column(heading, justify="left" if place < 3 else "right", no_wrap=True)
    *rows, total = summary.cells
    for row in rows:
        table.add_row(*row)
    table.add_section()
    table.add_row(*total, style="bold")
    return table
