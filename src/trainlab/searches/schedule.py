"""How a search spends its budget: which round comes next, how many trials start in it, when to stop."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from trainlab.record import SearchRound
from trainlab.record.search_round import REPEATS
from trainlab.searches.halving import Bracket, brackets, halve, widest

ROUNDS, WORTHWHILE = 4, 9
"""Rounds of a search whose proposals learn from earlier ones, where each can start at least so many trials;
fewer where the budget is small, and one where nothing is learned."""

FIRST_STARTERS = 27
"""Trials of the first round where the budget is a time: what a step takes is not known yet."""

REPEATS_SHARE = 0.25
"""Of the budget, what repeating the best settings with other seeds may take."""

MAX_STARTERS = 4096
"""Trials of one round."""

MIN_SHARE = 0.1
"""Of the budget, what must be left for another round: trials that ended early have spent less."""

MAX_ROUNDS = 16
"""Rounds of a search: where nearly all trials diverge at once, hardly anything is ever spent."""


@dataclass(frozen=True, slots=True)
class Spending:
    """What a search may spend and has spent, in full trainings of a trial.

    Attributes:
        budget: of the whole search; None where that is not known yet.
        spent: so far.
        smallest: share of its length after which trials can be compared.
    """

    budget: float | None
    spent: float
    smallest: float


@dataclass(frozen=True, slots=True)
class NextRound:
    """The round that comes next.

    Attributes:
        bracket: its rungs; None for repeats, which are all trained to the end.
        leaders, repeats: for repeats: how many of the best settings are trained with how many seeds each, the
            one they have included.
    """

    bracket: Bracket | None = None
    leaders: int = 0
    repeats: int = 0


def next_round(
    rounds: Sequence[SearchRound],
    spending: Spending,
    *,
    learns: bool,
    eta: float,
    hyperband: bool,
    leaders: int,
    repeats: int,
    exhausted: bool = False,
) -> NextRound | None:
    """The next round of a search; None where it is over.

    A quarter of the budget at most is kept for repeating the best settings. The rest is shared among the
    rounds: up to four where proposals learn from what was found, one where they do not, and one for each
        bracket of
    Hyperband.

    Args:
        rounds: those that were made.
        spending: what is left to spend.
        learns: whether proposals depend on what was found.
        eta: of this many trials one goes on at a rung.
        hyperband: whether rounds take turns in how early their first rung is.
        leaders, repeats: what is wanted at the end.
        exhausted: whether there is nothing left to try.
    """
    if any(one.proposed_by == REPEATS for one in rounds):
        return None
    if spending.budget is None:
        return NextRound(halve(FIRST_STARTERS, spending.smallest, eta))
    ending = _repeats(spending.budget, leaders, repeats)
    if exhausted or len(rounds) >= MAX_ROUNDS:
        return ending
    reserved = ending.leaders * (ending.repeats - 1) if ending else 0
    left = spending.budget - reserved - spending.spent
    firsts = _first_rungs(left, spending.smallest, eta) if hyperband else [spending.smallest]
    wanted = _rounds(spending.budget - reserved, spending.smallest, eta) if learns else 1
    wanted = max(wanted, len(firsts) if hyperband else 1)
    share = left / max(wanted - len(rounds), 1)
    bracket = widest(
        share if len(rounds) < wanted else left, firsts[len(rounds) % len(firsts)], eta, MAX_STARTERS
    )
    if bracket is None and not rounds:
        bracket = halve(1, 1.0, eta)  # one trial at least: a search without any would have no answer
    worth = bracket is not None and (len(rounds) < wanted or left >= MIN_SHARE * spending.budget)
    if worth:
        return NextRound(bracket)
    return ending


def _rounds(budget: float, smallest: float, eta: float) -> int:
    return min(max(math.floor(budget / halve(WORTHWHILE, smallest, eta).cost), 1), ROUNDS)


def _first_rungs(budget: float, smallest: float, eta: float) -> list[float]:
    """The first rung of each bracket of Hyperband, the earliest first."""
    return [one.rungs[0].fraction for one in brackets(max(budget, 1.0), smallest, eta)] or [1.0]


def _repeats(budget: float, leaders: int, repeats: int) -> NextRound | None:
    """As many of the best settings, and then as many seeds of each, as a share of the budget pays for."""
    affordable = math.floor(budget * REPEATS_SHARE)
    if repeats < 2 or affordable < 1:
        return None
    kept = max(min(leaders, affordable // (repeats - 1)), 1)
    return NextRound(leaders=kept, repeats=min(repeats, 1 + affordable // kept))
