"""The remarks below a figure: which setting is best, how many trials diverged, stopped or leave it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence

from claim_oracles.said import NUMBER, ROUNDING
from claim_oracles.settings_of import seed_groups
from claim_oracles.slow import four_digits, mean
from claim_oracles.stored import Stored
from trainlab.plots.compute.curve_plot import CurvePlot
from trainlab.record import Trial

TIES = {"train_accuracy": "evaluated_train_loss", "validation_accuracy": "validation_loss"}


def false_notes(
    stored: Stored, drawn: Sequence[Trial], figure: CurvePlot, curve: str, along: str | None
) -> list[str]:
    """What is not so of a figure's notes.

    Args:
        stored: the study.
        drawn: the trials that the figure may show.
        figure: it.
        curve: what it draws.
        along: the setting it is drawn against; None where it is drawn against steps.
    """
    faults = []
    for note in figure.notes:
        for pattern, check in NOTES:
            said = re.fullmatch(pattern, note)
            if said:
                faults += [f"{note!r}: {fault}" for fault in check(said, stored, drawn, figure, curve, along)]
                break
        else:
            faults.append(f"no oracle knows this note: {note!r}")
    told = sum(note.endswith(" diverged") for note in figure.notes)
    shown = {id for line in figure.lines for id in line.trials}
    marked = any(trial.status == "diverged" and trial.id in shown for trial in drawn)
    if along is not None and bool(told) != marked:
        faults.append("trials that diverged are told where there are some, and only there")
    return faults


def _shown(drawn: Sequence[Trial], figure: CurvePlot) -> list[Trial]:
    ids = {id for line in figure.lines for id in line.trials}
    return [trial for trial in drawn if trial.id in ids]


def _diverged(said, stored, drawn, figure, _curve, _along) -> Iterator[str]:
    with_a_loss = [
        trial for trial in _shown(drawn, figure)
        if trial.status == "diverged" and (_along is not None or stored.evaluated(_curve, trial.id))
    ]  # fmt: skip
    if int(said["count"].replace(",", "")) != len(with_a_loss):
        yield f"{len(with_a_loss)} diverged"
    yield from _plural(said, len(with_a_loss))


def _stopped(said, stored, drawn, figure, curve, _along) -> Iterator[str]:
    stopped = [
        trial
        for trial in _shown(drawn, figure)
        if trial.status == "stopped" and stored.evaluated(curve, trial.id)
    ]
    if int(said["count"].replace(",", "")) != len(stopped):
        yield f"{len(stopped)} stopped early"
    yield from _plural(said, len(stopped))


def _plural(said, count: int) -> Iterator[str]:
    if (said["s"] == "s") != (count != 1):
        yield f"it is {count}"


def _seeds(said, _stored, drawn, figure, _curve, _along) -> Iterator[str]:
    counts = sorted({line.seeds for line in figure.lines if line.seeds > 1})
    if [int(said["few"]), int(said["many"] or said["few"])] != [counts[0], counts[-1]]:
        yield f"lines are of {counts} seeds"
    for line in figure.lines:
        if line.seeds > len(line.trials):
            yield "a line has more seeds than trials"
    joined = any(line.joined for line in figure.lines)
    if (said["mark"] == "line") != joined:
        yield "lines are joined points, dots are not"
    if said["among"]:
        if int(said["among"].replace(",", "")) != len(figure.lines):
            yield f"there are {len(figure.lines)} lines"
        return
    if (said["band"] == "band") != joined:
        yield "lines have bands, dots have strokes"
    bands = {"middle half" if count >= 5 else "smallest to largest" for count in counts}
    if set(said["bands"].split(" or ")) != bands:
        yield f"bands are {bands}"


def _not_positive(said, stored, drawn, figure, curve, _along) -> Iterator[str]:
    count = sum(value <= 0 for trial in drawn for _, value in stored.points(curve, trial.id))
    if int(said["count"].replace(",", "")) != count:
        yield f"{count} values are 0 or less"
    if (said["s"] == "s") != (count != 1) or (said["verb"] == "has") != (count == 1):
        yield f"it is {count}"
    if not figure.y.log:
        yield "the axis is not logarithmic"


def _step_zero(_said, _stored, _drawn, figure, _curve, _along) -> Iterator[str]:
    if not figure.x.log:
        yield "the axis is not logarithmic"


def _only_setting(said, stored, drawn, _figure, _curve, _along) -> Iterator[str]:
    if said["id"] and [trial.id for trial in drawn] != [int(said["id"])]:
        yield f"{len(drawn)} trials are drawn"
    for name, told in re.findall(r"([a-z_0-9]+)=([^,]+)", said["named"]):
        values = {four_digits(trial.settings.get(name)) for trial in drawn}
        if values != {told}:
            yield f"{name} is {values}"


def _left_above(said, _stored, drawn, figure, _curve, _along) -> Iterator[str]:
    if figure.y.high is None:
        yield "the picture has no upper end"
        return
    count = 0
    for line in figure.lines:
        if line.marked:
            count += sum(value > figure.y.high for value in line.y.tolist())
        elif any(value > figure.y.high for value in line.y.tolist()):
            count += len(line.trials)
        else:
            count += sum(figure.y.high < end < math.inf for end in line.ends[1].tolist())
    if int(said["count"].replace(",", "")) != count:
        yield f"{count} leave it"
    yield from _plural(said, count)
    if (said["verb"] == "goes") != (count == 1):
        yield f"{count} leave it"


def _left_below(said, _stored, drawn, figure, _curve, _along) -> Iterator[str]:
    count = sum(
        len(line.trials) for line in figure.lines if any(value < figure.y.low for value in line.y.tolist())
    )
    if int(said["count"].replace(",", "")) != count:
        yield f"{count} leave it"
    yield from _plural(said, count)


def _best(said, stored, drawn, figure, curve, along) -> Iterator[str]:
    ranked = []
    over = [
        trial for trial in drawn
        if trial.status == "diverged" or not math.isnan(trial.final.get(curve, math.nan))
    ]  # fmt: skip
    for group in seed_groups(over):
        values = [float(trial.best.get(curve, math.nan)) for trial in group]
        ties = [float(trial.best.get(TIES[curve], math.inf)) if curve in TIES else 0.0 for trial in group]
        if all(trial.status != "diverged" for trial in group) and all(map(math.isfinite, values)):
            loss = curve.endswith("loss")
            ranked.append((mean(values) if loss else -mean(values), mean(ties), group[0].id, group, values))
    ranked.sort(key=lambda one: one[:3])
    value, tie, _, group, values = ranked[0]
    for name, told in re.findall(r"([a-z_0-9]+)=([^,]+)", said["named"]):
        truth = four_digits(group[0].settings.get(name))
        if told != truth:
            yield f"the best has {name}={truth}"
    if f"{along}=" not in said["named"]:
        yield f"it does not name {along}"
    for nudged in (abs(value) * (1 - ROUNDING), abs(value) * (1 + ROUNDING)):
        digits = len(said["value"].partition(".")[2]) - 1
        percent = said["value"].endswith("%")
        if said["value"] == (f"{100 * nudged:.{digits}f}%" if percent else f"{nudged:.3g}"):
            break
    else:
        yield f"its mean is {abs(value)}"
    if said["value"] in ("100.0%", "0.0%") and abs(value) not in (1.0, 0.0):
        yield f"it is {abs(value)}, not quite that"
    final = [trial.final.get(curve) for trial in group]
    if (final == values) == bool(said["at"]):
        yield f"at the end it is {final}, at best {values}"
    if (int(said["seeds"] or 1)) != len(group):
        yield f"it has {len(group)} seeds"
    level = [one for one in ranked if one[0] == value]
    if int(said["ties"] or 1) != len(level):
        yield f"{len(level)} are level"
    if said["ties"]:
        lower = tie < min(one[1] for one in level[1:])
        if bool(said["why"]) != lower:
            yield f"what decides between those that are level is {[one[1:3] for one in level]}"
        if (said["most"] == "the lowest") != (len(level) > 2):
            yield f"{len(level)} are level"


def _window(said, _stored, _drawn, figure, curve, _along) -> Iterator[str]:
    windows = sorted({line.window for line in figure.lines if line.window > 1})
    if [int(said["few"]), int(said["many"] or said["few"])] != [windows[0], windows[-1]]:
        yield f"windows are {windows}"
    if (said["unit"] == "steps") != (curve in ("train_loss", "learning_rate")):
        yield f"{curve} is measured otherwise"


def _hidden(said, stored, _drawn, figure, _curve, _along) -> Iterator[str]:
    for name in said["names"].split(", "):
        if name in figure.colors.settings or name in figure.styles.settings:
            yield f"{name} is told apart"
        if name not in stored.info.varied:
            yield f"{name} is not varied"


NOTES: tuple[tuple[str, Callable[..., Iterator[str]]], ...] = (
    (r"× (?P<count>[\d,]+) trial(?P<s>s?) diverged", _diverged),
    (
        r"● (?P<count>[\d,]+) trial(?P<s>s?) stopped early(?:, lines continue with the remaining seeds)?",
        _stopped,
    ),
    (
        r"(?P<mark>line|dot): median of (?P<few>\d+)(?: to (?P<many>\d+))? seeds(?:, (?P<band>band|stroke): "
        r"(?P<bands>.+)|; no bands among (?P<among>[\d,]+) lines)",
        _seeds,
    ),
    (
        r"(?P<count>[\d,]+) value(?P<s>s?) of 0 or less (?P<verb>has|have) no place on the logarithmic axis",
        _not_positive,
    ),
    (r"step 0 has no place on the logarithmic axis", _step_zero),
    (r"(?:trial (?P<id>\d+): )?(?P<named>[a-z_0-9]+=[^()]+)", _only_setting),
    (r"(?P<count>[\d,]+) (?:trial|point)(?P<s>s?) (?P<verb>go|goes) off the top of the picture", _left_above),
    (r"(?P<count>[\d,]+) trial(?P<s>s?) go(?:es)? off the bottom of the picture", _left_below),
    (
        rf"best: (?P<named>.+?) \((?P<value>{NUMBER}%?)(?P<at> at the best evaluation)?"
        r"(?:, mean of (?P<seeds>\d+) seeds)?(?:; (?P<ties>\d+) settings tie, this one comes first because "
        r"(?:its (?P<why>validation loss|train loss)|the number of its first trial) is "
        r"(?P<most>lower|the lowest))?\)",
        _best,
    ),
    (
        r"running mean over (?P<few>\d+)(?: to (?P<many>\d+))? (?P<unit>steps|evaluations)(?:, raw curve "
        r"faint)?",
        _window,
    ),
    (r"not told apart: (?P<names>.+)", _hidden),
)
