"""``trainlab data get``: a dataset into the cache, or into files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainlab.cli.arguments.assignments import read_assignments
from trainlab.cli.arguments.data_options import DataArgument, Said, read_data_settings, reads_files
from trainlab.cli.arguments.options import Target
from trainlab.cli.output.printed import say, tell


@reads_files
def command(
    name: DataArgument,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FOLDER", help="Write it into a folder.", show_default=False),
    ] = None,
    kind: Annotated[
        str, typer.Option("--as", help="The kind of files: csv, npz, parquet or tfrecord.")
    ] = "npz",
    target: Target = None,
    set_: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="NAME=VALUE ...", help="Settings of the data: noise, data_seed, standardize, ..."
        ),
    ] = [],  # noqa: B006  typer copies it
    force: Annotated[bool, typer.Option("--force", help="Replace files that are already there.")] = False,
    *,
    said: Said,
) -> None:
    """Download a built-in dataset into the cache; or, with -o, write any dataset as files, split by split."""
    if output is None:
        _download(name)
        return
    from trainlab.data import load_dataset
    from trainlab.data.write import write_dataset

    settings, _ = read_data_settings(read_assignments("--set", set_), name, None)
    dataset = load_dataset(name, **settings, target=target, **said)  # type: ignore[arg-type]
    for note in dataset.notes:
        tell(note)
    files = write_dataset(dataset, output, kind, force=force)
    splits = ("train, validation and test",) if len(files) == 1 else ("train", "validation", "test")
    for file, split in zip(files, splits, strict=True):
        say(f"{file}: {split}")


def _download(name: str) -> None:
    from trainlab.data import DATASETS
    from trainlab.errors import DataError, unknown_name
    from trainlab.terminal import Console

    if name not in DATASETS:
        raise DataError(unknown_name("dataset", name, DATASETS))
    origin = DATASETS[name].origin
    if origin:
        say(f"{name} needs no download: {origin}. To have it as files: trainlab data get {name} -o FOLDER.")
        return
    from trainlab.data.named.locate import find
    from trainlab.data.named.openml import download, source_of

    found = find(name)
    if found:
        say(f"{name} is here already: {found[1]} ({found[0].title}).")
        return
    with Console(stderr=True).status(f"downloading {name} from {source_of(name)}, which may take minutes"):
        path = download(name)
    say(f"{name} is now in the cache: {path}.")
