"""``trainlab run``: train a study."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from trainlab.cli.assignments import read_assignments
from trainlab.cli.options import RUNS, Root

YAML = (".yaml", ".yml")


def command(
    data: Annotated[
        str,
        typer.Argument(
            help="A dataset (see 'trainlab data list'), a file of your own, or an experiment file (.yaml)."
        ),
    ],
    net: Annotated[str | None, typer.Option(help="The architecture, such as 784-500-10.")] = None,
    set_: Annotated[
        list[str], typer.Option("--set", metavar="NAME=VALUE ...", help="Settings all trials share.")
    ] = [],  # noqa: B006  typer copies it
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=VALUES ...",
            help="Settings to try: log:LO:HI:N, lin:LO:HI:N, a,b,c; several multiply. "
            "Drawn at random, with --trials: random-log:LO:HI, random-lin:LO:HI, choice:a,b,c.",
        ),
    ] = [],  # noqa: B006
    pair: Annotated[
        list[str],
        typer.Option(metavar="NAME=VALUES ...", help="Settings whose values go together, first with first."),
    ] = [],  # noqa: B006
    start_from: Annotated[
        str | None,
        typer.Option(
            metavar="STUDY:TRIAL",
            help="A trained net that layers start from: a trial, a study (its best) or a .safetensors file.",
            show_default=False,
        ),
    ] = None,
    reuse: Annotated[
        str | None,
        typer.Option(
            metavar="REGEX",
            help="Layers that start from it, such as 'hidden[12]'; all that it has by default.",
            show_default=False,
        ),
    ] = None,
    freeze: Annotated[
        str | None,
        typer.Option(metavar="REGEX", help="Layers that do not learn, such as hidden1.", show_default=False),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(help="Repetitions of every setting, each with its own seed.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The first seed, and the seed of random draws.")] = None,
    trials: Annotated[int | None, typer.Option(help="How many settings to draw at random.")] = None,
    target: Annotated[str | None, typer.Option(help="Target column of a table.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the study.")] = None,
    top: Annotated[int, typer.Option(help="Trials the table at the end shows.", min=1)] = 10,
    root: Root = RUNS,
) -> None:
    """Train every setting at once, and keep the loss of every step of every trial."""
    from trainlab.search import Experiment

    given: dict[str, Any] = {
        "data": data, "net": net, "target": target, "seeds": seeds, "seed": seed, "trials": trials,
        "set": read_assignments("--set", set_), "vary": read_assignments("--vary", vary),
        "pair": read_assignments("--pair", pair),
        "name": name,
    }  # fmt: skip
    _add_transfer(given, {"start_from": start_from, "reuse": reuse, "freeze": freeze})
    given = {field: value for field, value in given.items() if value not in (None, {})}
    if data.lower().endswith(YAML):
        from trainlab.study.dataset import data_path

        written = Experiment.read(Path(data)).model_dump(exclude_defaults=True)
        given["data"] = data_path(written["data"], beside=Path(data).parent)
        experiment = Experiment.of(**_over(written, given))
    else:
        experiment = Experiment.of(**given)

    from trainlab.cli.progress import RunProgress
    from trainlab.cli.report import print_report
    from trainlab.study import run_experiment

    with RunProgress() as progress:
        study = run_experiment(
            experiment, root=root, progress=progress, planned=progress.planned, started=_tell
        )
    print_report(study, top)


def _add_transfer(given: dict[str, Any], options: dict[str, str | None]) -> None:
    """Put options that are settings with names of their own among the settings all trials share.

    Raises:
        ExperimentError: one is given among the settings as well.
    """
    from trainlab.errors import ExperimentError

    for name, value in options.items():
        if value is None:
            continue
        if any(name in given[place] for place in ("set", "vary", "pair")):
            raise ExperimentError(f"{name} is given twice: by itself, and among the settings.")
        given["set"] = {**given["set"], name: value}


def _tell(lines: list[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


def _over(written: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """An experiment file with the command line on top: a setting named there replaces the file's."""
    places = ("set", "vary", "pair")
    named = {*given, *(name for place in places for name in given.get(place, {}))}
    for one, other in (("steps", "epochs"), ("epochs", "steps")):
        if one in named:
            named.add(other)  # both set the length
    merged = {field: value for field, value in written.items() if field not in named} | given
    for place in places:
        kept = {name: value for name, value in written.get(place, {}).items() if name not in named}
        merged[place] = {**kept, **given.get(place, {})}
    return merged
