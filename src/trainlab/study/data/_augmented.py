"""A dataset's examples after augmentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from trainlab.errors import SettingError
from trainlab.settings import By, Value, format_value
from trainlab.settings.augmentation import augmentation_settings

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

    from trainlab.data import Dataset

EXAMPLES = 6
"""Images that are shown, of as many classes as there are."""

VERSIONS = 8
"""How often each is changed."""


def complete(given: Mapping[str, Value]) -> dict[str, Value]:
    """The settings of augmentation that are away from their neutral value, and what else these need.

    Raises:
        SettingError: a setting means nothing without another.
    """
    on = {
        setting.name: given[setting.name] for setting in augmentation_settings()
        if setting.neutral is not None and given.get(setting.name, setting.neutral) != setting.neutral
    }  # fmt: skip
    for setting in augmentation_settings():
        if not isinstance(setting.default, By):
            continue
        default = setting.default.get(on)
        if default is not None:
            on[setting.name] = given.get(setting.name, default)
        elif setting.name in given and setting.default.setting not in given:
            raise SettingError(f"{setting.name} means nothing without {setting.default.setting}: give both.")
    return on


def augmented_dataset_figure(dataset: Dataset, augmentation: Mapping[str, Value]) -> Figure:
    """Draw examples beside what augmentation makes of them; of a table the whole train split, changed once.

    Args:
        dataset: the dataset.
        augmentation: settings as :func:`complete` returns them.
    """
    settings = [f"{name}={format_value(value)}" for name, value in augmentation.items()]
    if len(dataset.input_shape) == 1:
        from trainlab.plots import dataset_figure

        inputs = _augmented(dataset.train.inputs, augmentation, 1)[0]
        name = f"{dataset.name} with {', '.join(settings)}"
        return dataset_figure(replace(dataset, name=name, train=replace(dataset.train, inputs=inputs)))
    from trainlab.plots import augmented_figure

    shown = _first_of_each_class(dataset)
    originals = dataset.train.inputs[shown]
    names = [dataset.classes[number] for number in dataset.train.targets[shown]]
    versions = _augmented(originals, augmentation, VERSIONS)
    return augmented_figure(dataset.name, settings, names, originals, versions)


def _first_of_each_class(dataset: Dataset) -> list[int]:
    """Indices of train examples, about equally many of each class, sorted by class."""
    import numpy as np

    targets = dataset.train.targets
    each = [np.flatnonzero(targets == number).tolist() for number in range(len(dataset.classes))]
    by_rank = [mine[rank] for rank in range(EXAMPLES) for mine in each if rank < len(mine)]
    return sorted(by_rank[:EXAMPLES], key=lambda place: targets[place])


def _augmented(inputs: np.ndarray, augmentation: Mapping[str, Value], versions: int) -> np.ndarray:
    """``versions`` versions of examples, (versions, examples, *input_shape)."""
    from trainlab.scale.engine import engine

    with engine():
        return _changed(inputs, augmentation, versions)


def _changed(inputs: np.ndarray, augmentation: Mapping[str, Value], versions: int) -> np.ndarray:
    import jax
    import jax.numpy as jnp
    import numpy as np

    from trainlab.augmentations.augment import augment
    from trainlab.train.jax_options import COMPILER_OPTIONS
    from trainlab.train.key import random_key

    hyper = {name: jnp.float32(value) for name, value in augmentation.items()}
    rows = jnp.asarray(inputs.reshape(len(inputs), -1))
    keys = jax.vmap(random_key)(jnp.arange(versions))

    @partial(jax.jit, compiler_options=dict(COMPILER_OPTIONS))
    def change(rows: jax.Array, keys: jax.Array, hyper: dict[str, jax.Array]) -> jax.Array:
        return jax.vmap(lambda key: augment(rows, inputs.shape[1:], key, hyper, frozenset(hyper)))(keys)

    return np.asarray(change(rows, keys, hyper)).reshape(versions, *inputs.shape)
