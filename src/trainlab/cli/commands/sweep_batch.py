"""``trainlab sweep-batch``: up to which batch size larger batches save steps."""

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
    batch_sizes: Annotated[
        str | None,
        typer.Option(
            metavar="1,4,16,...",
            help="Batch sizes; the powers of two up to 256 by default.",
            show_default=False,
        ),
    ] = None,
    rates: Annotated[
        str | None,
        typer.Option(
            metavar="log:LO:HI:N",
            help="Learning rates tried at each of them; 13 over four decades by default.",
            show_default=False,
        ),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(
            metavar="CONDITION",
            help="The condition to reach, such as 'validation_accuracy >= 95%'; by default a validation loss "
            "that every batch size reached.",
            show_default=False,
        ),
    ] = None,
    seeds: SeedsOfRate = 5,
    seed: FirstSeed = 0,
    steps: Annotated[
        int, typer.Option(help="Steps of a trial, on top of those that --examples takes.")
    ] = 100,
    examples: Annotated[
        int, typer.Option(help="Examples that a trial sees on top of --steps.", min=0)
    ] = 5_000,
    noise_scale: Annotated[
        bool, typer.Option(help="Probe the gradient noise scale, at the largest batch size.")
    ] = True,
    target_column: Target = None,
    study: SweptStudy = None,
    output: Picture = None,
    as_json: AsJson = False,
    name: Name = None,
    root: Root = RUNS,
    *,
    said: Said,
) -> None:
    """Find out up to which batch size larger batches save steps; the learning rate is tuned for each."""
    from trainlab.cli.commands._sweeps import check_request, show_sweep, swept_study

    check_request("sweep-batch", data, study, output)
    from trainlab.sweeps import batch_experiment, read_batch_sweep

    swept = swept_study(
        study, root,
        lambda: batch_experiment(
            str(data), net, {**read_assignments("--set", set_), **given(said)}, batch_sizes=batch_sizes,
            rates=rates, target=target, seeds=seeds, seed=seed, steps=steps, examples=examples,
            noise_scale=noise_scale, target_column=target_column, name=name,
        ),
    )  # fmt: skip
    show_sweep(swept, read_batch_sweep(swept, target), output, as_json)
