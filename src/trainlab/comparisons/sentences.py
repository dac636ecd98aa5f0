"""What a comparison says, in sentences: it claims what the data show, and no more."""

from __future__ import annotations

import math
from collections.abc import Sequence

from trainlab.comparisons.compare import SHARES, Compared, Pair
from trainlab.comparisons.difference import CONFIDENCE, Difference
from trainlab.comparisons.edges import Edge
from trainlab.counted import counted
from trainlab.metrics import metric_of
from trainlab.record.wording import curve_words, percent, short_value
from trainlab.settings import format_value

MOST = 3
"""Pairs of which it is said where they stand with less."""

SCHEDULED = "rates follow a schedule that depends on the length: a shorter training would go another way."
"""What is to be said where values are compared after a share of the steps."""

MUCH = 4.0
"""Points are what is missing where their variance is so many times that of seeds."""

FRACTIONS = {0.125: "1/8", 0.25: "1/4", 0.5: "1/2"}


def sentence(compared: Compared) -> str:
    """The answer in one sentence, with what reverses it, or with what would tell the values apart."""
    said, missing = answer(compared)
    return f"{said}: {missing}." if missing else f"{said}."


def answer(compared: Compared) -> tuple[str, str]:
    """The answer, and what is missing for a better one; empty where nothing is."""
    if compared.seeds < 2:
        names = _names(compared, compared.ranking)
        said = f"{names} cannot be told apart: each point has one seed, which says nothing of chance"
        return said, "add seeds (--seeds 5)"
    ahead = [pair for pair in compared.pairs if pair.whole is not None and pair.whole.told > 0]
    level = [pair for pair in compared.pairs if pair.whole is not None and pair.whole.told <= 0]
    first = _name(compared, compared.ranking[0])
    parts = []
    if ahead:
        by = _and([f"of {_name(compared, one.second)} by {_range(compared, one.whole)}" for one in ahead])
        parts.append(f"{first} is ahead {by} {_of_curve(compared)} after tuning {_tuning(compared)}")
    if level:
        names = _names(compared, [compared.ranking[0], *(pair.second for pair in level)])
        said = f"{names} cannot be told apart"
        if len(level) == 1:
            said += f" ({_range(compared, level[0].whole)})"
        parts.append(said if ahead else f"{said} after tuning {_tuning(compared)}")
    parts += [turned for pair in ahead if (turned := _turned(compared, pair))]
    if not level:
        return "; ".join(parts), ""
    if _is_share(compared) and all(one.score == 1 for one in compared.values):
        return "; ".join(parts), "all reach 100%, so judge by a loss (--by validation_loss)"
    if all(pair.whole is not None and pair.whole.spread.variance == 0 for pair in level):
        return f"{'; '.join(parts)}: they reach exactly the same", ""
    return "; ".join(parts), _more(compared, level)


def lines(compared: Compared) -> list[tuple[str, str]]:
    """What a comparison says besides its tables: a heading and a sentence each."""
    found = [("answer", sentence(compared))]
    found += _first("after tuning less", _by_budget(compared))
    found += _first("after fewer steps", _by_share(compared))
    if compared.scheduled and any(head == "after fewer steps" for head, _ in found):
        found.append(("schedule", SCHEDULED))
    found += [
        (
            "not quite fair",
            f"{edge_sentence(compared, edge)} --round {compared.name} (round='{compared.name}' in Python) "
            f"widens it.",
        )
        for edge in compared.edges
    ]
    if compared.seeds > 1:
        also = " and other validation examples" if compared.examples else ", on these validation examples"
        found.append(
            (
                "interval",
                f"{CONFIDENCE:.0%} for all pairs together: over other seeds, other draws of the "
                f"points{also}.",
            )
        )
    for one in compared.values:
        if one.diverged:
            found.append(
                (
                    "diverged",
                    f"{one.diverged} of {counted(compared.points, 'point')} of {format_value(one.value)}: "
                    "they count as tried, and are not chosen.",
                )
            )
    found += [("new round", why) for why in compared.question.why]
    return found


