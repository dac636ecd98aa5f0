"""``trainlab search``: find the best settings within a budget."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated, Any

import typer

from trainlab.cli.arguments.assignments import read_assignments
from trainlab.cli.arguments.data_options import Said, reads_files
from trainlab.cli.arguments.experiment_options import experiment_of_options
from trainlab.cli.arguments.options import RUNS, Devices, Name, Net, On, Root, SharedSettings, Target, Top
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
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="NAME[=VALUES] ...",
            help="Settings to search: a NAME alone for its usual range, random-log:LO:HI, random-lin:LO:HI "
            "or a,b,c.",
        ),
    ] = [],  # noqa: B006  typer copies it
    set_: SharedSettings = [],  # noqa: B006
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNT", help="What all trials may take together: 10min, 2000epochs, 500000steps."
        ),
    ] = None,
    objective: Annotated[
        str | None,
        typer.Option(metavar="CURVE", help="What is to become best; validation_loss by default."),
    ] = None,
    proposer: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What proposes settings: model (learns from what was found, the default), sobol, random, or "
            "Optuna's tpe, cmaes, gp.",
        ),
    ] = None,
    eta: Annotated[
        float | None, typer.Option(help="Of this many trials one goes on at a rung; 3 by default.")
    ] = None,
    hyperband: Annotated[
        bool | None,
        typer.Option("--hyperband", help="Rounds take turns in how early their first rung is."),
    ] = None,
    leaders: Annotated[
        int | None, typer.Option(help="Settings that are repeated with other seeds; 3 by default.")
    ] = None,
    repeats: Annotated[int | None, typer.Option(help="Seeds of each of them; 5 by default.")] = None,
    architectures: Annotated[
        int | None, typer.Option(help="Programs that a round may compile, at most; 8 by default.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The seed of the trials, and of all draws.")] = None,
    target: Target = None,
    name: Name = None,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Look at the data first, and say what is odd.")
    ] = True,
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
    """Search for the best settings: many start, the worst are stopped early, the best are repeated."""
    nothing_written()
    from trainlab.scale.executors.where import Where

    where = Where.of(on, devices)
    about = {
        "budget": budget, "objective": objective, "proposer": proposer, "eta": eta, "hyperband": hyperband,
        "leaders": leaders, "repeats": repeats, "architectures": architectures,
    }  # fmt: skip
    given: dict[str, Any] = {
        "data": data, "net": net, "target": target, "seed": seed, "name": name,
        "set": read_assignments("--set", set_), "vary": read_assignments("--vary", vary), **said,
    }  # fmt: skip
    experiment = experiment_of_options(data, given)
    experiment = with_search(experiment, about)

    from trainlab.cli.reports.study import print_report
    from trainlab.study import run_experiment

    with ExitStack() as page:
        shown = page.enter_context(viewing(root)) if view else None
        with training() as progress:
            study = run_experiment(
                experiment, root=root, observer=progress, check=check, since=signals.since, where=where
            )
            progress.finished(study.info.seconds)
        print_report(study, top)
        if shown is not None:
            stay(shown)


def with_search(experiment: Any, about: dict[str, Any]) -> Any:
    """The experiment with what options say of the search, over what its file says.

    Raises:
        ExperimentError: there is no budget, or a value is not allowed.
    """
    from trainlab.experiments.search_fields import read_search

    written = {} if experiment.search is None else experiment.search.model_dump(exclude_defaults=True)
    given = {name: value for name, value in about.items() if value is not None}
    return experiment.model_copy(update={"search": read_search({**written, **given})})
