"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainlab.folders import RUNS as RUNS
from trainlab.folders import expanded

StudyArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="STUDY", help="A study's name or folder; the newest one by default.", show_default=False
    ),
]
TrialArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="STUDY[:TRIAL]",
        help="A study's name or folder, with the number of a trial after a colon; the newest one by default.",
        show_default=False,
    ),
]
Root = Annotated[Path, typer.Option("--root", help="Folder that holds the studies.", callback=expanded)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")]
Net = Annotated[str | None, typer.Option(help="The architecture, such as 784-500-10.")]
SharedSettings = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="NAME=VALUE ...",
        help="Settings all trials share, such as optimizer=adam; 'trainlab settings' lists them.",
    ),
]
Freeze = Annotated[
    str | None,
    typer.Option(metavar="NAMES", help="Layers that do not learn, such as hidden1.", show_default=False),
]
Target = Annotated[
    str | None, typer.Option(help="Target column of a table; several numbers: x,y.", show_default=False)
]
On = Annotated[
    str,
    typer.Option(
        metavar="PLACE", help="Where it trains: local, or ray, the nodes of a cluster (docs/cluster.md)."
    ),
]
Devices = Annotated[
    int | None,
    typer.Option(help="Cores, or accelerators, it takes at most; all by default.", min=1, show_default=False),
]
Top = Annotated[int, typer.Option(help="Trials the table at the end shows.", min=1)]
SweptData = Annotated[
    str | None,
    typer.Argument(help="A dataset (see 'trainlab data list') or a file.", show_default=False),
]
SweptStudy = Annotated[
    str | None,
    typer.Option(metavar="STUDY", help="Read a stored study instead of training one.", show_default=False),
]
Picture = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="PNG, SVG or PDF file to write.", show_default=False),
]
Name = Annotated[str | None, typer.Option(help="Name of the study.")]
FirstSeed = Annotated[int, typer.Option(help="The first seed.")]
SeedsOfRate = Annotated[int, typer.Option(help="Seeds of every rate.")]
