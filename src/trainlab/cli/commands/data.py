"""``trainlab data``: what datasets there are, what one looks like, and how to get it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainlab.cli.arguments.assignments import read_assignments
from trainlab.cli.arguments.data_options import DataArgument, Said, read_data_settings, reads_files
from trainlab.cli.arguments.options import AsCsv, AsJson, Target
from trainlab.cli.commands import data_get
from trainlab.cli.output.printed import say
from trainlab.plain import plain

if TYPE_CHECKING:
    from rich.table import Table

    from trainlab.data import BuiltIn, Dataset
    from trainlab.terminal import Text

MAX_ROWS = 16
"""Classes, and features, that ``data show`` lists at most."""

app = typer.Typer(
    help="Datasets: list them, look at one, download one, write one as files.", no_args_is_help=True
)


@app.command("list")
def list_command(as_csv: AsCsv = False, as_json: AsJson = False) -> None:
    """List the built-in datasets, and where each is found."""
    from rich.table import Table

    from trainlab.cli.output.console import print_table
    from trainlab.data import DATASETS
    from trainlab.data.named.locate import find
    from trainlab.terminal import Console

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("name", no_wrap=True)
    table.add_column("inputs", no_wrap=True)
    table.add_column("classes", justify="right", no_wrap=True)
    table.add_column("train/valid./test", no_wrap=True)
    table.add_column("what it is")
    table.add_column("where", width=13)
    rows: list[dict[str, object]] = []
    for name, known in DATASETS.items():
        sizes = "/".join(f"{size:,}" for size in known.sizes)
        shape = "x".join(map(str, known.input_shape))
        found = None if known.origin else find(name)
        where = found[0].title if found else known.origin or "downloaded on first use"
        table.add_row(name, shape, _answers(known), sizes, known.meaning, where)
        rows.append(
            {
                "name": name, "inputs": shape, "task": known.task, "classes": known.classes,
                "targets": known.targets,
                **dict(zip(("train", "validation", "test"), known.sizes, strict=True)),
                "meaning": known.meaning, "where": where,
            }
        )  # fmt: skip
    if as_csv or as_json:
        from trainlab.cli.output.json import print_rows

        print_rows(rows, as_csv)
        return
    console = Console()
    print_table(console, table)
    console.print("\nYour own files work as well: CSV, Parquet, NPZ, TFRecord, a folder of IDX files.")


@app.command("show")
@reads_files
def show_command(
    name: DataArgument,
    target: Target = None,
    set_: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="NAME=VALUE ...",
            help="Settings of the data (noise, data_seed, ...) and of augmentation (rotate, shift, ...).",
        ),
    ] = [],  # noqa: B006  typer copies it
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="PNG, SVG or PDF to draw it in.", show_default=False)
    ] = None,
    *,
    said: Said,
) -> None:
    """Show what a dataset holds: shapes, classes, ranges; draw it, or augmented examples, with -o."""
    from trainlab.cli.output.console import print_table
    from trainlab.data import load_dataset
    from trainlab.terminal import Console

    settings, augmentation = read_data_settings(read_assignments("--set", set_), name, output)
    dataset = load_dataset(name, **settings, target=target, **said)  # type: ignore[arg-type]
    if augmentation:
        from trainlab.augmentations.check import check_augmentation

        check_augmentation(frozenset(augmentation), dataset.input_shape, dataset.name, augmentation)
    console = Console()
    say(f"{dataset.name}: {dataset.source}")
    for note in dataset.notes:
        say(note)
    shape = " x ".join(map(str, dataset.input_shape))
    kind = "height x width x channels" if len(dataset.input_shape) > 1 else "features"
    console.print(f"inputs: {shape} ({kind})\nfingerprint: {dataset.fingerprint}\n", soft_wrap=True)
    print_table(console, _target_table(dataset) if dataset.task.numeric else _class_table(dataset))
    console.print()
    print_table(console, _range_table(dataset))
    if output is not None:
        from trainlab.cli.process.load_plots import load_plots

        load_plots()
        from trainlab.plots import save_figure
        from trainlab.study.data.datasets import plot_dataset

        save_figure(plot_dataset(dataset, **augmentation), output)
        say(output)


app.command("get")(data_get.command)


def _answers(known: BuiltIn) -> str:
    """How many classes there are; a dash where targets are numbers."""
    return "-" if known.targets else str(known.classes)


def _target_table(dataset: Dataset) -> Table:
    """Numeric targets of train, in the unit of the file, and how many examples each split has."""
    from rich.table import Table

    from trainlab.data.summary import target_ranges
    from trainlab.record.wording import in_unit

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("target (train)")
    for heading in ("min", "mean", "max", "deviation"):
        table.add_column(heading, justify="right")
    ranges = target_ranges(dataset)
    for name, row in zip(dataset.target_names[:MAX_ROWS], ranges, strict=False):
        table.add_row(_plain(name), *map(in_unit, row))
    _add_rest(table, len(ranges), "targets")
    sizes = ", ".join(f"{len(dataset.split(name)):,} {name}" for name in ("train", "validation", "test"))
    table.caption, table.caption_justify = f"{sizes} examples", "left"
    return table


def _class_table(dataset: Dataset) -> Table:
    from rich.table import Table

    from trainlab.data.summary import class_counts

    counts = class_counts(dataset)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("class")
    for heading in ("train", "validation", "test", "share of train"):
        table.add_column(heading, justify="right")
    for number in range(min(MAX_ROWS, len(counts))):
        share = counts[number, 0] / counts[:, 0].sum()
        cells = [f"{count:,}" for count in counts[number]]
        table.add_row(_plain(dataset.classes[number]), *cells, f"{share:.1%}")
    _add_rest(table, len(counts), "classes")
    table.add_section()
    table.add_row("all", *(f"{count:,}" for count in counts.sum(axis=0)), "100.0%", style="bold")
    return table


def _range_table(dataset: Dataset) -> Table:
    from rich.table import Table

    from trainlab.data.summary import input_ranges

    ranges = input_ranges(dataset)
    if dataset.features:
        noun, names = "feature", dataset.features
    else:
        noun, names = "channel", tuple(map(str, range(len(ranges))))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(f"{noun} (train)")
    for heading in ("min", "mean", "max", "deviation"):
        table.add_column(heading, justify="right")
    for name, row in zip(names[:MAX_ROWS], ranges, strict=False):
        table.add_row(_plain(name), *(f"{number:.4g}" for number in row))
    _add_rest(table, len(ranges), f"{noun}s")
    return table


def _add_rest(table: Table, count: int, noun: str) -> None:
    if count > MAX_ROWS:
        table.add_row(f"... and {count - MAX_ROWS:,} more {noun}", style="dim")


def _plain(text: str) -> Text:
    """A name from a user's file as text: no markup, and nothing that would steer the terminal."""
    from trainlab.terminal import Text

    return Text(plain(text))
