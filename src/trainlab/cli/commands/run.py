"""``trainlab run``: train a study."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated, Any

import typer

from trainlab.cli.arguments.assignments import read_assignments
from trainlab.cli.arguments.data_options import Said, reads_files
from trainlab.cli.arguments.experiment_options import add_named, experiment_of_options
from trainlab.cli.arguments.options import RUNS, Devices, Freeze, Net, On, Root, SharedSettings, Target, Top
from trainlab.cli.commands._training import nothing_written, training
from trainlab.cli.commands._viewing import stay, viewing
from trainlab.cli.process.signals import signals


@reads_files
def command(
    data: Annotated[
        str,
        typer.Argument(
            help="A dataset (see 'trainlab data list'), your own file, or an experiment file (.yaml)."
        ),
    ],
    net: Net = None,
    set_: SharedSettings = [],  # noqa: B006  typer copies it
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=VALUES ...",
            help="Settings to try: log:LO:HI:N, lin:LO:HI:N, a,b,c; several multiply. "
            "Drawn, with --trials: random-log:LO:HI, random-lin:LO:HI, choice:a,b,c, or a NAME alone for "
            "its usual range.",
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
            metavar="NAMES",
            help="Layers that start from it, such as 'hidden[12]'; all that it has by default.",
            show_default=False,
        ),
    ] = None,
    freeze: Freeze = None,
    metric: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="What evaluations measure besides: balanced_accuracy, log_loss, roc_auc.",
            show_default=False,
        ),
    ] = None,
    probe: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="What to measure inside training: cheap, full, or names such as gradients,dead,sharpness.",
            show_default=False,
        ),
    ] = None,
    probe_every: Annotated[
        str | None,
        typer.Option(metavar="N", help="Steps between probes; every epoch by default.", show_default=False),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(help="Repetitions of every setting, each with its own seed.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The first seed, and the seed of random draws.")] = None,
    trials: Annotated[int | None, typer.Option(help="How many settings to draw.")] = None,
    draws: Annotated[
        str | None,
        typer.Option(metavar="HOW", help="sobol (evenly spread, the default) or random (independent)."),
    ] = None,
    target: Target = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the study; an unfinished one of that name is resumed.")
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check/--no-check",
            help="Look at the data first, and say what is odd; 'trainlab check' does more.",
        ),
    ] = True,
    time: Annotated[
        bool,
        typer.Option("--time", help="Afterwards measure each program by itself, as 'trainlab time' does."),
    ] = False,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep",
            help="Afterwards keep what the best trial predicts of the validation split; --view does so, too.",
        ),
    ] = False,
    view: Annotated[
        bool, typer.Option("--view", help="Show it in the browser while it trains; Ctrl-C ends the page.")
    ] = False,
    on: On = "local",
    devices: Devices = None,
    top: Top = 10,
    root: Root = RUNS,
    *,
    said: Said,
) -> None:
    """Train every setting at once, and keep the loss of every step of every trial."""
    nothing_written()
    from trainlab.scale.executors.where import Where

    where = Where.of(on, devices)
    given: dict[str, Any] = {
        "data": data, "net": net, "target": target, "seeds": seeds, "seed": seed,
        "trials": trials, "draws": draws,
        "set": read_assignments("--set", set_), "vary": read_assignments("--vary", vary),
        "pair": read_assignments("--pair", pair),
        "name": name, **said,
    }  # fmt: skip
    named = {
        "start_from": start_from, "reuse": reuse, "freeze": freeze,
        "metric": metric, "probe": probe, "probe_every": probe_every,
    }  # fmt: skip
    add_named(given, named)
    experiment = experiment_of_options(data, given)

    from trainlab.cli.reports.study import print_report
    from trainlab.study import run_experiment

    with ExitStack() as page:
        shown = page.enter_context(viewing(root)) if view else None
        with training() as progress:
            study = run_experiment(
                experiment, root=root, observer=progress, check=check, since=signals.since, where=where
            )
            progress.finished(study.info.seconds)
        if keep or view:
            from trainlab.cli.commands._keeping import keep_best

            keep_best(study, asked=keep)
        if time:
            from trainlab.cli.commands.time import measure
            from trainlab.study import open as open_study

            measure(study, rounds=9)
            study = open_study(study.folder)
        print_report(study, top)
        if shown is not None:
            stay(shown)
