"""A user's checks, from a file of their own, are made with trainlab's own."""

from __future__ import annotations

import pytest

import trainlab as tl
from trainlab.errors import SettingError, UsageError

FILE = '''
"""Whether there are enough examples, and whether the weights start small."""

import numpy as np

import trainlab as tl


def enough(dataset, net, most):
    rows = len(dataset.train)
    verdict = "warn" if rows < 10 * net.parameters else "pass"
    return tl.CheckResult("enough rows", verdict, rows, f"{rows} rows", "ten a weight", "Take a smaller net.")


def small(subject):
    largest = max(float(np.abs(array).max()) for of in subject.variables.values() for array in of.values())
    verdict = "pass" if largest < 10 else "fail"
    return tl.CheckResult("small start", verdict, largest, f"{largest:.3g}", "< 10")


tl.register(tl.Check(name="enough rows", data=enough), tl.Check(name="small start", net=small))
'''


@pytest.fixture
def enough(load_file):
    """Both, registered from their file."""
    return load_file("enough", FILE)


def test_they_are_in_the_report(enough):
    report = tl.check("moons", "2-100-2", init_gain=30.0, weight_init="normal", init_scale=1.0)
    assert report["enough rows"].verdict == "warn"
    assert report["small start"].verdict == "fail"
    with pytest.raises(UsageError, match=r"unknown check 'smal start': did you mean 'small start'\?"):
        report["smal start"]


def test_one_of_the_data_is_made_before_a_study(enough, tmp_path, capsys):
    tl.run("moons", "2-100-2", steps=1, root=tmp_path, progress=True)
    said = capsys.readouterr()
    assert "check warn: enough rows:" in " ".join((said.out + said.err).split())


def test_names_of_trainlabs_own_are_refused():
    with pytest.raises(SettingError, match="trainlab has a check 'class balance': choose another name"):
        tl.register(tl.Check(name="class balance", net=lambda subject: None))
    with pytest.raises(SettingError, match="check 'mine' needs one function: data, or net"):
        tl.Check(name="mine")
