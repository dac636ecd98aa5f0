"""The ways into a study: every command and every function of Python that opens one."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class Trains(Exception):
    """A study would go on now: it was taken for a good one."""


def shell(*arguments: object) -> str:
    """Run a command line in this process; what it wrote to standard error."""
    from trainlab.cli.main import main

    before = sys.argv, sys.stdout, sys.stderr
    sys.argv = ["trainlab", *map(str, arguments)]
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    try:
        main()
    except SystemExit as end:
        sys.stderr.seek(0)
        said = sys.stderr.read()
        if end.code not in (None, 0, 1, 2):
            raise AssertionError(f"exit code {end.code}: {said}") from None
        return said
    finally:
        sys.argv, sys.stdout, sys.stderr = before
    raise AssertionError("no exit code")


def ask_reader(folder: Path) -> None:
    """Every question that a reader answers."""
    from trainlab.errors import TrainlabError
    from trainlab.store import StudyReader
    from trainlab.tasks import OF_CLASSES

    reader = StudyReader(folder)
    questions: list[Callable[[], object]] = [
        reader.trials, reader.populations, reader.experiment, reader.arrays, reader.prepared,
        reader.checkpoints, reader.measured, lambda: reader.compacted,
        lambda: reader.right_reaching(0.0, 100),
        *(lambda name=name: reader.curves(name) for name in ("train_loss", *OF_CLASSES)),
        lambda: reader.curves("learning_rate"),
        *(lambda trial=trial: reader.weights(trial, "best") for trial in (0, 1, 2)),
    ]  # fmt: skip
    for question in questions:
        with suppress(TrainlabError):
            question()


def find(folder: Path) -> None:
    """Look for the study by each of its names."""
    from trainlab.errors import TrainlabError
    from trainlab.store import find_study

    for name in (None, "seed", folder.name, str(folder), "other"):
        with suppress(TrainlabError):
            find_study(folder.parent, name)


def predict(folder: Path) -> None:
    """Use the nets of a study."""
    import trainlab as tl

    for trial in tl.open(folder).trials[:1]:
        trial.predict([[0.1, 0.2]])


def take_home(folder: Path) -> None:
    """What an export would write, and the data the net is measured on."""
    import trainlab as tl

    trial = tl.open(folder).trial(0)
    trial.network("final")
    trial.dataset()


def resume(folder: Path) -> None:
    """Go on with it: up to where it would train."""
    import trainlab as tl

    tl.resume(folder, root=folder.parent, anyway=True)


def start_from(folder: Path) -> None:
    """Take the weights of one of its trials to start from."""
    from trainlab.study.networks.start import start_weights

    start_weights(f"{folder}:0", folder.parent)


def its_data(folder: Path) -> None:
    """Train on the data it keeps: up to where it would be loaded."""
    from trainlab.study.data.dataset import data_source

    data_source(str(folder / "dataset.safetensors"))


DOORS: dict[str, Callable[[Path], object]] = {
    "reader": ask_reader,
    "find": find,
    "show": lambda folder: shell("show", folder),
    "show --json": lambda folder: shell("show", folder, "--json"),
    "findings": lambda folder: shell("findings", folder),
    "list": lambda folder: shell("list", "--root", folder.parent),
    "ask": lambda folder: shell(
        "ask", folder, "mean_over(train_loss, 3) < 0.5 and validation_accuracy > 0.4"
    ),
    "curves": lambda folder: shell("curves", folder, "--curve", "train_loss"),
    "layers": lambda folder: shell("layers", f"{folder}:0"),
    "data": its_data,
    "start from": start_from,
    "take home": take_home,
    "predict": predict,
    "resume": resume,
    "plot": lambda folder: shell(
        "plot", folder, "--curve", "train_loss", "-o", folder.parent.parent / "pictures" / "p.png"
    ),
}
"""Name of a way in -> opening a study by it."""

WRITES = ("resume",)
"""Those that may write into the study, if it is a good one; the others write nothing."""

QUICK = ("reader", "find", "show", "show --json", "findings", "list", "ask", "curves", "layers", "data")
SLOW = tuple(name for name in DOORS if name not in QUICK)
"""Those that load JAX, or draw."""
