"""What a study tells while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from trainlab.record import Population, Trial


@runtime_checkable
class Progress(Protocol):
    """Told what happens in a running study; the methods are called between chunks and must return soon."""

    def compiling(self, done: int, populations: int) -> None:
        """So many of the populations' programs are ready."""

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        """So many steps of trials are made, counted over all trials.

        ``trials`` are those of the last chunk, ``seconds`` is the time spent training so far.
        """

    def narrowed(self, population: Population) -> None:
        """Memory ran out: the population goes on at the width it has now."""


class Silent:
    """Progress that nobody watches."""

    def compiling(self, done: int, populations: int) -> None:
        """Say nothing."""

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        """Say nothing."""

    def narrowed(self, population: Population) -> None:
        """Say nothing."""
