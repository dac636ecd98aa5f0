"""How long chunks are: short enough to lose little, long enough that commits cost little."""

from __future__ import annotations

from dataclasses import dataclass

CHUNK_SECONDS = 1.0
"""Work between two commits, where commits are cheap: a crash costs at most this much."""

LONGEST_SECONDS = 30.0
"""Where commits are costly a crash costs at most this much, and Ctrl-C waits no longer."""

COMMIT_SHARE = 0.02
"""Of the time, what commits may take. Checkpoints of large nets are tens of megabytes, so chunks grow."""

FIRST_RUN_STEPS = 8
"""Steps of the first run, which tells how long a step takes."""


@dataclass(slots=True)
class Pace:
    """The length of chunks. Curves do not depend on it, to the last bit.

    Attributes:
        seconds: work between two commits, at least.
        steps: steps between two commits instead, whatever time they take.
        first_steps: steps of the first run.
        copying: seconds that training waited for the last checkpoint to be taken.
        cost: processor seconds that the last commit took, from a thread of its own.
        duration: seconds that it took from its beginning to its end.
    """

    seconds: float = CHUNK_SECONDS
    steps: int | None = None
    first_steps: int = FIRST_RUN_STEPS
    copying: float = 0.0
    cost: float = 0.0
    duration: float = 0.0

    @property
    def chunk_seconds(self) -> float:
        """Work until the next commit."""
        costly = max(self.duration, (self.copying + self.cost) / COMMIT_SHARE)
        return max(self.seconds, min(costly, LONGEST_SECONDS))

    def over(self, steps: int, seconds: float, share: float = 1.0) -> bool:
        """Whether a chunk has come to its end.

        Args:
            steps, seconds: made so far, by the first of its blocks.
            share: of the chunk's time, that this block has.
        """
        if self.steps is not None:
            return steps >= self.steps
        return seconds >= share * self.chunk_seconds

    def run_steps(self, made: int, latest: tuple[int, float] | None) -> int:
        """Steps of the next run, so that it takes no longer than a cheap chunk: between runs one can stop.

        Args:
            made: steps of this chunk so far.
            latest: steps and seconds of the latest run, if there was one.
        """
        if self.steps is not None:
            return self.steps - made
        if latest is None:
            return self.first_steps
        steps, seconds = latest
        return max(1, int(self.seconds * steps / seconds))
