"""An experiment: what a person asks for, from the command line, a YAML file or Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from trainlab.errors import ExperimentError, unknown_name
from trainlab.search.space import Space, read_space

MOST_BYTES = 1 << 20
"""Size of an experiment file: far above any real one."""

Written = dict[str, Any]


def _text(value: object) -> object:
    """YAML reads ``name: 7`` and ``net: 784-10`` differently; both are meant as text."""
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text), Field(min_length=1)]


class Experiment(BaseModel):
    """A study, written down.

    Attributes:
        data: name of a dataset, or path of a file.
        net: the architecture; may be varied instead.
        target: target column of a table.
        set: settings all trials share.
        vary: setting -> its values; several multiply.
        pair: setting -> its values; these go together, first with first.
        seeds: repetitions of every setting, with seeds ``seed``, ``seed + 1``, ...
        seed: the first seed, and the seed of random draws.
        trials: draws, where ``vary`` holds random ranges.
        name: name of the study.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Text
    net: Text | None = None
    target: Text | None = None
    set: Written = Field(default_factory=dict)
    vary: Written = Field(default_factory=dict)
    pair: Written = Field(default_factory=dict)
    seeds: int = Field(default=1, ge=1, le=100_000)
    seed: int = Field(default=0, ge=0, le=2**32 - 1)
    trials: int | None = Field(default=None, ge=1, le=1_000_000)
    name: Text | None = None

    @classmethod
    def of(cls, **given: object) -> Experiment:
        """An experiment from Python values.

        Raises:
            ExperimentError: a field is unknown, missing or of the wrong type.
        """
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise ExperimentError(_sentence(error)) from None

    @classmethod
    def read(cls, path: Path) -> Experiment:
        """An experiment from a YAML file.

        Raises:
            ExperimentError: the file is missing, is not YAML, or is no experiment.
        """
        try:
            if path.stat().st_size > MOST_BYTES:
                raise ExperimentError(f"{path} is larger than {MOST_BYTES:,} bytes: that is no experiment.")
            return cls.parse(path.read_text(encoding="utf-8"), path)
        except OSError as error:
            raise ExperimentError(f"experiment file {path} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise ExperimentError(f"experiment file {path} is not text in UTF-8.") from None

    @classmethod
    def parse(cls, text: str, path: Path) -> Experiment:
        """An experiment from the text of a YAML file; ``path`` is for messages.

        Raises:
            ExperimentError: the text is not YAML, or no experiment.
        """
        try:
            content = yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            raise ExperimentError(
                f"experiment file {path} is not YAML: {' '.join(str(error).split())}"
            ) from None
        if not isinstance(content, dict):
            raise ExperimentError(
                f"experiment file {path} must hold names and values, such as 'data: moons'."
            )
        try:
            return cls.of(**{str(key): value for key, value in content.items()})
        except ExperimentError as error:
            raise ExperimentError(f"experiment file {path}: {error}") from None

    def spaces(self) -> tuple[dict[str, Space], dict[str, Space]]:
        """The spaces of ``vary`` and of ``pair``."""
        vary = {name: read_space(name, written) for name, written in self.vary.items()}
        pair = {name: read_space(name, written) for name, written in self.pair.items()}
        return vary, pair

    def to_yaml(self) -> str:
        """The experiment as YAML that reads back as the same experiment."""
        plain = self.model_dump(exclude_defaults=True) | {"seeds": self.seeds, "seed": self.seed}
        for kind in ("vary", "pair"):
            if kind in plain:
                plain[kind] = {name: _written(values) for name, values in getattr(self, kind).items()}
        return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)


def _written(values: object) -> object:
    """A space as the command line writes it; lists stay lists."""
    if isinstance(values, Space):
        return list(values.values) if values.kind == "list" else str(values)
    return list(values) if isinstance(values, Sequence) and not isinstance(values, str) else values


def _sentence(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return unknown_name("field", field, Experiment.model_fields)
    if problem["type"] == "missing":
        return f"{field} is missing: an experiment names its {field}, such as '{field}: moons'."
    return f"{field}: {problem['msg'].lower()}, not {problem['input']!r}."


class _Loader(yaml.SafeLoader):
    """The safe loader, without aliases (which blow up) and repeated keys (which hide one another)."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not allowed in an experiment.")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Mapping[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"{key!r} is given twice.")
        return super().construct_mapping(node, deep)