def edge_sentence(compared: Compared, edge: Edge) -> str:
    """Where the best of a tuned setting lies, and why that is not fair to its value."""
    side, value = "upper" if edge.upper else "lower", format_value(edge.value)
    return (
        f"the best {edge.setting} of {compared.question.setting}={value}, {short_value(edge.best)}, lies at "
        f"the {side} edge of its range, which ends at {short_value(edge.end)}: "
        f"beyond it {value} may be better."
    )


def columns(compared: Compared) -> list[str]:
    """Titles of the table of values."""
    return [compared.question.setting, f"{curve_words(compared.curve)}", "best of what was tuned"]


def rows(compared: Compared) -> list[list[str]]:
    """The table of values as text, the best value first."""
    return [
        [
            format_value(one.value), _level(compared, one.score),
            ", ".join(f"{name}={short_value(value)}" for name, value in one.settings.items()),
        ]
        for one in (compared.values[place] for place in compared.ranking)
    ]  # fmt: skip


def less_columns(compared: Compared) -> list[str]:
    """Titles of the table of what values reach with less."""
    shown = shown_budgets(compared)[:-1]
    return [
        compared.question.setting, *(f"best of {tried}" if tried > 1 else "1 point" for tried in shown),
        *(f"{FRACTIONS[SHARES[at]]} of steps" for at in _known_shares(compared)), "all",
    ]  # fmt: skip


def less_rows(compared: Compared) -> list[list[str]]:
    """What values reach with fewer points, and after fewer steps."""
    shown = [compared.budgets.index(tried) for tried in shown_budgets(compared)[:-1]]
    return [
        [
            format_value(one.value), *(_level(compared, one.by_budget[at]) for at in shown),
            *(_level(compared, one.by_share[at]) for at in _known_shares(compared)), _level(compared,
            one.score),
        ]
        for one in (compared.values[place] for place in compared.ranking)
    ]  # fmt: skip


def _known_shares(compared: Compared) -> list[int]:
    """Places of the shares of the steps by which all trials had been evaluated."""
    known = [[not math.isnan(score) for score in one.by_share] for one in compared.values]
    return [at for at in range(len(SHARES)) if all(shares[at] for shares in known)]


def shown_budgets(compared: Compared) -> list[int]:
    """The numbers of points that a table shows: 1, 4, 16, 64, ... and all."""
    return [tried for tried in compared.budgets if tried == compared.points or tried.bit_length() % 2 == 1]


def _tuning(compared: Compared) -> str:
    tuned = list(dict.fromkeys(name for settings in compared.question.tuned for name in settings))
    names = " and ".join([", ".join(tuned[:-1]), tuned[-1]] if len(tuned) > 1 else tuned)
    return f"{names} {counted(compared.points, 'time')} each" if compared.points > 1 else f"{names} once each"


def _by_budget(compared: Compared) -> list[str]:
    return [
        said for pair in compared.pairs
        if (said := _course(compared, pair, pair.by_budget, [f"{tried}" for tried in compared.budgets],
        "point"))
    ]  # fmt: skip


def _by_share(compared: Compared) -> list[str]:
    names = [FRACTIONS[share] for share in SHARES]
    said = [
        _course(compared, pair, (*pair.by_share, pair.whole), [*names, "all"], "share")
        for pair in compared.pairs
    ]
    return [one for one in said if one]


def _first(head: str, said: Sequence[str]) -> list[tuple[str, str]]:
    """The first sentences, and how many there are besides."""
    found = [(head, one) for one in said[:MOST]]
    if len(said) > MOST:
        more = counted(len(said) - MOST, "more pair")
        found.append((head, f"of {more} as well: --json (comparison.pairs in Python) has them."))
    return found


