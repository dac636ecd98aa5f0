"""What a task is specified by."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.specs.room import Room


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Task:
    """What a net is trained to do.

    Which losses ``loss`` allows and which is the default, what evaluations measure and what trials are ranked
    by follow from its specification.

    Attributes:
        name: what a user writes, ``task=regression``.
        meaning: one clause.
        numeric: whether targets are numbers with a distance, and not classes.
        loss: the default loss.
        metrics: what every evaluation measures, by name; the loss first.
        ranked_by: the metric that says which of two trials, and which step of one, is better.
        guess: what a net that has learned nothing is no better than, in words.
        without: settings that mean nothing to it, away from their neutral value, and why.
    """

    name: str
    meaning: str
    numeric: bool
    loss: str
    metrics: tuple[str, ...]
    ranked_by: str
    guess: str
    without: tuple[tuple[str, str], ...] = ()

    @property
    def curve(self) -> str:
        """The curve that trials are ranked by."""
        return f"validation_{self.ranked_by}"

    @staticmethod
    def room() -> Room[Task]:
        """Where it is listed."""
        from trainlab.tasks import TASKS

        return TASKS
