"""Where the weights are that a net starts from: a trial of a study, or a file of weights."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trainlab.errors import StudyError
from trainlab.files.opening import regular_size
from trainlab.settings import get_setting
from trainlab.store import find_study
from trainlab.store.weights.tensors import read_tensors
from trainlab.study.networks._files import OF_INPUT
from trainlab.study.networks._files import WEIGHTS as FILE
from trainlab.study.study import Study

if TYPE_CHECKING:
    from trainlab.experiments import Experiment
    from trainlab.scale.plans.plan import PopulationPlan

BEST = "best"
"""Written instead of a number: the trial with the best validation accuracy."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained net that something starts from.

    Attributes:
        path: the study's folder, or the file of weights.
        trial: the trial's number; None where ``path`` is a file.
    """

    path: Path
    trial: int | None

    def __str__(self) -> str:
        return str(self.path) if self.trial is None else f"{self.path}:{self.trial}"

    def weights(self, which: str = "best") -> dict[str, np.ndarray]:
        """``layer.variable`` -> array.

        Args:
            which: ``best`` or ``final`` weights of a trial; a file holds one set.

        Raises:
            StudyError: the weights are not there (yet), or the file is not one of weights.
        """
        if self.trial is not None:
            return Study(self.path).trial(self.trial).weights(which)
        if which != "best":
            raise StudyError(f"'{self.path}' holds one set of weights: {which} ones are those of a trial.")
        return _read_file(self.path)

    def layers(self) -> list[str]:
        """Names of the net's layers, from input to output; empty where a file does not say."""
        return [] if self.trial is None else Study(self.path).trial(self.trial).layer_names


def find_trained(reference: str, root: Path) -> Trained:
    """The trained net that a user means.

    Args:
        reference: ``STUDY:TRIAL``, ``STUDY:best``, ``STUDY`` (its best trial, by validation accuracy) or the
            path of a ``.safetensors`` file. A study is its name or its folder.
        root: the folder studies are kept in.

    Raises:
        StudyError: there is no such study, trial or file.
    """
    path = os.path.expanduser(reference)
    if path.lower().endswith(FILE):
        path = _moved(path, root)
        if not os.path.lexists(path):
            raise StudyError(f"there is no file '{reference}' of weights.")
        regular_size(Path(path), f"'{reference}'", StudyError)
        return Trained(Path(path), None)
    name, colon, trial = path.rpartition(":")
    if not colon:
        name, trial = path, BEST
    elif trial != BEST and not re.fullmatch(r"[0-9]{1,9}", trial):
        _refuse_trial(reference, path, root)
        name, trial = path, BEST  # a folder with a colon in its name
    study = Study(find_study(root, _moved(name, root)))
    chosen = study.best() if trial == BEST else study.trial(int(trial))
    return Trained(study.folder, chosen.id)


def _moved(path: str, root: Path) -> str:
    """A path, or where it leads to now, if the folder of studies in which it lay has been moved.

    Studies keep what they start from as absolute paths. A study is resumed only with the weights that it
    began with, which is checked by their digest.
    """
    if not os.path.isabs(path) or os.path.lexists(path):
        return path
    parts = Path(path).parts[1:]
    ends = (Path(*parts[first:]) for first in range(len(parts)))  # the longest first
    return next((str(root / end) for end in ends if os.path.lexists(root / end)), path)


def find_trial(reference: str | None, root: Path) -> tuple[Study, int | None]:
    """The study that a user means, and the trial of it, if one is named.

    Args:
        reference: ``STUDY``, ``STUDY:TRIAL`` or ``STUDY:best``; None for the newest study.
        root: the folder studies are kept in.

    Raises:
        StudyError: there is no such study or trial.
    """
    if reference is None or ":" not in reference:
        return Study(find_study(root, reference)), None
    found = find_trained(reference, root)
    named = not reference.endswith(f":{BEST}") and not os.path.isdir(reference)
    return Study(found.path), found.trial if named else None


def _refuse_trial(reference: str, path: str, root: Path) -> None:
    try:
        find_study(root, path)
    except StudyError:
        study, _, trial = path.rpartition(":")
        find_study(root, study)  # if it is the study that is unknown, this says so
        raise StudyError(
            f"'{reference}' names no trial: write {study}: and a trial's number or 'best', not '{trial}'."
        ) from None


def start_weights(reference: str, root: Path) -> dict[str, np.ndarray]:
    """The weights that a net starts from: the best ones of a trial, or those of a file.

    Args:
        reference: see :func:`find_trained`.
        root: the folder studies are kept in.

    Returns:
        ``layer.variable`` -> array, statistics such as ``batchnorm1.moving_mean`` too.

    Raises:
        StudyError: there is no such study, trial or file, or it holds no weights.
    """
    return find_trained(reference, root).weights()


def absolute_reference(reference: str, root: Path) -> str:
    """The reference with path and number, so that it is valid from any folder and whatever studies are added.

    Raises:
        StudyError: there is no such study, trial or file.
    """
    trained = find_trained(reference, root)
    return str(replace(trained, path=Path(os.path.abspath(trained.path))))


def transfer_lines(plans: Iterable[PopulationPlan]) -> list[str]:
    """What starts from trained nets and what does not learn: a line for each different case."""
    from trainlab.nets.reuse import transfer_line

    lines = [
        transfer_line(plan.net, plan.reused, _shown(str(plan.population.static.get("start_from", ""))))
        for plan in plans
    ]
    return list(dict.fromkeys(filter(None, lines)))


def _shown(reference: str) -> str:
    """A reference as people like to read it: from the working folder, if it lies below."""
    try:
        relative = os.path.relpath(reference or ".")
    except FileNotFoundError:  # the working folder has been deleted
        return reference
    return reference if relative.startswith(os.pardir) else relative


def with_absolute_starts(experiment: Experiment, root: Path) -> Experiment:
    """The experiment with every ``start_from`` as :func:`absolute_reference` writes it.

    Raises:
        StudyError: one is not there.
    """
    from trainlab.experiments.space import read_space

    setting, changes = get_setting("start_from"), {}

    def absolute(written: object) -> str:
        return absolute_reference(str(setting.read(written)), root)

    if setting.name in experiment.set:
        changes["set"] = {**experiment.set, setting.name: absolute(experiment.set[setting.name])}
    for place in ("vary", "pair"):
        written = getattr(experiment, place)
        if setting.name in written:
            space = read_space(setting.name, written[setting.name])
            values = tuple(map(absolute, space.values))
            changes[place] = {**written, setting.name: replace(space, values=values)}
    return experiment.model_copy(update=changes)


def _read_file(path: Path) -> dict[str, np.ndarray]:
    tensors = {name: array for name, array in read_tensors(path).items() if name not in OF_INPUT}
    for name, array in tensors.items():
        layer, _, variable = name.rpartition(".")
        if not layer or not variable or not name.isprintable():
            raise StudyError(
                f"'{path}' is not a file of weights that trainlab can read: its tensors must be named "
                f"layer.variable, such as hidden1.kernel, not {name!r:.80}."
            )
        if array.dtype.kind not in "fiu" and array.dtype.name != "bfloat16":
            raise StudyError(f"{name} of '{path}' holds {array.dtype} values: weights are real numbers.")
    if not tensors:
        raise StudyError(f"'{path}' holds no weights.")
    return tensors
