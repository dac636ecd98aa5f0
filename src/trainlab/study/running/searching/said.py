"""What a search says while it runs: a line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from trainlab.counted import counted
from trainlab.record import SearchRound
from trainlab.record.search_round import REPEATS
from trainlab.record.wording import curve_words

if TYPE_CHECKING:
    from trainlab.searches import Tried


def round_line(round_: SearchRound) -> str:
    """What is about to be trained."""
    if round_.proposed_by == REPEATS:
        again = counted(round_.trials, "trial")
        return f"round {round_.id + 1}: the best settings again, {again} with other seeds."
    line = f"round {round_.id + 1}: {counted(round_.trials, 'trial')} proposed by {round_.proposed_by}"
    kept = [str(kept) for share, kept in round_.rungs if share < 1]
    return f"{line}, of which {', then '.join(kept)} go on." if kept else f"{line}."


def rung_line(share: float, trials: int, kept: int) -> str:
    """What was decided at a rung."""
    return f"after {share:.0%} of the steps {min(kept, trials)} of {counted(trials, 'trial')} go on."


def best_line(best: Tried, objective: str, space: Mapping[str, object]) -> str:
    """The best setting so far."""
    settings = ", ".join(f"{name}={best.settings[name]}" for name in space if name in best.settings)
    what = "objective" if objective == "callable" else curve_words(objective)
    return f"best so far: {what} {abs(best.best):.4g} ({settings}, trial {best.id})."
