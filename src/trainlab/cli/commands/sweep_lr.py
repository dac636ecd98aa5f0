"""``trainlab sweep-lr``: which learning rate to take."""

from __future__ import annotations

from typing import Annotated

import typer

from trainlab.cli.arguments.assignments import read_assignments
from trainlab.cli.arguments.data_options import Said, given, reads_files
from trainlab.cli.arguments.options import (
    RUNS,
    AsJson,
    FirstSeed,
    Name,
    Net,
    Picture,
    Root,
    SeedsOfRate,
    SharedSettings,
    SweptData,
    SweptStudy,
    Target,
)


@reads_files
def command(
    data: SweptData = None,
    net: Net = None,
    set_: SharedSettings = [],  # noqa: B006  typer copies it
    rates: Annotated[
        str | None,
        typer.Option(
            metavar="log:LO:HI:N",
            help="Rates to try; 64 over six decades that depend on the optimizer by default.",
            show_default=False,
        ),
    ] = None,
    seeds: SeedsOfRate = 5,
    seed: FirstSeed = 0,
    steps: Annotated[int, typer.Option(help="Steps of every trial.")] = 200,
    best_for: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="train_loss|validation_loss|validation_accuracy|validation_rmse",
            help="What the rate is recommended for; what suits the others is printed beside it.",
        ),
    ] = "train_loss",
    target: Target = None,
    study: SweptStudy = None,
    output: Picture = None,
    as_json: AsJson = False,
    name: Name = None,
    root: Root = RUNS,
    *,
    said: Said,
) -> None:
    """Find the learning rate to take: many rates with a few seeds each, trained together for a short time."""
    from trainlab.cli.commands._sweeps import check_request, show_sweep, swept_study

    check_request("sweep-lr", data, study, output)
    from trainlab.estimate.rate_reading import check_goal
    from trainlab.sweeps import rate_experiment, read_rate_sweep

    check_goal(best_for)

    swept = swept_study(
        study, root,
        lambda: rate_experiment(
            str(data), net, {**read_assignments("--set", set_), **given(said)}, rates=rates, seeds=seeds,
            seed=seed, steps=steps, target=target, name=name,
        ),
    )  # fmt: skip
    show_sweep(swept, read_rate_sweep(swept, best_for), output, as_json)
