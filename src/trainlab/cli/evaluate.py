"""``trainlab evaluate``: a trained net on a split."""

from __future__ import annotations

from typing import Annotated

import typer

from trainlab.cli.options import RUNS, AsJson, Root, StudyArgument


def command(
    study: StudyArgument = None,
    trial: Annotated[int | None, typer.Option(help="A trial's number.")] = None,
    best: Annotated[
        bool, typer.Option("--best", help="The trial with the best validation accuracy (default).")
    ] = False,
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
    weights: Annotated[
        str,
        typer.Option(
            help="best: those of the highest validation accuracy, or of the best check of early_stopping; "
            "final: after its last step."
        ),
    ] = "best",
    as_json: AsJson = False,
    root: Root = RUNS,
) -> None:
    """Measure a trial's net on a split."""
    from trainlab.errors import StudyError
    from trainlab.study import open as open_study

    if trial is not None and best:
        raise StudyError("--trial and --best both choose the trial: give one.")
    opened = open_study(study, root)
    chosen = opened.best() if trial is None else opened.trial(trial)
    result = chosen.evaluate(split, weights)
    if as_json:
        from trainlab.cli.json import print_json

        print_json({"study": str(opened.folder), "trial": chosen.id, **result})
        return
    from trainlab.settings import format_value

    names = [*opened.info.varied, "seed"]
    settings = ", ".join(f"{name}={format_value(chosen.settings.get(name))}" for name in names)
    print(f"{opened.info.name}, trial {chosen.id} ({settings}), {weights} weights")
    print(
        f"{split}: accuracy {result['accuracy']:.4f}, loss {result['loss']:.4f}, "
        f"{result['examples']:,} examples"
    )
    if trial is None and (tie := opened.tie()):
        print(tie)
