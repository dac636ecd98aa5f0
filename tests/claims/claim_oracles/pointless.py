"""``duplicates``, ``no effect``, ``pointless lengths``: trials that tell nothing new."""

from __future__ import annotations

import struct
from itertools import combinations

from claim_oracles.said import Form, Said, nothing_to_check
from claim_oracles.settings_of import without
from claim_oracles.slow import four_digits
from claim_oracles.stored import Stored
from trainlab.record import Trial

LIST = r"trials? (?:\d+(?:, \d+)*(?: and \d+ more)?)"


def _over(stored: Stored) -> list[Trial]:
    return [trial for trial in stored.trials if trial.status in ("done", "stopped", "diverged")]


def _bits(value: float) -> bytes:
    return struct.pack("<d", value)


def _same_points(first: list[tuple[int, float]], second: list[tuple[int, float]]) -> bool:
    return [(step, _bits(value)) for step, value in first] == [(step, _bits(value)) for step, value in second]


def same_curves(stored: Stored, first: Trial, second: Trial, until: int | None = None) -> bool:
    """Whether all curves that both were trained on are equal, bit for bit (up to a step)."""
    for curve in stored.curves:
        if curve == "learning_rate":
            continue
        pair = [stored.points(curve, trial.id) for trial in (first, second)]
        if until is not None:
            pair = [[point for point in points if point[0] < until] for points in pair]
        if not _same_points(*pair):
            return False
    return True


def listed(ids: list[int]) -> str:
    """Trial numbers as sentences list them."""
    if len(ids) == 1:
        return f"trial {ids[0]}"
    if len(ids) <= 6:
        return f"trials {', '.join(map(str, ids))}"
    return f"trials {', '.join(map(str, ids[:4]))} and {len(ids) - 4} more"


def _duplicates(said: Said) -> None:
    groups: list[list[Trial]] = []
    for trial in _over(said.stored):
        if len(said.stored.losses(trial.id)) < 3:
            continue
        for group in groups:
            if group[0].settings == trial.settings:
                group.append(trial)
                break
        else:
            groups.append([trial])
    repeated = [group for group in groups if len(group) > 1]
    extra = sum(len(group) - 1 for group in repeated)
    said.count("extra", extra, "repeated")
    said.evidence("groups", len(repeated))
    said.text("example", listed([trial.id for trial in repeated[0]]))
    said.is_about(sorted(trial.id for group in repeated for trial in group))


def _pairs(said: Said, name: str) -> list[tuple[Trial, Trial]]:
    """The trials of the study that differ in nothing else."""
    return [
        (first, second) for first, second in combinations(_over(said.stored), 2)
        if first.settings.get(name) != second.settings.get(name)
        and without(first, name) == without(second, name)
        and min(len(said.stored.losses(trial.id)) for trial in (first, second)) >= 3
    ]  # fmt: skip


def _compared(said: Said, name: str) -> int:
    """How many trials differ in nothing else from the shortest of them (of lengths: the longest)."""
    groups: list[list[Trial]] = []
    for trial in sorted(_over(said.stored), key=lambda trial: trial.length):
        if len(said.stored.losses(trial.id)) < 3:
            continue
        for group in groups:
            if without(group[0], name) == without(trial, name):
                group.append(trial)
                break
        else:
            groups.append([trial])
    place = -1 if name in ("epochs", "steps") else 0
    return sum(
        trial.settings.get(name) != group[place].settings.get(name) for group in groups for trial in group
    )


def _names_some(said: Said, pairs: list[tuple[Trial, Trial]]) -> None:
    """The trials it names are of those pairs; a trial that was trained twice need not be named twice."""
    ids = {trial.id for pair in pairs for trial in pair}
    said.holds(set(said.finding.trials) <= ids, "every trial it names differs from another in nothing else")
    said.holds(len(set(said.finding.trials)) == len(said.finding.trials) >= 2, "it names two trials at least")


def _example(said: Said, pairs: list[tuple[Trial, Trial]]) -> tuple[Trial, Trial]:
    """The two trials it names, which must be one of those pairs."""
    ids = [int(number) for number in (said.words["example"] or "").removeprefix("trials ").split(", ")]
    first, second = (said.stored.trial(id) for id in ids)
    said.holds(
        any({first.id, second.id} == {a.id, b.id} for a, b in pairs), "the example differs in nothing else"
    )
    return first, second


def _no_effect(said: Said) -> None:
    name = said.words["name"] or ""
    pairs = _pairs(said, name)
    for first, second in pairs:
        said.holds(
            same_curves(said.stored, first, second),
            f"the curves of trials {first.id} and {second.id} are equal",
        )
        said.holds(first.status == second.status, f"trials {first.id} and {second.id} ended alike")
    said.evidence("setting", name)
    _names_some(said, pairs)
    said.evidence("pairs", _compared(said, name))
    first, second = _example(said, pairs)
    said.text("a", four_digits(first.settings.get(name)))
    said.text("b", four_digits(second.settings.get(name)))


def _lengths(said: Said) -> None:
    name = said.words["name"] or ""
    pairs = _pairs(said, name)
    for pair in pairs:
        short, long = sorted(pair, key=lambda trial: len(said.stored.losses(trial.id)))
        until = len(said.stored.losses(short.id))
        said.holds(
            [_bits(v) for v in said.stored.losses(short.id)]
            == [_bits(v) for v in said.stored.losses(long.id)[:until]],
            f"trial {short.id} is the beginning of trial {long.id}",
        )
    said.evidence("setting", name)
    said.evidence("pairs", _compared(said, name))
    _names_some(said, pairs)
    first, second = _example(said, pairs)
    said.holds(first.length < second.length, "the first of the example is shorter")


SENTENCES = (
    Form(
        rf"(?P<extra>\d+) trials? repeats? another, seed and all: (?P<example>{LIST}) agree in every "
        rf"setting\.",
        _duplicates,
    ),
    Form(
        rf"(?P<name>[a-z_0-9]+) had no effect: the curves and weights of trials that differ in nothing else "
        rf"are equal bit for bit, such as "
        rf"(?P<example>{LIST}) \((?P<a>.+) and (?P<b>.+)\)\.",
        _no_effect,
    ),
    Form(
        rf"trials with fewer (?P<name>epochs|steps) are the beginnings of those with more, bit for "
        rf"bit, such as "
        rf"(?P<example>{LIST})\.",
        _lengths,
    ),
)
ADVICES = (
    Form(r"Leave the repeated values out\.", nothing_to_check),
    Form(r"Leave it out, or find out what keeps it from acting\.", nothing_to_check),
    Form(r"Train the longest only, and evaluate it where the others end\.", nothing_to_check),
    Form(
        r"Train the longest only: its evaluations hold what fewer (?:epochs|steps) give\.", nothing_to_check
    ),
)
