"""Experiments are read from YAML and Python, refused in one sentence, and written so that they read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import ExperimentError
from trainlab.experiments import Experiment, choice, lin, log, propose, random_log
from trainlab.experiments.experiment import MAX_BYTES

PATH = Path("my.yaml")

WHOLE = """
data: banknote
net: 4-6-6-1
set: {optimizer: adam, shuffle: no, l2: 1e-3}
vary:
  learning_rate: log:1e-4:1:4
  batch_size: [1, 8, full]
pair:
  epochs: 10,20
  order_seed: [0, 1]
seeds: 3
seed: 7
name: 2024
"""


def read(text: str) -> Experiment:
    return Experiment.parse(text, PATH)


def test_a_file_holds_everything_an_experiment_has(tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(WHOLE)
    experiment = Experiment.read(path)
    assert (experiment.data, experiment.net, experiment.name) == ("banknote", "4-6-6-1", "2024")
    assert (experiment.seeds, experiment.seed, experiment.trials) == (3, 7, None)
    trials = propose(experiment).settings
    assert len(trials) == 4 * 3 * 2 * 3
    # YAML reads 1e-3 as text and `no` as false; both mean what they look like.
    assert trials[0]["l2"] == 0.001
    assert trials[0]["shuffle"] is False
    assert trials[-1]["seed"] == 9


def test_a_list_of_layers_is_one_net():
    flow = read("data: mnist\nnet: [avgpool2, conv3x3x3/2:sigmoid, rescale2:-1, flatten, dense10]")
    assert flow.net == "avgpool2 conv3x3x3/2:sigmoid rescale2:-1 flatten dense10"
    lines = read("data: mnist\nnet:\n- avgpool2\n- conv3x3x3/2:sigmoid rescale2:-1\n- flatten\n- dense10")
    assert lines == flow
    folded = "net: >\n  avgpool2 conv3x3x3/2:sigmoid\n  rescale2:-1 flatten dense10\ndata: mnist\n"
    assert read(folded) == read(folded.replace(">", "|")) == flow
    assert Experiment.of(data="mnist", net=("flatten", "dense10")).net == "flatten dense10"


def test_empty_sections_are_left_out():
    assert read("data: moons\nnet: 2-2\nset:\nvary:\nname:") == Experiment.of(data="moons", net="2-2")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "data: moons\nvery: {l2: 1}",
            "unknown field 'very': did you mean 'vary'? Allowed: data, net, target",
        ),
        ("data: moons\nvry:", "unknown field 'vry'"),
        ("data: moons\noptimizer: adam", "optimizer is a setting, not a field of an experiment"),
        ("data: moons\ncls: 1\nself: 2", "unknown field 'cls'"),
        ("net: 2-2", "data is missing: an experiment names its data"),
        ("data:", "data is missing"),
        ("data: ''", "data of an experiment must be the name of a dataset or the path of a file"),
        ("data: [moons]", "data of an experiment must be"),
        ("data: moons\nname: no", "name of an experiment must be text without control characters, not False"),
        ('data: moons\nname: "a\\u001bb"', r"must be text without control characters, not 'a\x1bb'"),
        (
            "data: moons\nnet: [2-2]",
            "net of an experiment must be text, such as 4-6-6-1, or a list of the layers of one net, such as "
            "[flatten, dense10], not ['2-2']",
        ),
        ("data: moons\nnet: []", "such as [flatten, dense10], not []"),
        ("data: moons\nnet: [dense10: relu]", "such as [flatten, dense10], not [{'dense10': 'relu'}]"),
        ("data: moons\nnet: [flatten, 10]", "such as [flatten, dense10], not ['flatten', 10]"),
        ("data: moons\nnet: [[flatten]]", "such as [flatten, dense10], not [['flatten']]"),
        ("data: moons\nseeds: 0", "seeds of an experiment must be a whole number >= 1 and <= 100000, not 0"),
        (
            "data: moons\nseeds: yes",
            "seeds of an experiment must be a whole number >= 1 and <= 100000, not True",
        ),
        ("data: moons\nseeds: 2.5", "seeds of an experiment must be"),
        (
            "data: moons\nseed: -1",
            "seed of an experiment must be a whole number >= 0 and <= 4294967295, not -1",
        ),
        ("data: moons\nseed: 4294967296", "not 4294967296"),
        ("data: moons\ntrials: many", "trials of an experiment must be a whole number >= 1 and <= 1000000"),
        (
            "data: moons\nset: l2=1",
            "set of an experiment must be names and values, such as {l2: 0.1}, not 'l2=1'",
        ),
        ("data: moons\nset: {1: 2}", "set of an experiment must be names and values"),
        ("data: moons\ndata: digits", "'data' is given twice"),
        ("data: moons\nset: {l2: 0, l2: 1}", "'l2' is given twice"),
        ("data: &x moons\nname: *x", "aliases (*name) are not allowed"),
        ("data: moons\n net: 1", "is not valid YAML"),
        ("data: !!python/name:os.system", "is not valid YAML"),
        ("data: moons\n---\ndata: digits", "is not valid YAML"),
        ("[" * 1200, "is not valid YAML"),
        ("data: \x00", "is not valid YAML"),
        ("- data", "must hold names and values"),
        ("moons", "must hold names and values"),
        ("", "must hold names and values"),
        ("? [a]\n: 1", "is not valid YAML"),
    ],
)
def test_a_file_that_is_no_experiment_is_refused_in_one_line(text, words):
    with pytest.raises(ExperimentError) as refused:
        read(text)
    sentence = str(refused.value)
    assert sentence.startswith("experiment file my.yaml")
    assert words in sentence
    assert "\n" not in sentence


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ExperimentError, match=r"nix\.yaml cannot be read: No such file"):
        Experiment.read(tmp_path / "nix.yaml")
    with pytest.raises(ExperimentError, match="cannot be read: it is a folder, not a file"):
        Experiment.read(tmp_path)
    (tmp_path / "latin.yaml").write_bytes("data: Möönd".encode("latin-1"))
    with pytest.raises(ExperimentError, match=r"latin\.yaml is not text in UTF-8"):
        Experiment.read(tmp_path / "latin.yaml")


def test_a_huge_file_is_refused(tmp_path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ExperimentError, match=f"larger than {MAX_BYTES:,} bytes"):
        Experiment.read(path)


def test_fields_from_python_are_checked_too():
    with pytest.raises(ExperimentError, match="unknown field 'sed': did you mean 'seed'"):
        Experiment.of(data="moons", sed=1)
    with pytest.raises(ExperimentError, match="data is missing"):
        Experiment.of()
    with pytest.raises(
        ExperimentError, match="name of an experiment must be text without control characters"
    ):
        Experiment.of(data="moons", name="\udcff")
    assert Experiment.of(data="moons", seeds=np.int64(3), seed=np.uint32(4)).seeds == 3


def written_again(experiment: Experiment) -> Experiment:
    return read(experiment.to_yaml())


def test_yaml_is_written_with_values_as_they_are_meant():
    experiment = Experiment.of(
        data="moons", net="2-2", set={"steps": "100", "shuffle": "no"}, vary={"learning_rate": "0.1,1e-3"}
    )
    assert yaml.safe_load(experiment.to_yaml()) == {
        "data": "moons",
        "net": "2-2",
        "set": {"steps": 100, "shuffle": False},
        "vary": {"learning_rate": [0.1, 0.001]},
        "seeds": 1,
        "seed": 0,
    }


@pytest.mark.parametrize(
    "given",
    [
        {"set": {"learning_rate": np.float64(0.1), "steps": np.int64(5), "shuffle": np.bool_(True)}},
        {"set": {"learning_rate": np.array(0.25), "batch_size": "full"}},
        {"vary": {"learning_rate": np.geomspace(1e-3, 1, 5), "batch_size": np.array([1, 8])}},
        {"vary": {"learning_rate": log(1e-4, 1 / 3, 5), "bias_init": lin(-1, 1, 3)}},
        {
            "vary": {"learning_rate": random_log(np.float32(1e-3), 1), "l2": choice(0, 1 / 3, 1e-7)},
            "trials": 9,
        },
        {"vary": {"optimizer": choice("sgd", "adam"), "l2": [0, 0.1]}, "trials": 3, "seed": 5},
        {"vary": {"optimizer": "sgd,adam", "shuffle": [True, False]}},
        {"pair": {"batch_size": (1, 1, 8), "epochs": range(1, 4)}},
        {"vary": {"seed": range(3)}},
        {"set": {"seed": 4}, "seeds": 3},
        {"net": None, "vary": {"net": ["2-4-2", "2-8-2"]}},
        {"net": None, "set": {"net": "2-4-2"}, "name": "no", "seed": 2**32 - 1},
        {"net": ["conv3x3x8:relu", "rescale2:-1", "flatten", "dense10"], "vary": {"l2": [0, 1e-3]}},
        {"name": "Grüße: *7 #", "data": "./some folder/ä.csv", "target": "is: fake"},
    ],
)
def test_an_experiment_written_as_yaml_proposes_the_same_trials(given):
    experiment = Experiment.of(**{"data": "moons", "net": "2-2", **given})
    again = written_again(experiment)
    assert propose(again) == propose(experiment)
    assert (again.data, again.target, again.name) == (experiment.data, experiment.target, experiment.name)
    assert again.to_yaml() == experiment.to_yaml()


@given(
    rate=st.floats(0, 3.4e38),
    rates=st.lists(st.floats(0, 3.4e38), min_size=1, max_size=4),
    seeds=st.integers(1, 3),
)
def test_numbers_survive_yaml_bit_by_bit(rate, rates, seeds):
    experiment = Experiment.of(
        data="moons", net="2-2", set={"l2": rate}, vary={"learning_rate": rates}, seeds=seeds
    )
    assert propose(written_again(experiment)) == propose(experiment)
