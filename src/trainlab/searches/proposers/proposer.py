"""What proposes settings to try: the interface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from trainlab.searches.history import Tried
from trainlab.searches.space import SearchSpace
from trainlab.settings import Settings


class Proposer(Protocol):
    """Proposes settings; a function of its arguments, with no memory of its own."""

    def propose(
        self,
        space: SearchSpace,
        history: Sequence[Tried],
        count: int,
        seed: int,
        architectures: int | None = None,
    ) -> list[Settings]:
        """Settings to try next.

        Args:
            space: what they are drawn from.
            history: what was tried so far, in the order of ``id``.
            count: how many are wanted.
            seed: of all draws; the same one in every round.
            architectures: how many programs they may need that no trial before had (combinations of static
                settings, and of mechanisms that are off); any number by default.

        Returns:
            Resolved settings, those that share a program beside each other. None of them was tried before.
            There are fewer than ``count`` where no more are left.

        Raises:
            ExperimentError: what it needs is not installed, or it cannot search this space.
        """
        ...
