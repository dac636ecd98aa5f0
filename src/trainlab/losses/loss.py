"""What a loss is specified by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trainlab.specs.room import Room
from trainlab.specs.setting import Setting


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Loss:
    """One thing to minimise.

    Attributes:
        name: what a user writes, ``loss=huber``.
        tasks: names of the tasks it belongs to.
        of_error: for numeric targets: the loss of each output, from outputs minus targets and the settings by
            name; an example's loss is their mean. JAX is imported inside it. What classifiers minimise is a
            function of logits and class numbers, see :mod:`trainlab.train.loss`.
        settings: of the recipe and traced, each with its default.
    """

    name: str
    tasks: tuple[str, ...]
    of_error: Callable[..., Any] | None = None
    settings: tuple[Setting, ...] = ()

    @staticmethod
    def room() -> Room[Loss]:
        """Where it is listed."""
        from trainlab.losses import LOSSES

        return LOSSES
