"""What a check is specified by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trainlab.checks.result import CheckResult
from trainlab.checks.subject import Subject
from trainlab.data import Dataset
from trainlab.errors import SettingError
from trainlab.nets import Net
from trainlab.specs.room import Room
from trainlab.tasks import TASKS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Check:
    """One check: its name, and the function that looks.

    Attributes:
        name: what its result is called, in words: ``class balance``.
        data: looks at the dataset, prepared as the study trains on it; it gets the net, too, and how many
            examples of each split it may look at, at most (None: all).
        tasks: names of the tasks it is made for.
        sampled: whether ``data`` is quick on a sample: it is then made before every study.
        net: looks at a net about to be trained, its initial weights and the objective; one function of the
            two is given.
    """

    name: str
    data: Callable[[Dataset, Net, int | None], CheckResult] | None = None
    sampled: bool = True
    tasks: tuple[str, ...] = tuple(TASKS)
    net: Callable[[Subject], CheckResult] | None = None

    def __post_init__(self) -> None:
        if (self.data is None) == (self.net is None):
            raise SettingError(f"check '{self.name}' needs one function: data, or net.")

    @staticmethod
    def room() -> Room[Check]:
        """Where it is listed."""
        from trainlab.checks.listed import CHECKS

        return CHECKS
