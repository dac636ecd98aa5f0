"""Networks that were exported, loaded again: files from anywhere, checked before they are used."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trainlab.errors import NetError, SettingError
from trainlab.files.opening import read_text
from trainlab.settings import applies, get_setting
from trainlab.store.weights.tensors import read_tensors
from trainlab.study.networks._files import FORMAT, OF_INPUT, OF_TARGET, VERSION, network_files, sha256_of
from trainlab.study.networks.network_record import NetworkRecord, Standardization
from trainlab.study.networks.usable import misfit
from trainlab.tasks import task_of

MAX_BYTES = 1 << 22
"""Size of the JSON file: far above any real one. As Python objects JSON can take 24 times its size."""


_Name = Annotated[str, Field(max_length=100_000)]
_Value = bool | int | float | _Name
_Size = Annotated[int, Field(ge=1, le=1_000_000)]


class _About(BaseModel):
    """The JSON file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    format: Literal["trainlab network"]
    version: Literal[1, 2]
    settings: dict[_Name, _Value] = Field(max_length=1_000)
    input_shape: list[_Size] = Field(min_length=1, max_length=3)
    classes: list[_Name] = Field(max_length=1_000_000)
    targets: list[_Name] = Field(default=[], max_length=1_000)
    targets_standardized: bool = False
    features: list[_Name] = Field(max_length=1_000_000)
    standardized: bool
    scores: dict[_Name, float | None] = Field(max_length=1_000)
    origin: dict[_Name, _Value] = Field(max_length=1_000)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


def read_network(path: str | os.PathLike[str]) -> NetworkRecord:
    """The record of a network that :func:`trainlab.study.networks.export.write_network` wrote.

    Raises:
        NetError: there is no network, or the files do not hold one.
        StudyError: the file of the weights is damaged.
    """
    weights, file = network_files(path)
    for needed in (weights, file):
        if not os.path.lexists(needed):
            raise NetError(
                f"there is no file '{needed}': an exported network is two files, {weights.name} and "
                f"{file.name}."
            )
    about = _read_about(file)
    try:
        found = sha256_of(weights)
    except OSError as error:
        raise NetError(f"'{weights}' cannot be read: {error.strerror}.") from None
    if found != about.sha256:
        raise NetError(
            f"'{weights}' does not hold the weights that '{file}' was written with: export it again."
        )
    tensors = read_tensors(weights)
    shape = tuple(about.input_shape)
    try:
        standardization = _standardization(tensors, OF_INPUT, shape[-1]) if about.standardized else None
        of_targets = None
        if about.targets_standardized:
            of_targets = _standardization(tensors, OF_TARGET, len(about.targets))
        _check(about, tensors)
    except (NetError, SettingError) as error:
        raise NetError(f"'{file}' is not a usable network: {error}") from None
    return NetworkRecord(
        settings=about.settings,
        input_shape=shape,
        classes=tuple(about.classes),
        features=tuple(about.features),
        weights=tensors,
        standardization=standardization,
        scores={name: math.nan if score is None else score for name, score in about.scores.items()},
        origin=about.origin,
        target_names=tuple(about.targets),
        target_standardization=of_targets,
    )


def _read_about(file: Path) -> _About:
    def refuse(constant: str) -> float:
        raise ValueError(f"{constant} is not a JSON number")

    try:
        content = json.loads(read_text(file, MAX_BYTES, refused=NetError), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise NetError(f"'{file}' is not JSON as it should be: {error!s:.200}.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise NetError(f"'{file}' does not describe an exported network.")
    version = content.get("version")
    if isinstance(version, int) and version > VERSION:
        raise NetError(
            f"'{file}' was written by a newer trainlab (format {version}; this one reads up to {VERSION}): "
            "upgrade trainlab to read it."
        )
    try:
        return _About.model_validate(content)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise NetError(f"'{file}' is not a usable network: {place!r:.100}: {problem['msg']}.") from None


def _standardization(tensors: dict[str, np.ndarray], names: tuple[str, str], size: int) -> Standardization:
    """Take the mean and the deviation of the inputs, or of the targets, out of the tensors."""
    for name in names:
        array = tensors.get(name)
        if array is None or array.shape != (size,) or array.dtype != np.float64:
            raise NetError(f"{name} must be {size} numbers of 64 bits.")
        if not np.isfinite(array).all():
            raise NetError(f"{name} holds numbers that are not finite.")
    mean, deviation = (tensors.pop(name) for name in names)
    if not (deviation > 0).all():
        raise NetError(f"{names[1]} must be above 0.")
    return mean, deviation


def _check(about: _About, tensors: dict[str, np.ndarray]) -> None:
    """Refuse a net that cannot be read, and tensors that are not exactly its own."""
    from trainlab.nets import check_fit
    from trainlab.train.trained import in_use, trained_net

    for name in ("net", "activation", *in_use()):
        if name in about.settings:
            if get_setting(name).read(about.settings[name]) != about.settings[name]:
                raise NetError(f"{name} cannot be {about.settings[name]!r:.100}.")
        elif name in ("net", "activation") or applies(name, about.settings):
            raise NetError(f"its settings lack {name}.")
    shape = tuple(about.input_shape)
    task = task_of(about.settings)
    if len(about.targets) < 1 if task.numeric else len(about.classes) < 2:
        kind, least = ("targets", "one") if task.numeric else ("classes", "two")
        raise NetError(f"its '{kind}' are fewer than {least}, which task={task.name} needs.")
    net = trained_net(about.settings, shape)
    answers = about.targets if task.numeric else about.classes
    check_fit(net, shape, len(answers), "its data", numeric=task.numeric)
    if about.features and shape != (len(about.features),):
        raise NetError(f"it has {len(about.features)} features, but inputs of shape {shape}.")
    if wrong := misfit(net, tensors):
        raise NetError(f"{wrong}.")
