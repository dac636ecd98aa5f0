"""A comparison as a person writes it: what is asked about, and what is tuned for each of its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from trainlab.errors import ExperimentError, unknown_name
from trainlab.experiments.space import Space, choice, read_space
from trainlab.experiments.usual import usual_range
from trainlab.settings import SETTINGS, Settings, Value, applies, format_value, get_setting, resolve
from trainlab.specs.setting import USUAL
from trainlab.tasks import evaluation_curves

ASK = "--question optimizer=sgd,adam (question={'optimizer': ['sgd', 'adam']} in Python)"
"""How a question is written, in the shell and in Python."""

POINTS = 16
"""Points that are tried for each value where no number is given."""

LENGTH = ("epochs", "steps")

FORM = "{question: {optimizer: [sgd, adam]}, tune: [learning_rate]}"
"""What a comparison looks like in a file."""


def tune_text(names: Sequence[str]) -> str:
    """How tuned settings are written, in the shell and in Python."""
    return f"--tune {','.join(names)} (tune={list(names)!r} in Python)"


def _named(written: object) -> object:
    """Names alone stand for usual ranges."""
    if isinstance(written, str):
        written = [name.strip() for name in written.split(",")]
    if isinstance(written, (list, tuple)) and all(isinstance(name, str) for name in written):
        return dict.fromkeys(written, USUAL)
    return written


class Comparison(BaseModel):
    """What a comparison asks, in the section ``compare`` of an experiment.

    Attributes:
        question: the setting that is asked about, and its values.
        tune: setting -> what it is drawn from, or for each value of the question what it is drawn from
            there; a list of names stands for their usual ranges.
        by: the curve that values are judged by; the one that trials are ranked by where none is named.
        after: the comparison whose findings it goes on from.
        why: why its ranges are others than there, a sentence each.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: dict[str, Any]
    tune: Annotated[dict[str, Any], BeforeValidator(_named)]
    by: str | None = None
    after: str | None = None
    why: tuple[str, ...] = ()

    @classmethod
    def read(cls, written: object) -> Comparison:
        """A comparison from plain data.

        Raises:
            ExperimentError: a part is missing, unknown or of the wrong type.
        """
        try:
            return cls.model_validate(written)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            where = f"{problem['loc'][0]} of " if problem["loc"] else ""
            raise ExperimentError(
                f"{where}compare cannot be read ({problem['msg'].lower()}): write it as {FORM}."
            ) from None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared, read and checked.

    Attributes:
        setting: the setting that is asked about.
        values: its values, two at least.
        spaces: for each value what every tuned setting is drawn from, in the order they were named.
        unused: for each value the tuned settings that mean nothing to it: they are drawn and left out, so
            that the others have the same points as with the other values.
    """

    setting: str
    values: tuple[Value, ...]
    spaces: tuple[Mapping[str, Space], ...]
    unused: tuple[frozenset[str], ...]

    def written(self) -> dict[str, dict[str, Any]]:
        """``question`` and ``tune`` as plain data, with every range as it is."""
        tune: dict[str, dict[str, str]] = {}
        for value, spaces, unused in zip(self.values, self.spaces, self.unused, strict=True):
            for name, space in spaces.items():
                if name not in unused:
                    tune.setdefault(name, {})[format_value(value)] = str(space)
        return {"question": {self.setting: list(self.values)}, "tune": tune}


def read_comparison(compared: Comparison, shared: Settings, data: str) -> Asked:
    """Read what a comparison asks, and refuse what cannot be answered.

    Args:
        compared: the comparison.
        shared: the settings that are fixed, read.
        data: the dataset's name.

    Raises:
        ExperimentError: a question of one value, a setting that is asked about and tuned, and the like.
        SettingError: a setting's name or value is not allowed.
    """
    setting, values = _question(compared, shared)
    if compared.by is not None:
        check_judged(compared.by, evaluation_curves(shared))
    _check_tuned(setting, compared.tune, shared)
    found, unused = [], []
    for value in values:
        spaces = {
            name: _space(name, written, setting, value, shared) for name, written in compared.tune.items()
        }
        example = {
            name: space.at(SETTINGS[name], iter([0.5] * space.dimensions)) for name, space in spaces.items()
        }
        resolved = resolve({**shared, **example, setting: value}, data)
        found.append(spaces)
        unused.append(frozenset(name for name in spaces if not applies(name, {**resolved, "data": data})))
    _check_used(setting, values, compared.tune, unused)
    return Asked(setting, values, tuple(found), tuple(unused))


def check_judged(by: str, curves: Sequence[str]) -> None:
    """Refuse a curve that evaluations do not have.

    Raises:
        ExperimentError: they do not have it.
    """
    if by not in curves:
        raise ExperimentError(unknown_name("curve to compare by", by, curves))


def _question(compared: Comparison, shared: Settings) -> tuple[str, tuple[Value, ...]]:
    if len(compared.question) != 1:
        raise ExperimentError(
            f"a comparison asks about one setting, not {len(compared.question)}: fix the others, or tune "
            f"them."
        )
    [(setting, written)] = compared.question.items()
    known = get_setting(setting)
    if setting in ("seed", "task") or known.type == "names":
        raise ExperimentError(
            f"{setting} is not something to compare: ask about a setting such as optimizer or l2."
        )
    if setting in shared:
        raise ExperimentError(
            f"{setting} is asked about, and fixed at {format_value(shared[setting])}: give it once."
        )
    if isinstance(written, str) and written.strip().lower() == USUAL:
        written = usual_range(setting, [str(get_setting("optimizer").default)])
    space = read_space(setting, written)
    if space.is_random and space.kind != "choice":
        raise ExperimentError(
            f"{setting}={space} is a range, and a question names the values that are compared, such as "
            f"{ASK}. What is "
            f"drawn from a range is tuned: {tune_text([setting])}."
        )
    values = [known.read(value) for value in space.values] if space.kind == "choice" else space.grid(known)
    values = list(dict.fromkeys(values))
    if len(values) < 2:
        raise ExperimentError(
            f"{setting}={format_value(values[0])} is one value, and a question needs two or more, such as "
            f"{ASK}."
        )
    return setting, tuple(values)


def _check_tuned(setting: str, tune: Mapping[str, object], shared: Settings) -> None:
    if not tune:
        raise ExperimentError(
            f"nothing is tuned: name what each value gets the best of, such as "
            f"{tune_text(['learning_rate'])}."
        )
    for name in tune:
        known = get_setting(name)
        if name == setting:
            raise ExperimentError(
                f"{name} is what is asked about, so it cannot be tuned as well: tune what its values need, "
                f"such as {tune_text(['momentum' if name == 'learning_rate' else 'learning_rate'])}."
            )
        if name in shared:
            raise ExperimentError(
                f"{name} is tuned, and fixed at {format_value(shared[name])}: leave one of the two out."
            )
        if (name in LENGTH and setting in LENGTH) or name == "seed" or known.type == "names":
            raise ExperimentError(
                f"{name} cannot be tuned: seeds are repetitions (--seeds), and a length is one."
            )


def _space(name: str, written: object, setting: str, value: Value, shared: Settings) -> Space:
    """What a setting is drawn from beside one value of the question."""
    if isinstance(written, Mapping):
        texts = {format_value(get_setting(setting).read(key)): space for key, space in written.items()}
        if not texts:
            raise ExperimentError(f"{name} of tune names no range.")
        # Where it means nothing, any range will do: it is drawn so that the others have the same points.
        written = texts.get(format_value(value), next(iter(texts.values())))
    if isinstance(written, str) and written.strip().lower() == USUAL:
        optimizer = (
            value if setting == "optimizer" else shared.get("optimizer", get_setting("optimizer").default)
        )
        written = usual_range(name, [str(optimizer)])
    space = read_space(name, written)
    if not space.is_random:
        space = choice(*space.grid(SETTINGS[name]))
    return space


def _check_used(
    setting: str, values: Sequence[Value], tune: Mapping[str, object], unused: Sequence[frozenset[str]]
) -> None:
    for name in tune:
        if all(name in left_out for left_out in unused):
            named = ", ".join(map(format_value, values))
            raise ExperimentError(
                f"{name} is tuned, but it means nothing to {setting}={named}: leave it out."
            )
    for value, left_out in zip(values, unused, strict=True):
        if len(left_out) == len(tune):
            raise ExperimentError(
                f"{', '.join(tune)} {'means' if len(tune) == 1 else 'mean'} nothing to "
                f"{setting}={format_value(value)}, "
                "which would be tried once and the others many times: tune learning_rate "
                f"too, with {tune_text(['learning_rate', *tune])}, or leave {format_value(value)} out."
            )
