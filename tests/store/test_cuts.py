"""The last files of a study cut at any byte, as a failing disk may leave them: the rest stays readable."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from share import EVERY
from story import Life, Seen, chunk_at, seen_by_reader, strays

from trainlab.errors import StudyError
from trainlab.store import StudyReader, StudyWriter

STEPS = (0, 2, 4)
"""First steps of the commits; the last two are cut."""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int], list[Seen]]:
    """A study as a killed writer left it: all commits are in the log of the database alone.

    With it come the sizes of the log after each commit, and what was seen then.
    """
    root = tmp_path_factory.mktemp("killed")
    life, sizes, seen = Life(root / "living"), [], []
    life.create()
    for step in STEPS:
        life.commit(step, ends=(0,) if step == STEPS[-1] else ())
        sizes.append((life.folder / "study.sqlite-wal").stat().st_size)
        seen.append(seen_by_reader(life.root))
    shutil.copytree(life.root, root / "killed")
    life.close()
    return root / "killed", sizes, seen


def spread(first: int, last: int, every: int) -> Iterator[int]:
    """Sizes to cut to: a sample, and always the edges."""
    yield from sorted({*range(first, last, every), first + 1, last - 1})


def go_on(folder: Path) -> None:
    """Append to a study, look at it, and open it again: it is then at rest, whatever it was cut to."""
    with StudyWriter.open(folder) as writer:
        assert strays(folder, writer) == []
        writer.commit(chunk_at(8))
    assert StudyReader(folder).trials()[1].steps == 10
    with StudyWriter.open(folder) as writer:
        assert strays(folder, writer) == []


def cut_log(killed: tuple[Path, list[int], list[Seen]], place: Path, every: int) -> None:
    source, sizes, seen = killed
    for size in spread(sizes[0], sizes[-1], every):
        root = shutil.copytree(source, place / "cut")
        (folder,) = root.iterdir()
        (folder / "study.sqlite-shm").unlink(missing_ok=True)
        log = folder / "study.sqlite-wal"
        log.write_bytes(log.read_bytes()[:size])
        whole = max(number for number, end in enumerate(sizes) if end <= size)
        state = StudyReader(folder).trials()[1].steps
        assert state == STEPS[whole] + 2, f"cut at {size} bytes"
        # An older commit's weights may be gone: they are deleted once newer ones are safe.
        if whole == len(sizes) - 1:
            assert seen_by_reader(root) == seen[whole]
        go_on(folder)
        shutil.rmtree(root)


def test_a_log_cut_anywhere_holds_the_commits_before(
    killed: tuple[Path, list[int], list[Seen]], quick_folder: Path
) -> None:
    cut_log(killed, quick_folder, every=4099)


@pytest.mark.endurance
def test_a_log_cut_at_every_byte_holds_the_commits_before(
    killed: tuple[Path, list[int], list[Seen]], quick_folder: Path
) -> None:
    cut_log(killed, quick_folder, every=EVERY)


@pytest.fixture(scope="module")
def rested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study at rest, with a trial's weights and two trials that go on."""
    life = Life(tmp_path_factory.mktemp("rested"))
    life.create()
    for step in STEPS:
        life.commit(step, ends=(0,) if step == STEPS[-1] else ())
    life.close()
    return life.folder


def whole_curve(reader: StudyReader) -> list[float]:
    return reader.curves("train_loss", [1]).values[0].tolist()


def final_weights(reader: StudyReader) -> list[float]:
    return reader.weights(0, "final")["k"].tolist()


def dataset(reader: StudyReader) -> list[float]:
    arrays = reader.arrays()
    assert arrays is not None
    return arrays["train.inputs"].tolist()


def checkpoint(reader: StudyReader) -> list[float]:
    with StudyWriter.open(reader.folder) as writer:
        return writer.checkpoints()[0].tensors["w"].tolist()


FILES: dict[str, Callable[[StudyReader], list[float]]] = {
    "curves/part-000003.parquet": whole_curve,
    "curves/part-000002.parquet": whole_curve,
    "weights/final-population-000-000004.safetensors": final_weights,
    "checkpoints/checkpoint-000003.safetensors": checkpoint,
    "dataset.safetensors": dataset,
}
"""File -> what is asked of the study that needs it."""


def cut_file(rested: Path, place: Path, name: str, every: int) -> None:
    content, ask = (rested / name).read_bytes(), FILES[name]
    before = ask(StudyReader(shutil.copytree(rested, place / "whole")))
    folder = shutil.copytree(rested, place / rested.name)
    for size in spread(0, len(content), every):
        (folder / name).write_bytes(content[:size])
        reader = StudyReader(folder)
        with pytest.raises(StudyError, match=r"cannot be read|does not hold"):
            ask(reader)
        others = [other for other in FILES.values() if other is not ask]
        assert all(other(reader) for other in others), "a file that is whole cannot be read any more"
        assert len(reader.trials()) == 3
    with StudyWriter.open(folder) as writer:
        writer.commit(chunk_at(8))
    assert StudyReader(folder).trials()[1].steps == 10
    assert len(StudyReader(folder).curves("validation_loss").steps) == 4
    (folder / name).write_bytes(content)
    assert name.startswith("checkpoints") or ask(StudyReader(folder))[: len(before)] == before


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_is_named_and_the_others_are_readable(
    rested: Path, quick_folder: Path, name: str
) -> None:
    cut_file(rested, quick_folder, name, every=211)


@pytest.mark.endurance
@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_at_every_byte_is_named_and_the_others_are_readable(
    rested: Path, quick_folder: Path, name: str
) -> None:
    cut_file(rested, quick_folder, name, every=EVERY)
