"""What a running study reports, and how it is asked to stop."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol

from trainlab.record import Population, Trial


class Stop(Protocol):
    """Entered when a study begins to be written, left when it is no longer written.

    In between, a request to stop interrupts nothing: it is only noted, and training asks for it.
    """

    def __enter__(self) -> object: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def requested(self) -> bool:
        """Whether to stop as soon as what is being made is committed."""
        ...


class Never:
    """Nobody asks for a stop."""

    def __enter__(self) -> Never:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    def requested(self) -> bool:
        """No."""
        return False


class StopRequested(Exception):
    """Training ended early because it was asked to; what was made is committed."""


class Observer:
    """Notified of what happens in a running study; each method does nothing unless a subclass replaces it.

    Methods are called between chunks and must return soon.

    Attributes:
        stop: how the study is asked to stop.
    """

    stop: Stop = Never()

    def planned(self, trials: int, duplicates: int) -> None:
        """There will be ``trials`` trials; ``duplicates`` more would have repeated others."""

    def noted(self, lines: Sequence[str]) -> None:
        """What a person should know before training begins, a line each."""

    def warned(self, lines: Sequence[str]) -> None:
        """What is odd about the data and the first net, a line each."""

    def compiling(self, done: int, programs: int) -> None:
        """This many of the programs are compiled."""

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        """This many steps of trials are made, counted over all trials.

        ``trials`` are those of the last chunk, ``seconds`` is the time spent training so far.
        """

    def placed(self, population: Population) -> None:
        """The population trains on a node of a cluster from now on: the last of its ``places``."""

    def narrowed(self, population: Population) -> None:
        """Memory ran out: the population continues at its new width."""
