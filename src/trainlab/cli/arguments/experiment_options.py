"""The experiment that a command line asks for: its options, with an experiment file below them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trainlab.experiments import Experiment

YAML = (".yaml", ".yml")


def experiment_of_options(data: str, given: dict[str, Any]) -> Experiment:
    """The experiment of a command line.

    Args:
        data: a dataset's name, the path of a file of data, or that of an experiment file.
        given: what options give, by field of an experiment; None and {} for those that were left out.

    Raises:
        ExperimentError: the file is not an experiment, or a field is not allowed.
    """
    from trainlab.experiments import Experiment

    given = {field: value for field, value in given.items() if value not in (None, {})}
    if not data.lower().endswith(YAML):
        return Experiment.of(**given)
    from trainlab.study.data.source import data_path

    written = Experiment.read(Path(data)).model_dump(exclude_defaults=True)
    given["data"] = data_path(written["data"], beside=Path(data).parent)
    for split in ("validation", "test"):
        if split in written and split not in given:
            given[split] = data_path(written[split], beside=Path(data).parent)
    return Experiment.of(**_over(written, given))


def add_named(given: dict[str, Any], options: dict[str, str | None]) -> None:
    """Add options that are settings with their own names to the settings all trials share.

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
