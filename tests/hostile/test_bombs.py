"""Bombs are refused before they unpack: each within 100 ms of processor time and 64 MiB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bombs import make

MAX_SECONDS = 0.1
MAX_MEMORY = 64 << 20

# A process of its own, so that its peak of memory is that of the bombs; what is loaded once is loaded before.
SCRIPT = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import fuzz, fuzz_readers
from trainlab import load_network
from trainlab.data import load_dataset
from trainlab.errors import TrainlabError
from trainlab.experiments import Experiment
from trainlab.study.networks.start import start_weights

place = Path(sys.argv[2])
for name in fuzz_readers.FILES:
    (place / name).mkdir()
    for content in fuzz_readers.reader(name).valid:
        try:
            fuzz_readers.reader(name).read(content, place / name)
        except TrainlabError:
            pass

def weights(path): return start_weights(str(path), place)
readers = {".yaml": Experiment.read, ".safetensors": weights, ".json": load_network}
for bomb in sys.argv[3:]:
    path, told, seconds, taken = Path(bomb), None, [], 0
    for again in range(3):  # the quickest of three: the machine may be busy
        before = fuzz._reset_peak()
        started = time.process_time()
        try:
            readers.get(path.suffix, load_dataset)(path)
        except TrainlabError as error:
            told = [type(error).__name__, str(error), error.exit_code]
        seconds.append(time.process_time() - started)
        taken = max(taken, fuzz._peak() - before)
    print(json.dumps([path.name, told, min(seconds), taken]))
"""


@pytest.fixture(scope="module")
def exploded(tmp_path_factory) -> dict[str, tuple]:
    folder, place = tmp_path_factory.mktemp("bombs"), tmp_path_factory.mktemp("place")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, Path(__file__).parent, place, *make(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {name: tuple(rest) for name, *rest in map(json.loads, done.stdout.splitlines())}


def test_every_bomb_is_refused_in_one_sentence(exploded):
    assert len(exploded) == 27
    for name, (told, _, _) in exploded.items():
        assert told is not None, f"{name} was read"
        assert told[2] == 2
        assert len(told[1].splitlines()) == 1


def test_no_bomb_takes_long(exploded):
    slow = {name: seconds for name, (_, seconds, _) in exploded.items() if seconds > MAX_SECONDS}
    assert slow == {}


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is started anew in /proc")
def test_no_bomb_takes_much_memory(exploded):
    large = {name: taken for name, (_, _, taken) in exploded.items() if taken > MAX_MEMORY}
    assert large == {}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("declares.npz", "header declares 75,161,927,680 bytes of values, the archive holds 64"),
        ("deflated.npz", "times its size, as files made to fill memory do"),
        ("directory.npz", "its list of arrays is too long"),
        ("laughs.yaml", "aliases (*name) are not allowed"),
        ("lists.yaml", "at most 10 levels deep"),
        ("python.yaml", "tags (tag:yaml.org,2002:python/object/apply:os.system) are not allowed"),
        ("long.tfrecord", "claims 9,223,372,036,854,775,808 bytes, more than follow"),
        ("overflow", "more than the file can hold"),
        ("zipped", "would unpack to 64 MiB"),
        ("runs.parquet", "times its size, as files made to fill memory do"),
        ("page.parquet", "times its size, as files made to fill memory do"),
        ("nesting.json", "is not JSON as it should be"),
        ("endless.json", "is larger than 4,194,304 bytes"),
    ],
)
def test_a_bomb_is_told_by_its_name(exploded, name, words):
    assert words in exploded[name][0][1]
