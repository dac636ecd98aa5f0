"""Studies with changes in any of their files, opened in every way: nothing outside of them is touched,
reading writes nothing, takes little time and memory, and what is refused is refused in a sentence."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from share import some
from studies.changes import CHANGES, apply, several
from studies.database import SCHEMA, opened
from studies.doors import DOORS, QUICK, SLOW
from studies.files import content_of
from studies.seeds import FINISHED, KILLED, NAMES, make_studies
from studies.siege import Siege

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files are watched through inotify")

PARTS, CHANGED_IN_A_PART = 20, some(5_000)
"""The long form: 100,000 changed studies, in parts that may run side by side."""


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    seeds = make_studies(tmp_path_factory.mktemp("seeds"))
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        siege = Siege(Path(place), seeds)
        yield siege
        siege.close()


# Doors behind which JAX compiles, or a figure is drawn, take a hundred times as long as the others.
doors = st.integers(0, 19).flatmap(lambda number: st.sampled_from(QUICK if number else SLOW))


@pytest.mark.parametrize("door", DOORS)
def test_what_is_changed_is_opened_at_first(siege: Siege, door: str) -> None:
    for name in NAMES:
        folder = siege.fresh(name)
        assert siege.watch(folder, door) == []
        if door == "resume":
            assert siege.answer["sentence"] == (None if name == FINISHED else "it trains")
        else:
            assert not siege.answer["sentence"]


@pytest.mark.parametrize("kind", CHANGES)
def test_every_kind_of_change_changes_something(siege: Siege, kind: str) -> None:
    changed = 0
    for number in range(20):
        folder = siege.fresh(KILLED)
        before = content(folder)
        apply([(kind, number)], folder, siege.outside)
        changed += content(folder) != before
    assert changed > 10


def test_a_change_ends_though_an_earlier_one_made_a_table_endless(siege: Siege) -> None:
    endless = next(statement for statement in SCHEMA if "RECURSIVE" in statement)
    folder = siege.fresh(KILLED)
    with opened(folder) as connection:
        connection.executescript(endless)
    for number in range(30):
        apply([("json", number), ("row", number), ("rows", number)], folder, siege.outside)


def content(folder: Path) -> dict[str, tuple]:
    return {
        str(path): (path.lstat().st_mode, path.lstat().st_nlink, path.lstat().st_size, content_of(path))
        for path in folder.rglob("*")
    }


@given(name=st.sampled_from(NAMES), changes=several, door=doors)
@settings(max_examples=60, derandomize=True, database=None)
def test_a_changed_study_is_read_or_refused(siege, name, changes, door):
    assert siege.open(name, changes, door) == []


@pytest.mark.endurance
@pytest.mark.parametrize("part", range(PARTS))
def test_a_hundred_thousand_changed_studies_are_read_or_refused(siege: Siege, part: int) -> None:
    @seed(part)
    @settings(max_examples=CHANGED_IN_A_PART, database=None, phases=[Phase.generate, Phase.shrink])
    @given(name=st.sampled_from(NAMES), changes=several, door=doors)
    def opens(name: str, changes: list[tuple[str, int]], door: str) -> None:
        assert siege.open(name, changes, door) == []

    opens()
    print(f"{siege.opened:,} opened; at most {siege.seconds:.2f} s and {siege.bytes / 2**20:.0f} MiB")