def _course(
    compared: Compared, pair: Pair, apart: Sequence[Difference | None], names: Sequence[str], kind: str
) -> str:
    """Where two values stand with less; empty where it is as with all."""
    known = [(name, one.told) for name, one in zip(names, apart, strict=True) if one is not None]
    names, told = [name for name, _ in known], [one for _, one in known]
    if len(set(told)) < 2:
        return ""
    first, second = _name(compared, pair.first), _name(compared, pair.second)
    parts = []
    for verdict, text in (
        (1, f"{first} is ahead of {second}"),
        (-1, f"{second} is ahead of {first}"),
        (0, f"{first} and {second} cannot be told apart"),
    ):
        at = [name for name, one in zip(names, told, strict=True) if one == verdict]
        if at:
            parts.append(f"{_listed(at, kind)} {text}")
    return f"{'; '.join(parts)}."


def _listed(names: Sequence[str], kind: str) -> str:
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    if kind == "point":
        return f"with {joined} {'point' if list(names) == ['1'] else 'points'} each"
    return f"after {joined} of the steps"


def _turned(compared: Compared, pair: Pair) -> str:
    """With how little tuning the order is the other one, if it is with any."""
    less = [
        str(tried)
        for tried, apart in zip(compared.budgets, pair.by_budget, strict=True)
        if apart is not None and apart.told < 0
    ]
    if not less:
        return ""
    first, second = _name(compared, pair.first), _name(compared, pair.second)
    return f"{_listed(less, 'point')} that is reversed: {second} is ahead of {first}"


def _more(compared: Compared, level: Sequence[Pair]) -> str:
    """What would tell values apart: more of what makes their difference most uncertain."""
    spreads = [pair.whole.spread for pair in level if pair.whole is not None]
    seeds = sum(
        compared.values[place].scatter ** 2 / compared.seeds
        for pair in level
        for place in (pair.first, pair.second)
    )
    points = sum(spread.points for spread in spreads)
    examples = sum(spread.examples for spread in spreads)
    if examples > max(seeds, points):
        return "only more validation examples would tell"
    if points > MUCH * seeds:  # where seeds scatter, so does what looks best: more seeds help with both
        return f"add points (--trials {2 * compared.points})"
    return f"add seeds (--seeds {2 * compared.seeds})"


def _name(compared: Compared, place: int) -> str:
    value = compared.question.values[place]
    return str(value) if _speaks(compared) else f"{compared.question.setting}={format_value(value)}"


def _speaks(compared: Compared) -> bool:
    """Whether the values are names that need no setting beside them."""
    return all(isinstance(value, str) and value.isidentifier() for value in compared.question.values)


def _names(compared: Compared, places: Sequence[int]) -> str:
    return _and([_name(compared, place) for place in places])


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _is_share(compared: Compared) -> bool:
    metric = metric_of(compared.curve)
    return metric is not None and metric.unit == "share"


def _range(compared: Compared, apart: Difference | None) -> str:
    assert apart is not None
    if compared.factors:
        low, high = _both(math.exp(apart.low), math.exp(apart.high))
        return f"a factor of {low} to {high}"
    factor = 100 if _is_share(compared) else 1
    low, high = _both(factor * apart.low, factor * apart.high)
    return f"{low} to {high} points" if _is_share(compared) else f"{low} to {high}"


def _both(low: float, high: float) -> tuple[str, str]:
    """Two ends with as many digits as tell them apart, two at least."""
    digits = 2
    while digits < 6 and low != high and _short(low, digits) == _short(high, digits):
        digits += 1
    return _short(low, digits), _short(high, digits)


def _short(value: float, digits: int) -> str:
    """A number in a few digits: 0.083, 35,000 or 1e+09."""
    rounded = f"{value:.{digits}g}"
    return f"{float(rounded):,.0f}" if 100 <= abs(float(rounded)) < 1e7 else rounded


def _of_curve(compared: Compared) -> str:
    return f"{'of' if _is_share(compared) else 'in'} {curve_words(compared.curve)}"


def _level(compared: Compared, score: float) -> str:
    return percent(score, 2) if _is_share(compared) else f"{score:.4g}"
