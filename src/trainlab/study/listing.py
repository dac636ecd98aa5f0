"""The studies in a folder, one line each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainlab.counted import counted
from trainlab.errors import StudyError
from trainlab.folders import RUNS
from trainlab.markup import paragraph, table
from trainlab.metrics import metric_of
from trainlab.plain import plain
from trainlab.record import StudyInfo
from trainlab.record.groups.merit import usual_curve
from trainlab.record.groups.ranking import rank
from trainlab.record.wording import curve_words, measured_value
from trainlab.store import StudyReader
from trainlab.store.find import list_studies, unreadable_studies
from trainlab.study.study import Study


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A study's line in a list of studies.

    Attributes:
        folder: where it is stored.
        info: its name, data and varied settings.
        nets: the architectures of its trials, each once.
        trials: how many there are.
        over: how many have ended.
        finished: whether all of them are over.
        best: the best value of any trial; None where none was evaluated.
        ranked_by: the curve it is of: ``validation_accuracy``, or ``validation_rmse``.
    """

    folder: Path
    info: StudyInfo
    nets: tuple[str, ...]
    trials: int
    over: int
    finished: bool
    best: float | None
    ranked_by: str = "validation_accuracy"

    @classmethod
    def of(cls, folder: Path) -> StudyLine:
        """What is said of the study in a folder.

        Raises:
            StudyError: it cannot be read.
        """
        reader = StudyReader(folder)
        trials = reader.trials()
        by, ranked = usual_curve(trials), rank(trials)
        return cls(
            folder=folder, info=reader.info,
            nets=tuple(dict.fromkeys(str(trial.settings.get("net")) for trial in trials)),
            trials=len(trials), over=sum(trial.over for trial in trials), finished=reader.finished,
            best=ranked[0].best.get(by) if ranked else None, ranked_by=by,
        )  # fmt: skip

    @property
    def net(self) -> str:
        """The architecture, or how many there are."""
        return self.nets[0] if len(self.nets) == 1 else counted(len(self.nets), "net")

    @property
    def best_text(self) -> str:
        """The best value with the metric it is of, where that is no accuracy: ``RMSE 53.1``."""
        metric = metric_of(self.ranked_by)
        if self.best is None or metric is None:
            return "-"
        text = measured_value(self.ranked_by, self.best)
        return text if metric.name == "accuracy" else f"{metric.title} {text}"

    @property
    def state(self) -> str:
        """``finished`` or ``unfinished``."""
        return "finished" if self.finished else "unfinished"

    def open(self) -> Study:
        """The study."""
        return Study(self.folder)

    def __repr__(self) -> str:
        trials = counted(self.trials, "trial")
        return plain(f"<study {self.info.name}: {trials} of {self.info.data}, {self.state}, {self.folder}>")


class Studies(Sequence[StudyLine]):
    """The studies in a folder, the newest first.

    Args:
        root: the folder.
        newest: read at most this many.

    Attributes:
        root: the folder.
        total: how many there are, whether read or not.
        unreadable: folder -> why it cannot be read, of what looks like a study.
    """

    def __init__(self, root: Path, newest: int | None = None) -> None:
        folders = list_studies(root)
        self.root, self.total = root, len(folders)
        self.unreadable: dict[Path, str] = {}
        self._lines: list[StudyLine] = []
        for folder in folders[:newest]:
            try:
                self._lines.append(StudyLine.of(folder))
            except StudyError as error:
                self.unreadable[folder] = str(error).rstrip(".")
        self.unreadable |= unreadable_studies(root)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place):  # type: ignore[override]  # of a list, an item or a slice
        return self._lines[place]

    @property
    def best_head(self) -> str:
        """What the best values of the studies are."""
        curves = {line.ranked_by for line in self}
        return f"best {curve_words(curves.pop())}" if len(curves) == 1 else "best on validation"

    @property
    def title(self) -> str:
        """Where they are and how many: ``runs: 2 of 14 studies``."""
        count = f"{len(self):,} of {self.total:,}" if len(self) < self.total else f"{self.total:,}"
        return f"{self.root}: {count} {'study' if self.total == 1 else 'studies'}"

    def _repr_html_(self) -> str:
        heads = ["name", "begun", "data", "net", "varied", "trials", "state", self.best_head]
        rows = [
            [
                line.info.name, line.info.created, line.info.data, line.net, ", ".join(line.info.varied),
                f"{line.trials:,}", line.state, "-" if line.best is None else f"{line.best:.4f}",
            ]
            for line in self
        ]  # fmt: skip
        damaged = [f"{folder.name} cannot be read: {reason}." for folder, reason in self.unreadable.items()]
        return "".join([paragraph(self.title), table(heads, rows), *map(paragraph, damaged)])

    def __repr__(self) -> str:
        return "\n".join([plain(self.title), *map(repr, self)])


def studies(root: str | os.PathLike[str] = RUNS, newest: int | None = None) -> Studies:
    """The studies in a folder, the newest first.

    Args:
        root: the folder that studies live in.
        newest: read at most this many.

    Returns:
        A sequence of lines with ``info``, ``trials``, ``finished`` and ``best``; ``line.open()`` opens the
        study. Folders that cannot be read are in its ``unreadable``.

    Example:
        >>> for line in studies():  # doctest: +SKIP
        ...     print(line.info.name, line.best)
    """
    return Studies(Path(root), newest)
