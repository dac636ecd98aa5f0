"""``trainlab compare``: which value of a setting is better, each at its best."""

from __future__ import annotations

from typing import Annotated

import typer

from trainlab.cli.arguments.assignments import read_assignments
from trainlab.cli.arguments.data_options import Said, given, reads_files
from trainlab.cli.arguments.options import RUNS, AsJson, Net, Picture, Root, SharedSettings, SweptData, Target
from trainlab.errors import ExperimentError


@reads_files
def command(
    data: SweptData = None,
    net: Net = None,
    question: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=VALUES",
            help="The setting that is asked about, and its values, such as optimizer=sgd,adam.",
            show_default=False,
        ),
    ] = None,
    tune: Annotated[
        list[str],
        typer.Option(
            metavar="NAME[=VALUES] ...",
            help="Settings that are tuned for each value, over their usual ranges or those you write: "
            "learning_rate,momentum or l2=random-log:1e-6:0.1. learning_rate by default.",
            show_default=False,
        ),
    ] = [],  # noqa: B006  typer copies it
    set_: SharedSettings = [],  # noqa: B006
    trials: Annotated[
        int | None,
        typer.Option(help="Points that are tried for each value; 16 by default.", show_default=False),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="2000epochs|500000steps",
            help="What all trials may train together; says how many points are tried, instead of --trials.",
            show_default=False,
        ),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(help="Seeds of every point; 5 by default.", show_default=False)
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="The first seed, and the seed of the points; 0 by default.", show_default=False),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="CURVE",
            help="What values are judged by, such as validation_loss; what trials are ranked by where it is "
            "left "
            "out.",
            show_default=False,
        ),
    ] = None,
    target: Target = None,
    study: Annotated[
        str | None,
        typer.Option(
            metavar="STUDY", help="Read a stored comparison instead of training one.", show_default=False
        ),
    ] = None,
    round_: Annotated[
        str | None,
        typer.Option(
            "--round",
            metavar="STUDY",
            help="Go on from a stored comparison, with ranges that follow from what it found.",
            show_default=False,
        ),
    ] = None,
    output: Picture = None,
    as_json: AsJson = False,
    name: Annotated[
        str | None, typer.Option(help="Name of the study; an unfinished one of that name is resumed.")
    ] = None,
    root: Root = RUNS,
    *,
    said: Said,
) -> None:
    """Compare values of a setting fairly: each at the best of what is tuned for it, with equal budgets."""
    from trainlab.sweeps.comparison import check_one

    check_one(data, study, round_)
    if output is not None:
        from trainlab.cli.process.load_plots import load_plots

        load_plots()
        from trainlab.plots.draw.save import check_format

        check_format(output)
    from trainlab.cli.commands._training import nothing_written, training
    from trainlab.cli.process.signals import signals
    from trainlab.study import open as open_study
    from trainlab.study import run_experiment
    from trainlab.sweeps import comparison_experiment, next_round, read_comparison

    if study is not None:
        _refuse(
            "--study reads a comparison that was made", "--by may be given",
            net=net, question=question, tune=tune, set=set_, seed=seed, budget=budget, target=target,
            trials=trials, seeds=seeds, name=name,
        )  # fmt: skip
        compared = open_study(study, root)
    else:
        nothing_written()
        source = None
        if round_ is not None:
            from trainlab.study.data.dataset import stored_source

            before = open_study(round_, root)
            _refuse(
                "--round takes the data, the question and the settings of the comparison it goes on from",
                "--trials, --seeds, --by and --name may be given",
                net=net, question=question, tune=tune, set=set_, seed=seed, budget=budget, target=target,
            )  # fmt: skip
            experiment, source = (
                next_round(before, trials=trials, seeds=seeds, name=name),
                stored_source(before.reader),
            )
        else:
            experiment = comparison_experiment(
                str(data), net, {**read_assignments("--set", set_), **given(said)},
                question=_question(question), tune=_tuned(tune), trials=trials, budget=budget, seeds=seeds,
                seed=seed or 0, by=by, target=target, name=name,
            )  # fmt: skip
        with training() as progress:
            compared = run_experiment(
                experiment, root=root, observer=progress, source=source, since=signals.since
            )  # fmt: skip
    comparison = read_comparison(compared, by)
    if output is not None:
        from trainlab.plots import save_figure

        save_figure(comparison.plot(), output)
    if as_json:
        from trainlab.cli.output.json import comparison_json, print_json

        print_json(comparison_json(comparison))
        return
    from trainlab.cli.output.printed import say
    from trainlab.cli.reports.comparison import print_comparison

    print_comparison(comparison)
    say(f"study: {compared.folder}")
    if output is not None:
        say(output)


def _question(written: str | None) -> dict[str, str] | None:
    return None if written is None else dict(read_assignments("--question", [written]))


def _tuned(written: list[str]) -> dict[str, str]:
    """Names alone, several of them with commas, and names with what they are drawn from."""
    from trainlab.specs.setting import USUAL
    from trainlab.sweeps.comparison import TUNED

    found: dict[str, str] = {}
    for text in written or [TUNED]:
        if "=" in text:
            given_here = read_assignments("--tune", [text])
        else:
            given_here = {name.strip(): USUAL for name in text.split(",") if name.strip()}
        for name, values in given_here.items():
            if name in found:
                raise ExperimentError(f"--tune names {name} twice: once is enough.")
            found[name] = values
    return found


def _refuse(why: str, instead: str, **options: object) -> None:
    """Refuse options that would be left unheard.

    Raises:
        ExperimentError: one is given.
    """
    named = [f"--{name}" for name, value in options.items() if value not in (None, [], {})]
    if named:
        raise ExperimentError(f"{why}: leave out {', '.join(named)}. {instead}.")
