"""A comparison: values of one setting, each at the best of what is tuned for it, as a study of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from trainlab.data.reading import split_said
from trainlab.errors import ExperimentError, StudyError
from trainlab.experiments import Experiment
from trainlab.experiments.comparison import ASK, POINTS
from trainlab.folders import RUNS, expanded
from trainlab.scale.observer import Observer
from trainlab.study import Study, run_experiment
from trainlab.study import open as open_study
from trainlab.study.answers.comparison import read_compared
from trainlab.study.data.dataset import given_data, stored_source
from trainlab.study.running.progress import watched
from trainlab.sweeps.budget import points_of_budget
from trainlab.sweeps.compared import Comparison
from trainlab.sweeps.next_round import next_round

if TYPE_CHECKING:
    from trainlab.data import Dataset

SEEDS = 5
"""Seeds of every point: with fewer an interval is so wide that hardly any lead is clear."""

TUNED = "learning_rate"
"""What is tuned where nothing is named: nothing else matters as much, and no two optimizers want the same."""


def compare(
    data: str | os.PathLike[str] | Dataset | None = None,
    net: object = None,
    *,
    question: Mapping[str, Sequence[object]] | None = None,
    tune: Sequence[str] | Mapping[str, object] | str = TUNED,
    trials: int | None = None,
    budget: str | None = None,
    seeds: int | None = None,
    seed: int = 0,
    by: str | None = None,
    target: str | None = None,
    study: str | os.PathLike[str] | Study | None = None,
    round: str | os.PathLike[str] | Study | None = None,
    name: str | None = None,
    root: str | os.PathLike[str] = RUNS,
    progress: Observer | bool | None = None,
    **settings: object,
) -> Comparison:
    """Compare values of a setting fairly: each at the best of what is tuned for it, with equal budgets.

    In the words of Google's Tuning Playbook: the *scientific* setting is asked about, *nuisance* settings
    are tuned for each of its values, *fixed* ones are the same for all. Every value gets the same points of
    a Sobol sequence, and every point the same seeds. It is an ordinary study; an unfinished one of the same
    name is resumed.

    Args:
        data: name of a built-in dataset, path of a file, or a :class:`Dataset`.
        net: the architecture, such as ``4-6-6-1``.
        question: the setting that is asked about and its values, ``{"optimizer": ["sgd", "adam"]}``.
        tune: names of the settings that are tuned over their usual ranges, or a mapping to what they are
            drawn from, ``{"learning_rate": tl.random_log(1e-4, 1)}``. Where one means nothing to a value, it
            is left out there.
        trials: points that are tried for each value; 16 by default.
        budget: what all trials may train together, such as ``"2000epochs"`` or ``"500000steps"``, in place of
            ``trials``.
        seeds: seeds of every point; 5 by default.
        seed: the first seed, and the seed of the points.
        by: the evaluation curve that values are judged by, such as ``validation_loss``; the one that trials
            are ranked by where none is named.
        target: target column of a table.
        study: a stored comparison that is read again, instead of training one.
        round: a stored comparison that this one goes on from: ranges are widened where its best lay at an
            edge, and narrowed around what it found; ``comparison.question.why`` says why.
        name: name of the study; the data's and ``compare`` by default.
        root: folder that studies live in.
        progress: whether to show how far it is, as for :func:`trainlab.run`.
        **settings: settings all trials share, such as ``epochs=20``; also how a file is to be read.

    Returns:
        What it says: ``.sentence``, ``.table``, ``.curves``, ``.plot()``, ``.study``.

    Raises:
        TrainlabError: something is named that is unknown or not allowed; nothing is written then.

    >>> comparison = compare(
    ...     "banknote", "4-4-1", question={"optimizer": ["sgd", "adam"]}, epochs=5
    ... )  # doctest: +SKIP
    >>> comparison.sentence  # doctest: +SKIP
    'adam is ahead of sgd by 0.8 to 1.4 points of validation accuracy after tuning learning_rate 16 times '
    'each.'
    """
    check_one(data, study, round)
    if study is not None:
        return read_comparison(study if isinstance(study, Study) else open_study(study, root), by)
    if round is not None:
        before = round if isinstance(round, Study) else open_study(round, root)
        experiment, source = (
            next_round(before, trials=trials, seeds=seeds, name=name), stored_source(before.reader)
        )  # fmt: skip
    else:
        assert data is not None
        said, _ = split_said({**settings, "target": target})
        named, source = given_data(data, said)
        experiment = comparison_experiment(
            named, net, settings, question=question, tune=tune, trials=trials, budget=budget,
            seeds=seeds, seed=seed, by=by, target=target, name=name,
        )  # fmt: skip
    with watched(progress) as observer:
        made = run_experiment(experiment, root=expanded(root), observer=observer, source=source)
    return read_comparison(made, by)


def check_one(data: object, study: object, round: object) -> None:
    """Refuse a comparison of nothing, or of two things at once.

    Raises:
        ExperimentError: not exactly one is given.
    """
    given = [
        name for name, value in (("data", data), ("--study", study), ("--round", round)) if value is not None
    ]
    if not given:
        raise ExperimentError(
            "a comparison needs data to train on, such as 'trainlab compare banknote --net 4-4-1 --question "
            "optimizer=sgd,adam', or a stored one: --study STUDY to read it again, --round STUDY to go on "
            "from it."
        )
    if len(given) > 1:
        raise ExperimentError(
            f"a comparison trains on data, reads a study or goes on from one: give {' or '.join(given)}, "
            f"one of them."
        )


def comparison_experiment(
    data: str,
    net: object,
    settings: Mapping[str, object],
    *,
    question: Mapping[str, object] | None,
    tune: object = TUNED,
    trials: int | None = None,
    budget: str | None = None,
    seeds: int | None = None,
    seed: int = 0,
    by: str | None = None,
    target: str | None = None,
    name: str | None = None,
) -> Experiment:
    """The experiment of a comparison; the arguments are those of :func:`compare`.

    Raises:
        ExperimentError: nothing is asked, or it cannot be answered.
        SettingError: a setting's name or value is not allowed.
    """
    said, settings = split_said({**settings, "target": target})
    if not question:
        raise ExperimentError(f"a comparison needs a question: a setting and its values, such as {ASK}.")
    fields = {
        "data": data, "net": net, **said, "set": settings, "trials": POINTS if trials is None else trials,
        "compare": {
            **({} if by is None else {"by": by}),
            "question": dict(question), "tune": dict(tune) if isinstance(tune, Mapping) else tune},
        "seeds": SEEDS if seeds is None else seeds, "seed": seed,
        "name": name or f"{PurePath(data).stem}-compare",
    }  # fmt: skip
    experiment = Experiment.of(**{field: value for field, value in fields.items() if value is not None})
    if budget is not None:
        if trials is not None:
            raise ExperimentError(
                "--trials and --budget both say how many points are tried: give one of them."
            )
        experiment = experiment.model_copy(update={"trials": points_of_budget(budget, experiment)})
    experiment.asked()
    return experiment


def read_comparison(study: Study, by: str | None = None) -> Comparison:
    """Read the comparison that a stored study is, without training.

    Args:
        study: the study.
        by: the curve that values are judged by; what was asked for by default.

    Raises:
        StudyError: it is none, or trials still train.
    """
    found = read_compared(study.reader, by)
    if found is None:
        raise StudyError(
            f"the study {study.info.name} compares nothing: 'trainlab compare' makes studies that do, with "
            "a question and what is tuned. 'trainlab findings' says which settings mattered."
        )
    return Comparison.of(found, study)
