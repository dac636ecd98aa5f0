"""The command and the Python call that make a study."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from trainlab.errors import TrainlabError
from trainlab.experiments.experiment import Experiment
from trainlab.experiments.space import Space
from trainlab.store.folder.names import EXPERIMENT
from trainlab.web.compared_command import compared_arguments, compared_options
from trainlab.web.kept import Kept


def commands(kept: Kept) -> dict[str, str]:
    """The shell line and the Python call; ``problem`` says why there are none."""
    try:
        experiment = Experiment.parse(kept.study.reader.experiment(), Path("study.yaml"))
        shell = shell_line(experiment)
        if shell is None:
            shell = f"trainlab run {shlex.quote(str(kept.study.folder / EXPERIMENT))}"
        return {"shell": shell, "python": python_call(experiment)}
    except TrainlabError as error:
        return {"problem": str(error)}


def shell_line(experiment: Experiment) -> str | None:
    """``trainlab run ...``, or ``trainlab compare ...``, to be pasted into a shell.

    None for a comparison that a shell has no words for.
    """
    vary, pair = experiment.spaces()
    words = ["trainlab", "run" if experiment.compare is None else "compare", shlex.quote(experiment.data)]
    if experiment.net is not None:
        words += ["--net", shlex.quote(experiment.net)]
    if experiment.compare is not None:
        compared = compared_options(experiment)
        if compared is None:
            return None
        words += compared
    for option, given in (
        ("--set", _texts(experiment.set)),
        ("--vary", _texts(vary)),
        ("--pair", _texts(pair)),
    ):
        if given:
            words += [option, *(shlex.quote(f"{name}={value}") for name, value in given.items())]
    for name in ("seeds", "seed", "trials", "name"):
        value = getattr(experiment, name)
        if value != Experiment.model_fields[name].default or _differs(experiment, name):
            words += [f"--{name}", shlex.quote(str(value))]
    for name, value in experiment.said.items():
        words += _said(name, value)
    return " ".join(words)


def python_call(experiment: Experiment) -> str:
    """``tl.run(...)``, or ``tl.compare(...)``, to be pasted into Python."""
    vary, pair = experiment.spaces()
    given = [repr(experiment.data)]
    if experiment.net is not None:
        given.append(repr(experiment.net))
    if experiment.compare is not None:
        given += compared_arguments(experiment)
    given += [f"{name}={value!r}" for name, value in experiment.set.items()]
    given += [f"{name}={_python_space(space)}" for name, space in vary.items()]
    if pair:
        listed = ", ".join(f"{name!r}: {_python_space(space)}" for name, space in pair.items())
        given.append(f"pair={{{listed}}}")
    for name in ("seeds", "seed", "trials", "name"):
        value = getattr(experiment, name)
        if value != Experiment.model_fields[name].default or _differs(experiment, name):
            given.append(f"{name}={value!r}")
    given += [f"{name}={value!r}" for name, value in experiment.said.items() if _is_said(name, value)]
    made = "study = tl.run" if experiment.compare is None else "comparison = tl.compare"
    return f"import trainlab as tl\n\n{made}({', '.join(given)})"


def _differs(experiment: Experiment, name: str) -> bool:
    """Whether what is usual in a study is not what is usual in a comparison."""
    return name == "seeds" and experiment.compare is not None


def _texts(given: Mapping[str, object]) -> dict[str, str]:
    texts = {}
    for name, value in given.items():
        if isinstance(value, bool):
            texts[name] = "true" if value else "false"
        else:
            texts[name] = str(value)
    return texts


def _python_space(space: Space) -> str:
    if space.kind == "list":
        return repr(list(space.values))
    if space.kind == "choice":
        return f"tl.choice({', '.join(map(repr, space.values))})"
    ends = f"{space.low!r}, {space.high!r}"
    function = space.kind.replace("-", "_")
    return f"tl.{function}({ends})" if space.is_random else f"tl.{function}({ends}, {space.count})"


def _is_said(name: str, value: object) -> bool:
    """Whether something is said of the file: of its header both, that it has one and that it has none."""
    return value is not None and value not in ((), []) and (value is not False or name == "header")


def _said(name: str, value: object) -> list[str]:
    option = f"--{name.replace('_', '-')}"
    if not _is_said(name, value):
        return []
    if value is False:
        return [f"--no-{name.replace('_', '-')}"]
    if value is True:
        return [option]
    if isinstance(value, (list, tuple)):
        return [option, shlex.quote(",".join(map(str, value)))]
    return [option, shlex.quote(str(value))]
