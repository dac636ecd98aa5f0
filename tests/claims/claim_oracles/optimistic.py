"""``optimistic``: what the best of many trials is worth on examples that it was not chosen by."""

from __future__ import annotations

import math

import numpy as np

from claim_oracles import names
from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.settings_of import ranked_trials
from claim_oracles.slow import mean, percent
from claim_oracles.stored import Stored
from trainlab.record import Trial

DRAWS = 60

NINETY = 1.6448536269514722


def evaluated(stored: Stored) -> list[Trial]:
    """The trials that the best one is the best of."""
    return [
        trial for trial in ranked_trials(stored.trials)
        if trial.status != "diverged" and math.isfinite(trial.best.get("validation_accuracy", math.nan))
    ]  # fmt: skip


def wilson(share: float, number: int, deviations: float = NINETY) -> tuple[float, float]:
    """The shares whose own interval just reaches this one, by bisection (Wilson 1927)."""

    def beyond(true: float) -> bool:
        return abs(share - true) > deviations * math.sqrt(true * (1 - true) / number)

    ends = []
    for far in (0.0, 1.0):
        outside, inside = far, share
        if not beyond(outside):
            ends.append(far)
            continue
        for _ in range(60):
            middle = (outside + inside) / 2
            outside, inside = (middle, inside) if beyond(middle) else (outside, middle)
        ends.append(inside)
    return ends[0], ends[1]


def accuracy_on_others(stored: Stored, trials: list[Trial], share: float) -> float:
    """Chosen by some examples, drawn with replacement: the mean accuracy on those that were not drawn."""
    if ("others", share) not in stored.memory:
        stored.memory["others", share] = _accuracy_on_others(stored, trials, share)
    return float(stored.memory["others", share])


def _accuracy_on_others(stored: Stored, trials: list[Trial], share: float) -> float:
    draw = np.random.default_rng(99)
    by_loss = {t.id for t in trials if t.settings.get("early_stopping") in ("train_loss", "validation_loss")}
    winners, others = (
        {(t.id, t.best_step) for t in trials if t.id in by_loss},
        {t.id for t in trials} - by_loss,
    )
    splits: dict[tuple[object, ...], dict[bytes, np.ndarray]] = {}
    for place, bits in stored.right.items():
        if place in winners or place[0] in others:
            settings = stored.trial(place[0]).settings
            split = tuple(settings.get(name) for name in ("data_seed", "noise", "validation_examples"))
            splits.setdefault(split, {})[bits.tobytes()] = bits
    tables = [np.array(list(rows.values()), float) for rows in splits.values()]
    found = []
    for _ in range(DRAWS):
        scores, outside = [], []
        for table in tables:
            count = table.shape[1]
            drawn = draw.integers(count, size=max(int(count * share), 1))
            rest = np.setdiff1d(np.arange(count), drawn)
            if len(rest):
                scores += table[:, drawn].mean(axis=1).tolist()
                outside += table[:, rest].mean(axis=1).tolist()
        most = max(scores) - 1e-9
        level = [out for score, out in zip(scores, outside, strict=True) if score >= most]
        found.append(mean(level))
    return mean(found)


def _sentence(said: Said) -> None:
    ranked = evaluated(said.stored)
    best = ranked[0]
    shown = best.best["validation_accuracy"]
    examples = len(said.stored.right[best.id, best.best_step or 0])
    said.evidence("shown", shown)
    said.text("shown", percent(shown).removesuffix("%"))
    said.count("examples", examples, "examples")
    said.evidence("trials", len(ranked))
    if said.has("of"):
        said.count("of", len(ranked))
    said.holds(said.has("of") == (len(ranked) > 1), "it is the best of so many")
    said.count("trial", best.id, "trial")
    said.text(
        "about", f" ({names.of_one(said.stored, best.id)})" if names.of_one(said.stored, best.id) else None
    )
    evidence = said.finding.evidence
    expected, low, high = (float(str(evidence[name])) for name in ("expected", "low", "high"))
    digits = int(examples >= 200)
    said.holds(said.has("over") == (0.999 < expected < 1), "nobody knows further digits")
    said.text("expected", "99.9" if said.has("over") else percent(expected, digits).removesuffix("%"))
    for name, value in (("low", low), ("high", high)):
        said.text(name, f"{100 * value:.{digits}f}")
    said.checked |= {"expected", "low", "high"}
    said.holds(low <= expected <= high, "what is expected lies in its interval")
    whole, half = (accuracy_on_others(said.stored, ranked, share) for share in (1.0, 0.5))
    further = min(max(2 * whole - half, 0.0), shown)
    truth = (whole + further) / 2
    said.holds(abs(truth - expected) < 0.05 + 1.2 / examples, f"{truth:.3f} is to be expected")
    ends = wilson(expected, examples, 1.0)
    said.evidence("noise", (ends[1] - ends[0]) / 2)
    said.holds(shown - expected >= float(str(evidence["noise"])), "that is less by more than the noise")


SENTENCES = (
    Form(
        rf"(?P<shown>{NUMBER})% of (?P<examples>[\d,]+) validation examples, (?:the best of (?P<of>[\d,]+) "
        rf"trials?|"
        rf"its best evaluation), is optimistic: on new examples expect (?P<over>over )?"
        rf"(?P<expected>{NUMBER})% \(90% interval (?P<low>{NUMBER})% to "
        rf"(?P<high>{NUMBER})%\) of trial (?P<trial>\d+)(?P<about> \(.+\))?\.",
        _sentence,
    ),
)
ADVICES = (
    Form(
        r"Measure it on the test split \('trainlab evaluate --best'\), or validate on more examples\.",
        nothing_to_check,
    ),
)
