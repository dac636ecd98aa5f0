"""The next round of a comparison: the same question, with ranges that follow from what the last one found."""

from __future__ import annotations

import re

from trainlab.comparisons.judged import Judged
from trainlab.comparisons.next_ranges import NextRange, next_ranges
from trainlab.comparisons.points import points_of
from trainlab.errors import StudyError
from trainlab.experiments import Experiment
from trainlab.settings import SETTINGS, format_value
from trainlab.store.folder.names import EXPERIMENT
from trainlab.study import Study
from trainlab.study.answers.comparison import read_question


def next_round(
    before: Study, *, trials: int | None = None, seeds: int | None = None, name: str | None = None
) -> Experiment:
    """The experiment of the next round: new points and new seeds, from ranges that are wider or narrower.

    Args:
        before: the comparison it goes on from.
        trials: points for each value; as many as before by default.
        seeds: seeds of every point; as many as before by default.
        name: name of the study; that of the one before with the next number by default.

    Raises:
        StudyError: the study compares nothing, or trials of it still train.
    """
    question = read_question(before.reader)
    if question is None:
        raise StudyError(
            f"the study {before.info.name} compares nothing: --round goes on from a study that 'trainlab "
            f"compare' made."
        )
    records = [trial.record for trial in before.trials]
    judged = Judged.by(question.by, records)
    recorded = before.recorded(judged.curve)
    tables = points_of(records, question.setting, question.values, judged, recorded)
    experiment = Experiment.parse(before.reader.experiment(), before.folder / EXPERIMENT)
    assert experiment.compare is not None
    tune: dict[str, dict[str, object]] = {
        key: dict(ranges) for key, ranges in experiment.compare["tune"].items()
    }
    why = []
    for table, tuned in zip(tables, question.tuned, strict=True):
        for setting, found in next_ranges(table, tuned).items():
            if found.why:
                tune[setting][format_value(table.value)] = _written(setting, found)
                why.append(found.why)
    why = why or ["every range stays as it was: no best value lay at an edge, and none were close together."]
    compare = {**experiment.compare, "tune": tune, "after": before.info.name, "why": why}
    first = int(experiment.set.get("seed", experiment.seed)) + experiment.seeds
    return experiment.model_copy(
        update={
            "compare": compare,
            "trials": experiment.trials if trials is None else trials,
            "seeds": experiment.seeds if seeds is None else seeds,
            "set": {setting: value for setting, value in experiment.set.items() if setting != "seed"},
            "seed": first,
            "name": name or _next_name(before.info.name),
        }
    )


def _written(setting: str, found: NextRange) -> str:
    low, high = found.range.low, found.range.high
    if SETTINGS[setting].type == "integer":
        low, high = int(low or 0), int(high or 0)
    return f"{'random-log' if found.range.log else 'random-lin'}:{low!r}:{high!r}"


def _next_name(name: str) -> str:
    """The name of the next round.

    >>> _next_name("banknote-compare"), _next_name("banknote-compare-2")
    ('banknote-compare-2', 'banknote-compare-3')
    """
    numbered = re.fullmatch(r"(.*)-(\d{1,4})", name)
    return f"{numbered[1]}-{int(numbered[2]) + 1}" if numbered else f"{name}-2"
