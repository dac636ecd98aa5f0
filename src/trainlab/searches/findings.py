"""What a search says of its settings, its ranges and its budget, as findings.

Which trials diverged, and where, is a finding of every study (``diagnose/studies/infeasible.py``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.record import Finding
from trainlab.record.wording import percent, short_value
from trainlab.searches.answer import Answer
from trainlab.searches.further import Further, further
from trainlab.searches.history import Tried
from trainlab.searches.importance import Decomposition, Edge, Importance, decompose
from trainlab.searches.ranking import reached
from trainlab.searches.space import SearchSpace

MATTERS = 0.02
"""A setting mattered where its interval lies above this share: beside noise alone 5% of searches name one."""

LITTLE = 0.05
"""It did not matter where all that it explains, alone and in pairs, is below this share at most."""

WORTH = 0.01
"""A gain of less than this share of the objective is not worth a further budget of the same size."""

HALVES = 500
"""Times that half of the draws are looked at."""

SEED = 0


@dataclass(frozen=True, slots=True)
class Objective:
    """How the objective is called and shown.

    Attributes:
        words: what it is, as in ``validation loss``.
        shown: how one of its values is written, given as the search has it: the lower is the better.
    """

    words: str
    shown: Callable[[float], str] = short_value


def find_search(
    space: SearchSpace, history: Sequence[Tried], objective: Objective, learns: bool
) -> list[Finding]:
    """What a search says beside its answer, the most useful first.

    Args:
        space: what it drew from.
        history: what was tried, repeats with other seeds left out.
        objective: what is looked for.
        learns: whether proposals depend on what was found.
    """
    found = decompose(space, history, SEED)
    rounds = max((one.round for one in history), default=0)
    count = sum(one.round == rounds for one in history)
    more = further(space, history, max(count, 1), learns, SEED)
    return [
        *(_edge(edge) for edge in (found.edges if found else [])),
        *(_settings(found, objective) if found else []),
        *([_more(more, objective)] if more else []),
        *([] if learns else _half(history, objective)),
    ]


def find_answer(
    answer: Answer, names: Sequence[str], chosen_by: Sequence[float], objective: Objective
) -> Finding:
    """The answer in words.

    Args:
        answer: what the repeats say.
        names: what each repeated setting is called, as in ``learning_rate=0.1, l2=0``.
        chosen_by: the objective that each was chosen by.
        objective: what is looked for.
    """
    best, shown = names[answer.best], objective.shown
    seeds = f"{answer.seeds} other seed{'s' if answer.seeds > 1 else ''}"
    interval = (
        f" (95% interval {shown(answer.low)} to {shown(answer.high)})" if math.isfinite(answer.low) else ""
    )
    mean = f"{objective.words} {shown(answer.value)} on average over {seeds}{interval}"
    luck = (
        f" It was chosen by {shown(chosen_by[answer.best])} with its first seed, "
        f"{'better' if answer.optimism > 0 else 'worse'} than these."
        if answer.optimism
        else ""
    )
    evidence = {
        "value": answer.value, "low": answer.low, "high": answer.high, "seeds": answer.seeds,
        "level": len(answer.level), "lead": answer.lead, "lead_low": answer.lead_low,
        "lead_high": answer.lead_high, "optimism": answer.optimism,
    }  # fmt: skip
    out = (
        f" Left out, because a seed diverged: {'; '.join(names[one] for one in answer.unreliable)}."
        if answer.unreliable
        else ""
    )
    if answer.alone:
        ahead = ", ahead of the other repeated settings by more than seeds scatter" if answer.behind else ""
        return Finding("best setting", (), f"{best}: {mean}{ahead}.{luck}{out}", "", evidence)
    others = "; ".join(names[one] for one in answer.level[1:])
    return Finding(
        "settings level", (),
        f"{best}: {mean}. Seeds scatter too much to tell it from {others}.{luck}{out}",
        "Take the cheapest of them, or repeat them with more seeds.", evidence,
    )  # fmt: skip


def _settings(found: Decomposition, objective: Objective) -> list[Finding]:
    mattered = [one for one in found.importances if one.low > MATTERS]
    named = {name for one in mattered for name in one.names}
    findings = [_mattered(one, objective) for one in mattered]
    for one in found.importances:
        (name, *other) = one.names
        if other or name in named:
            continue
        parts = [part.high for part in found.importances if name in part.names]
        if len(parts) == len(found.paired) and name in found.paired and sum(parts) < LITTLE:
            sentence = (
                f"{name} explains at most {percent(sum(parts))} of the variance of {objective.words} over "
                "what was searched, alone and with each other setting."
            )
            evidence = {"setting": name, "share": one.share, "whole": sum(parts)}
            advice = "Fix it at the value that is cheapest."
            findings.append(Finding("did not matter", (), sentence, advice, evidence))
    return findings


def _mattered(one: Importance, objective: Objective) -> Finding:
    interval = f"{one.share:.0%} ({one.low:.0%} to {one.high:.0%})"
    evidence = {
        "setting": " and ".join(one.names), "share": one.share, "low": one.low, "high": one.high
    }  # fmt: skip
    over = f"of the variance of {objective.words} over what was searched"
    if len(one.names) == 1:
        return Finding("mattered", (), f"{one.names[0]} explains {interval} {over}.", "", evidence)
    first, second = one.names
    sentence = (
        f"{first} and {second}: which value of one is best depends on the other; beyond what each does by "
        f"itself, that explains {interval} {over}."
    )
    return Finding("act together", (), sentence, "Choose them together.", evidence)


def _edge(edge: Edge) -> Finding:
    side, way = ("upper", "upwards") if edge.upwards else ("lower", "downwards")
    sentence = (
        f"{edge.name} is best at the {side} end of its range, {short_value(edge.low)} to "
        f"{short_value(edge.high)}: with all else as in the best setting, the objective is expected to be "
        "best there."
    )
    evidence = {
        "setting": edge.name, "low": edge.low, "high": edge.high, "upwards": edge.upwards,
        "share": edge.share,
    }  # fmt: skip
    return Finding("edge of range", (), sentence, f"Extend its range {way}.", evidence)


def _more(more: Further, objective: Objective) -> Finding:
    evidence = {
        "trials": more.count, "gain": more.gain, "low": more.gain_low, "high": more.gain_high
    }  # fmt: skip
    if more.relative:
        words = (
            f"{percent(max(more.gain, 0.0))} of it (90% interval {100 * more.gain_low:.1f}% to "
            f"{percent(more.gain_high)})"
        )
    else:
        words = (
            f"{short_value(more.gain)} (90% interval {short_value(more.gain_low)} to "
            f"{short_value(more.gain_high)})"
        )
    trials = f"{more.count} more trial{'s' if more.count > 1 else ''} like those of the last round"
    sentence = f"{trials} are expected to improve the best {objective.words} by {words}."
    pays = more.gain >= WORTH if more.relative else more.gain_low > 0
    if pays:
        return Finding("more may be found", (), sentence, "Go on with a larger budget.", evidence)
    return Finding("nearly exhausted", (), sentence, "A larger budget would gain little here.", evidence)


def _half(history: Sequence[Tried], objective: Objective) -> list[Finding]:
    """What half of the draws would have found: how much the result hangs on luck."""
    ended = np.array(
        [reached(one.values) if one.fraction == 1 and not one.diverged else math.inf for one in history]
    )
    if np.isfinite(ended).sum() < 4 or len(history) < 20:
        return []
    random = np.random.default_rng(SEED)
    halves = np.array([
        ended[random.permutation(len(ended))[: len(ended) // 2]].min() for _ in range(HALVES)
    ])  # fmt: skip
    low, high = (float(np.quantile(halves, at, method="higher")) for at in (0.05, 0.95))
    if not math.isfinite(high):
        return []
    sentence = (
        f"half of these draws would have found {objective.words} {objective.shown(low)} to "
        f"{objective.shown(high)} (90% of halves), all of them found {objective.shown(float(ended.min()))}."
    )
    return [
        Finding("luck of the draw", (), sentence, "", {"low": low, "high": high, "best": float(ended.min())})
    ]
