"""Every setting with every kind of odd value: a plan, or one sentence, before anything is trained."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from trainlab.data import Dataset, load_dataset
from trainlab.errors import TrainlabError
from trainlab.experiments import Experiment, propose
from trainlab.scale.plans.plan import plan_study
from trainlab.settings import SETTINGS, By, Value
from trainlab.specs.setting import ANY

ODD = (
    0, -1, 1, 2**31 - 1, 2**31, 2**32, 2**63, 10**30, 10**5000, 1e-45, 1e9, 3e38, 1e300, "9" * 400, "nan",
    "-inf", True, None, [], {}, "", "x" * 5000, "\ud800", "٣",
)  # fmt: skip


def settings_in_which_it_means_something(default: object) -> Iterator[dict[str, Value]]:
    """The first value of another setting that gives this one a default, at each level of its ``By``."""
    while isinstance(default, By):
        value = next(iter(default.values))
        if value != ANY and default.setting in SETTINGS:
            yield {default.setting: value}
        default = default.otherwise


@cache
def moons(settings: tuple[tuple[str, Value], ...]) -> Dataset:
    return load_dataset("moons", **dict(settings))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SETTINGS)
def test_an_odd_value_is_planned_with_or_refused(name):
    sentences = []
    for beside in (*settings_in_which_it_means_something(SETTINGS[name].default), {}):
        length = {} if name == "epochs" else {"steps": 20}
        for odd in ODD:
            try:
                experiment = Experiment.of(data="moons", set={"net": "2-4-2", **length, **beside, name: odd})
                plan_study(propose(experiment).settings, moons)
                experiment.to_yaml().encode()
            except TrainlabError as error:
                sentences.append(str(error))
    assert sentences
    assert all(len(sentence.splitlines()) == 1 for sentence in sentences)
