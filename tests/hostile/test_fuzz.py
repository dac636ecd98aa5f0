"""Changed inputs, for every reader: only TrainlabError, in little time and memory."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz_readers import NAMES, reader
from hypothesis import given, settings
from hypothesis import strategies as st
from share import some

from trainlab.errors import LONGEST, TrainlabError

INPUTS = some(200_000)
"""Inputs of the long form, for each reader."""

HOUR = 3600


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("input")


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@given(data=st.data())
def test_changed_inputs_are_read_or_refused_in_one_sentence(folder, name, data):
    place = folder / name
    place.mkdir(exist_ok=True)
    changed = reader(name)
    content = changed.mutated(data.draw(st.sampled_from(changed.valid)), data.draw(st.randoms()))
    try:
        changed.read(content, place)
    except TrainlabError as error:
        sentence = str(error)
        assert len(sentence.splitlines()) == 1
        assert len(sentence) <= LONGEST


@pytest.mark.parametrize("name", NAMES)
def test_what_is_changed_is_valid_at_first(folder, name):
    place = folder / f"{name} whole"
    place.mkdir()
    accepted = 0
    for content in reader(name).valid:
        try:
            reader(name).read(content, place)
        except TrainlabError:  # some are of types that no dataset has
            continue
        accepted += 1
    assert accepted > 0


@pytest.mark.endurance
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", ["atheris"])
def test_hundreds_of_thousands_of_changed_inputs(tmp_path, name, engine):
    engine = engine if importlib.util.find_spec(engine) else "seeded"
    report = tmp_path / "report.json"
    script = Path(__file__).with_name("fuzz.py")
    command = [sys.executable, script, name, "--inputs", str(INPUTS), "--engine", engine]
    done = subprocess.run(
        [*command, "--folder", tmp_path, "--report", report],
        capture_output=True,
        text=True,
        check=False,
        timeout=HOUR,
    )
    assert done.returncode == 0, f"{tmp_path / 'current'} ended the process: {done.stderr[-2000:]}"
    told = json.loads(report.read_text())
    print(told)
    assert told["findings"] == {}
    assert told["inputs"] >= INPUTS


def test_the_long_form_finds_what_it_shall_find(tmp_path):
    """A reader that divides by zero, one that hangs, and one that takes memory are told of."""
    report = tmp_path / "report.json"
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
import fuzz, fuzz_readers
kept = []
def read(content, folder):
    if content[:1] == b"d": 1 / 0
    if content[:1] == b"h":
        while True: pass
    if content[:1] == b"m": kept.append(bytearray(b"x") * (300 << 20))
fuzz.HANGING, fuzz.MAX_SECONDS = 1, 0.5
fuzz_readers._readers = lambda: {{"broken": fuzz_readers.Reader("broken", read, (b"a",))}}
watch = fuzz.Watch("broken", Path({str(tmp_path)!r}), Path({str(report)!r}))
for content in (b"a", b"d", b"h", b"m", b"a"):
    watch.feed(content)
watch.finish()
"""
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    told = json.loads(report.read_text())
    kinds = sorted(what.split(" ")[-1].rstrip("0123456789:") for what in told["findings"])
    assert (told["inputs"], told["accepted"]) == (5, 3)
    assert kinds == ["Hanging", "MiB", "read", "s"]
