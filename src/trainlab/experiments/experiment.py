"""An experiment: what a person asks for, from the command line, a YAML file or Python."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Field, ValidationError

from trainlab.errors import ExperimentError, shown, unknown_name
from trainlab.experiments.comparison import FORM, POINTS, Asked, Comparison, read_comparison, tune_text
from trainlab.experiments.file_fields import PLAIN, FileFields, Text, as_text
from trainlab.experiments.net_space import is_net_space
from trainlab.experiments.search_fields import SearchFields, read_search
from trainlab.experiments.space import Space, nets, read_space
from trainlab.experiments.usual import usual_range
from trainlab.files.opening import read_text
from trainlab.files.yaml_loader import ExperimentLoader
from trainlab.settings import OPTIMIZERS, SETTINGS, Settings, Value, get_setting, read_settings
from trainlab.specs.setting import USUAL

MAX_BYTES = 1 << 19
"""Size of an experiment file: far above any real one, and read within a second or two."""

Written = dict[str, Any]


def _net(value: object) -> object:
    """A list, or text of several lines, holds the layers of one net.

    Numbers in a list are refused: 4-6-1 is a net of its own.
    """
    if not isinstance(value, (list, tuple)):
        return as_text(" ".join(value.split()) if isinstance(value, str) else value)
    layers = [as_text(layer) for layer in value]
    if not layers or not all(isinstance(layer, str) and layer[:1].isalpha() for layer in layers):
        raise ValueError
    return " ".join(map(str, layers))


def _count(value: object) -> object:
    """YAML reads ``seeds: yes`` as true, and Python takes true for 1."""
    if isinstance(value, bool):
        raise ValueError
    return value


Net = Annotated[str, BeforeValidator(_net)]
Count = Annotated[int, BeforeValidator(_count)]

NAMED = "names and values, such as {l2: 0.1}"


class Experiment(FileFields):
    """A study, written down; how its file is to be read is in :class:`FileFields`.

    Attributes:
        data: name of a dataset, or path of a file.
        net: the architecture, or a list of its layers; may be varied instead.
        set: settings all trials share.
        vary: setting -> its values; several multiply.
        pair: setting -> its values; these go together, first with first.
        seeds: repetitions of every setting, with seeds ``seed``, ``seed + 1``, ...
        seed: the first seed, and the seed of random draws.
        trials: draws, where ``vary`` or ``net`` holds what is drawn; where it can be listed, all of it
            without.
        draws: how they are made: ``sobol``, spread evenly, or ``random``, independent of each other.
        compare: what is compared, and what is tuned for each of its values; ``trials`` are points for each
            value then.
        name: name of the study.
        search: what a search may cost, and how it goes about it; None where all trials are asked for.
    """

    # Descriptions say what is allowed, for messages.
    data: Text = Field(description=f"the name of a dataset or the path of a file, {PLAIN}")
    net: Net | None = Field(
        default=None,
        description="text, such as 4-6-6-1, or a list of the layers of one net, such as [flatten, dense10]",
    )
    set: Written = Field(default_factory=dict, description=NAMED)
    vary: Written = Field(default_factory=dict, description=NAMED)
    pair: Written = Field(default_factory=dict, description=NAMED)
    seeds: Count = Field(default=1, ge=1, le=100_000, description="a whole number >= 1 and <= 100000")
    seed: Count = Field(default=0, ge=0, le=2**32 - 1, description="a whole number >= 0 and <= 4294967295")
    trials: Count | None = Field(
        default=None, ge=1, le=1_000_000, description="a whole number >= 1 and <= 1000000"
    )
    draws: Literal["sobol", "random"] = Field(default="sobol", description="sobol or random")
    compare: Written | None = Field(default=None, description=f"a question and what is tuned, as in {FORM}")
    name: Text | None = Field(default=None, description=f"text {PLAIN}")
    search: Annotated[SearchFields | None, BeforeValidator(read_search)] = Field(
        default=None, description="names and values, such as {budget: 10min}"
    )

    @classmethod
    def of(cls, /, **given: object) -> Experiment:
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
            ExperimentError: the file is missing, is not YAML, or is not an experiment.
        """
        return cls.parse(read_text(path, MAX_BYTES, f"experiment file {path}", ExperimentError), path)

    @classmethod
    def parse(cls, text: str, path: Path) -> Experiment:
        """An experiment from the text of a YAML file; ``path`` is for messages.

        Raises:
            ExperimentError: the text is not YAML, or no experiment.
        """
        try:
            content = yaml.load(text, Loader=ExperimentLoader)  # noqa: S506  a safe loader
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            raise ExperimentError(
                f"experiment file {path} is not valid YAML: {' '.join(str(error).split())}"
            ) from None
        if not isinstance(content, dict):
            raise ExperimentError(
                f"experiment file {path} must hold names and values, such as 'data: moons'."
            )
        given = {
            str(name): value
            for name, value in content.items()
            if value is not None or name not in cls.model_fields  # a section may be left empty
        }
        try:
            return cls.of(**given)
        except ExperimentError as error:
            raise ExperimentError(f"experiment file {path}: {error}") from None

    def spaces(self) -> tuple[dict[str, Space], dict[str, Space]]:
        """The spaces of ``vary`` and of ``pair``; a net that stands for several is among the first.

        Raises:
            ExperimentError: one cannot be read, or a setting has no usual range.
            SettingError: a setting or a net is unknown.
        """
        vary = {name: self._space(name, written) for name, written in self.vary.items()}
        pair = {name: self._space(name, written) for name, written in self.pair.items()}
        if self.net is not None and is_net_space(self.net):
            vary = {"net": nets(self.net), **vary}
        return vary, pair

    def shared(self) -> Settings:
        """The settings that all trials share, read; the net among them where it is one.

        Raises:
            SettingError: a setting's name or value is not allowed.
        """
        fixed = dict(self.set)
        if self.net is not None and not is_net_space(self.net):
            fixed = {"net": self.net, **fixed}
        if self.task is not None:
            fixed = {"task": self.task, **fixed}
        return read_settings(fixed)

    def asked(self) -> Asked | None:
        """What is compared; None where nothing is.

        Raises:
            ExperimentError: it cannot be answered, or is at odds with the rest of the experiment.
            SettingError: a setting's name or value is not allowed.
        """
        if self.compare is None:
            return None
        compared = Comparison.read(self.compare)
        if self.search is not None:
            raise ExperimentError(
                "a comparison tries all its points, and a search chooses them: leave out search or compare."
            )
        if self.vary or self.pair:
            [name, *_] = [*self.vary, *self.pair]
            raise ExperimentError(
                f"{name} is varied, but a comparison has a question and what is tuned: fix {name}, or tune "
                f"it with {tune_text([name])}."
            )
        if self.net is not None and is_net_space(self.net):
            tuned = {**compared.tune, "net": self.net}
            compared = compared.model_copy(update={"tune": tuned})
        return read_comparison(compared, self.shared(), self.data)

    def _space(self, name: str, written: object) -> Space:
        usual = isinstance(written, str) and written.strip().lower() == USUAL
        return read_space(name, usual_range(name, self._optimizers()) if usual else written)

    def _optimizers(self) -> list[str]:
        """The optimizers that its trials may have, which decide what learning rates are usual."""
        for place in (self.set, self.vary, self.pair):
            if "optimizer" in place and (written := place["optimizer"]) != USUAL:
                setting = get_setting("optimizer")
                return [str(setting.read(value)) for value in read_space("optimizer", written).values]
            if "optimizer" in place:
                return list(OPTIMIZERS)
        return [str(get_setting("optimizer").default)]

    def to_yaml(self) -> str:
        """The experiment as YAML that reads back as one that proposes the same trials.

        Raises:
            SettingError: a setting's name or value is not allowed.
        """
        dumped = self.model_dump(
            exclude_defaults=True, exclude={"data", "set", "vary", "pair", "draws", "compare"}
        )
        plain = {"data": self.data, **dumped}
        if any(space.is_random for space in self.spaces()[0].values()):
            plain["draws"] = self.draws
        asked = self.asked()
        if self.compare is not None and asked is not None:
            plain["draws"], plain["trials"] = self.draws, POINTS if self.trials is None else self.trials
            plain["compare"] = {**self.compare, **asked.written()}
            if "why" in self.compare:
                plain["compare"]["why"] = list(self.compare["why"])
        if self.set:
            plain["set"] = {name: get_setting(name).read(value) for name, value in self.set.items()}
        for kind, spaces in zip(("vary", "pair"), self.spaces(), strict=True):
            listed = {
                name: _written(name, space) for name, space in spaces.items() if name in getattr(self, kind)
            }
            if listed:
                plain[kind] = listed
        plain["seeds"] = self.seeds
        if not any("seed" in place for place in (self.set, self.vary, self.pair)):
            plain["seed"] = self.seed
        return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)


def _written(name: str, space: Space) -> str | list[Value]:
    """A space as the command line writes it; lists stay lists."""
    if space.kind == "list":
        return [get_setting(name).read(value) for value in space.values]
    return str(space)


def _sentence(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    field = str(problem["loc"][0])
    if problem["type"] == "extra_forbidden":
        if field in SETTINGS:
            return f"{field} is a setting, not a field of an experiment: put it under set, vary or pair."
        of_file = [name for name in FileFields.model_fields if name != "target"]
        own = [name for name in Experiment.model_fields if name not in FileFields.model_fields]
        return unknown_name("field", field, [*own[:2], "target", *own[2:], *of_file])
    if problem["type"] == "missing":
        return f"{field} is missing: an experiment names its {field}, such as '{field}: moons'."
    allowed = Experiment.model_fields[field].description
    return f"{field} of an experiment must be {allowed}, not {shown(problem['input'])}."
