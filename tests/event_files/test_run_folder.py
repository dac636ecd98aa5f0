"""What is replaced in the folder of a run, and what is left."""

import pytest

from trainlab.event_files import run_folder
from trainlab.event_files.run_folder import RunFile, remove_other_runs

STRANGERS = [
    "events.out.tfevents.1796083386.host.42.0.v2", "events.out.tfevents.1796083386.by-trainlab",
    "events.out.tfevents.1796083386032600.trainlab", "notes.txt",
]  # fmt: skip


def test_a_file_replaces_our_older_ones_and_no_other(tmp_path):
    for name in STRANGERS:
        (tmp_path / name).write_text("theirs")
    RunFile(tmp_path).begin([b"old"])
    RunFile(tmp_path).begin([b"ne", memoryview(b"w")])
    [own] = [path for path in tmp_path.iterdir() if path.name not in STRANGERS]
    assert own.read_bytes() == b"new"
    assert all((tmp_path / name).read_text() == "theirs" for name in STRANGERS)


def test_what_is_appended_follows(tmp_path):
    file = RunFile(tmp_path / "3")
    file.begin([b"one"])
    file.append([b"two", b"three"])
    [own] = (tmp_path / "3").iterdir()
    assert own.read_bytes() == b"onetwothree"


def test_a_file_that_cannot_be_finished_is_not_left(tmp_path):
    RunFile(tmp_path).begin([b"old"])

    def pieces():
        yield b"new"
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        RunFile(tmp_path).begin(pieces())
    [own] = tmp_path.iterdir()
    assert own.read_bytes() == b"old"


def test_a_long_file_is_written_piece_by_piece(tmp_path, monkeypatch):
    monkeypatch.setattr(run_folder, "_AT_ONCE", 10)
    written = []
    monkeypatch.setattr(run_folder.disk, "write", lambda descriptor, content: written.append(bytes(content)))
    RunFile(tmp_path).begin([b"1234", b"5678", b"90", b"1"])
    assert written == [b"1234567890", b"1"]


def test_runs_of_trials_that_are_no_more_are_removed(tmp_path):
    for id in (0, 7, 8):
        RunFile(tmp_path / str(id)).begin([b"ours"])
    (tmp_path / "8" / "events.out.tfevents.1.host").write_text("theirs")
    RunFile(tmp_path / "mine").begin([b"ours, but in no run"])
    remove_other_runs(tmp_path, [0])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "8", "mine"]
    assert [path.name for path in (tmp_path / "8").iterdir()] == ["events.out.tfevents.1.host"]
