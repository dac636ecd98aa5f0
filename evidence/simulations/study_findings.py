"""How often findings about settings are wrong by chance, and how often their intervals hold the truth.

Studies are made up, not trained: results are what settings are said to do, plus noise, so that what is true
is known. Counted is how many studies call any setting or pair one that matters although none does (``false
alarms``), how many see what is there (``found``), and how many 90% intervals of a share of variance hold the
share (``coverage``). Noise is Gaussian; of unequal size (three times as large at one value of the first
setting as at the others); or of accuracies near 95%: correct answers among 100 examples. In unbalanced
studies a quarter of the trials is missing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from trainlab.diagnose import diagnose_study
from trainlab.diagnose.effects.variance import decompose
from trainlab.record import Finding, StudyInfo, Trial

NAMES = ("learning_rate", "l2", "momentum", "clip_norm", "weight_decay")
Rows = list[dict[str, float]]
Noise = Callable[[Rows, np.random.Generator], np.ndarray]

SPREAD = 0.03
"""Standard deviation of Gaussian noise, as a fraction of all answers."""


def grid(levels: Sequence[int], seeds: int) -> Rows:
    """Every combination of the values 1, 2, ... of the first settings, with seeds."""
    values = [[float(value) for value in range(1, count + 1)] for count in levels]
    combinations = itertools.product(*values, range(seeds))
    return [{**dict(zip(NAMES, row, strict=False)), "seed": row[-1]} for row in combinations]


def draws(count: int, settings: int, seeds: int, random: np.random.Generator) -> Rows:
    """Random draws of some settings, each with seeds."""
    drawn = random.uniform(0.1, 1, (count, settings)).tolist()
    return [{**dict(zip(NAMES, row, strict=False)), "seed": seed} for row in drawn for seed in range(seeds)]


def gaussian(rows: Rows, random: np.random.Generator) -> np.ndarray:
    return SPREAD * random.standard_normal(len(rows))


def unequal(rows: Rows, random: np.random.Generator) -> np.ndarray:
    lowest = min(row["learning_rate"] for row in rows)
    return gaussian(rows, random) * np.array([3.0 if row["learning_rate"] == lowest else 1.0 for row in rows])


def counts(rows: Rows, random: np.random.Generator) -> np.ndarray:
    return random.binomial(100, 0.95, len(rows)) / 100 - 0.95


def study(rows: Rows, results: np.ndarray) -> tuple[StudyInfo, list[Trial]]:
    """Results as a study."""
    names = tuple(name for name in NAMES if name in rows[0])
    info = StudyInfo("made", "", "made", {"train": 900}, names, {})
    trials = [
        Trial(
            number, {**row, "seed": int(row["seed"])}, 0, 10, 1, 1, "done",
            final={"validation_accuracy": float(result), "validation_loss": 1.0},
            best={"validation_accuracy": float(result), "validation_loss": 1.0},
        )
        for number, (row, result) in enumerate(zip(rows, results, strict=True))
    ]  # fmt: skip
    return info, trials


def thinned(rows: Rows, random: np.random.Generator) -> Rows:
    """Three quarters of the trials, as if others had diverged."""
    return [row for row in rows if random.random() > 0.25]


def alarms(findings: Sequence[Finding], acting: Sequence[str] = ()) -> bool:
    """Whether a setting that does nothing is called one that matters, or its range is to be extended."""
    told = [
        str(finding.evidence["setting"]) for finding in findings
        if finding.symptom in ("mattered", "act together", "edge of range")
    ]  # fmt: skip
    return any(name not in acting for setting in told for name in setting.split(" and "))


def own_seeds(rows: Rows) -> Rows:
    """The same trials, no two with the same seed."""
    return [{**row, "seed": float(number)} for number, row in enumerate(rows)]


Design = Callable[[np.random.Generator], Rows]

NULL: dict[str, tuple[Design, Noise]] = {
    "grid of 4 x 3, 2 seeds": (lambda random: grid((4, 3), 2), gaussian),
    "grid of 4 x 3, 3 seeds": (lambda random: grid((4, 3), 3), gaussian),
    "grid of 4 x 3, 5 seeds": (lambda random: grid((4, 3), 5), gaussian),
    "the same, unbalanced": (lambda random: thinned(grid((4, 3), 5), random), gaussian),
    "the same, noise of unequal size": (lambda random: grid((4, 3), 5), unequal),
    "the same, accuracies near 95%": (lambda random: grid((4, 3), 5), counts),
    "the same, each trial its own seed": (lambda random: own_seeds(grid((4, 3), 5)), gaussian),
    "two equal settings, 5 seeds": (lambda random: grid((2,), 5), gaussian),
    "grid of 5 x 4, 1 seed": (lambda random: grid((5, 4), 1), gaussian),
    "grid of 3 x 3 x 2 x 2, 2 seeds": (lambda random: grid((3, 3, 2, 2), 2), gaussian),
    "60 draws of 5 settings, 1 seed": (lambda random: draws(60, 5, 1, random), gaussian),
    "24 draws of 3 settings, 2 seeds": (lambda random: draws(24, 3, 2, random), gaussian),
    "the same, unbalanced, near 95%": (lambda random: thinned(draws(24, 3, 2, random), random), counts),
    "12 draws of 2 settings, 3 seeds": (lambda random: draws(12, 2, 3, random), gaussian),
}
"""Studies in which no setting does anything."""


def hill(rows: Rows) -> np.ndarray:
    """What the first setting does, at its best in the middle: half of the variance, beside Gaussian noise."""
    places = np.array([row["learning_rate"] for row in rows])
    effect = -((places - np.median(places)) ** 2)
    return SPREAD * effect / max(effect.std(), 1e-12)


def crossed(rows: Rows) -> np.ndarray:
    """A pure interaction: the second setting turns round what the first one does."""
    return np.array(
        [2 * SPREAD * (1 if (row["learning_rate"] > 1) == (row["l2"] > 1) else -1) for row in rows]
    )


REAL: dict[str, tuple[Design, Callable[[Rows], np.ndarray], str]] = {
    "one of two acts, grid of 4 x 3, 3 seeds": (lambda random: grid((4, 3), 3), hill, "learning_rate"),
    "one of five acts, 60 draws, 1 seed": (lambda random: draws(60, 5, 1, random), hill, "learning_rate"),
    "one of three acts, 24 draws, 2 seeds": (lambda random: draws(24, 3, 2, random), hill, "learning_rate"),
    "pure interaction, 2 x 2, 3 seeds": (lambda random: grid((2, 2), 3), crossed, "learning_rate and l2"),
    "pure interaction, 2 x 2, 5 seeds": (lambda random: grid((2, 2), 5), crossed, "learning_rate and l2"),
    "the same, unbalanced": (
        lambda random: thinned(grid((2, 2), 5), random),
        crossed,
        "learning_rate and l2",
    ),
}
"""Studies in which something acts: its effect, and the setting or pair that is to be found."""


def false_alarms(design: Design, noise: Noise, studies: int) -> float:
    """The share of studies without any effect that say there is one."""
    told = 0
    for number in range(studies):
        random = np.random.default_rng(number)
        rows = design(random)
        told += alarms(diagnose_study(*study(rows, 0.8 + noise(rows, random))))
    return told / studies


def found(
    design: Design, effect: Callable[[Rows], np.ndarray], setting: str, studies: int
) -> tuple[float, float, float]:
    """Shares of studies that find what acts, that deny that it matters, and that give a false alarm."""
    seen = denied = told = 0
    acting = setting.split(" and ")
    for number in range(studies):
        random = np.random.default_rng(number)
        rows = design(random)
        findings = diagnose_study(*study(rows, 0.8 + effect(rows) + gaussian(rows, random)))
        by_name = {str(finding.evidence.get("setting")): finding.symptom for finding in findings}
        seen += by_name.get(setting) in ("mattered", "act together")
        denied += any(by_name.get(name) == "did not matter" for name in acting)
        told += alarms(findings, acting)
    return seen / studies, denied / studies, told / studies


def coverage(design: Design, noise: Noise, strength: float, studies: int) -> float:
    """The share of 90% intervals that hold the share of variance that the first setting explains.

    The share is of the effects at the values tried and of noise of the size that it has there.
    """
    held = known = 0
    for number in range(studies):
        random = np.random.default_rng(number)
        rows = design(random)
        places = np.array([row["learning_rate"] for row in rows])
        first = strength * SPREAD * (places - places.mean()) / places.std()
        other = np.zeros(len(rows))
        if "l2" in rows[0]:
            second = np.array([row["l2"] for row in rows])
            other = 0.5 * strength * SPREAD * ((second - second.mean()) ** 2 / second.var() - 1)
        again = np.random.default_rng(10**6 + number)
        scatter = float(np.mean([np.mean(noise(rows, again) ** 2) for _ in range(50)]))
        truth = first.var() / ((first + other).var() + scatter)
        decomposed = decompose(*study(rows, 0.8 + first + other + noise(rows, random)))
        for effect in () if decomposed is None else decomposed.effects:
            if effect.factors[0].name == "learning_rate":
                known += 1
                held += effect.low <= truth <= effect.high
    return held / max(known, 1)


COVERED: dict[str, tuple[Callable[[int], Design], Noise]] = {
    "5 values": (lambda seeds: lambda random: grid((5,), seeds), gaussian),
    "grid of 4 x 3": (lambda seeds: lambda random: grid((4, 3), seeds), gaussian),
    "the same, unbalanced": (lambda seeds: lambda random: thinned(grid((4, 3), seeds), random), gaussian),
    "the same, noise of unequal size": (lambda seeds: lambda random: grid((4, 3), seeds), unequal),
    "the same, accuracies near 95%": (lambda seeds: lambda random: grid((4, 3), seeds), counts),
    "24 draws of 2 settings": (lambda seeds: lambda random: draws(24, 2, seeds, random), gaussian),
}
SEEDS = (2, 3, 5, 10)
