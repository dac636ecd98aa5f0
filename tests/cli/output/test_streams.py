"""Standard streams: plain, closed, full, or of an encoding that lacks characters."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from rich.file_proxy import FileProxy

from trainlab.cli.output import streams
from trainlab.cli.output.printed import say, tell
from trainlab.cli.output.streams import LIKENESS, Heedless, PlainStream, plain_streams
from trainlab.terminal import Console

TRAINLAB = [sys.executable, "-m", "trainlab"]
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")


def shell(line: str, study: Path, **environment: str) -> subprocess.CompletedProcess:
    """What a shell makes of a line in which T stands for trainlab."""
    script = f'T() {{ "{sys.executable}" -m trainlab "$@" --root "{study.parent}"; }}\n{line}'
    return subprocess.run(
        ["sh", "-c", script], capture_output=True, check=False, env={**os.environ, **environment}
    )


def test_what_anybody_writes_is_plain(capsys):
    with plain_streams():
        sys.stdout.write("a\x1b[31m\nb\x07")
        sys.stderr.writelines(["c\r", "d\x9b"])
        say("one\nline")
        tell("one\rline")
    said = capsys.readouterr()
    assert said.out == "a\\x1b[31m\nb\\x07one\\nline\n"
    assert said.err == "c\\rd\\x9bone\\rline\n"
    assert not isinstance(sys.stdout, PlainStream)


def test_colours_reach_a_terminal_though_rich_stands_before_the_stream():
    """While a progress line is shown rich puts a stream of its own before standard error."""
    with plain_streams():
        behind = sys.stderr.rich_proxied_file  # pyright: ignore[reportAttributeAccessIssue]  (its own)
        console = Console(stderr=True)
        sys.stderr = FileProxy(console, sys.stderr)
        assert console.file is behind


def test_characters_that_an_encoding_lacks_have_a_likeness():
    with plain_streams():  # makes the likenesses known
        assert "▁▄█ × é".encode("ascii", LIKENESS) == rb"_-# x \xe9"
        assert "中×".encode("latin-1", LIKENESS) == b"\\u4e2d\xd7"
        assert "⠋".encode("ascii", LIKENESS) == b"*"
        with pytest.raises(UnicodeDecodeError):
            b"\xff".decode("ascii", LIKENESS)


def test_standard_error_that_fails_stops_nothing():
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

        def flush(self) -> None:
            raise OSError(28, "No space left on device")

    broken = Heedless(Broken())
    assert broken.write("lost") == 4
    broken.flush()
    closed = io.StringIO()
    closed.close()
    assert Heedless(closed).write("lost") == 4


@pytest.mark.parametrize(
    ("said", "left"),
    [("0", None), ("-5", None), ("9" * 30, None), ("٣", None), ("", ""), ("80", "80"), ("10000", "10000")],
)
def test_widths_that_no_terminal_has_are_as_good_as_none(monkeypatch, said, left):
    monkeypatch.setenv("COLUMNS", said)
    with plain_streams():
        assert os.environ.get("COLUMNS") == left


@pytest.fixture(scope="module")
def study(tmp_path_factory, trainlab) -> Path:
    root = tmp_path_factory.mktemp("streams") / "runs"
    answer = trainlab("run", "moons", "--net", "2-2-2", "--set", "steps=20", "--no-check", "--root", root)
    assert answer.code == 0
    [folder] = root.iterdir()
    return folder


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}, {"PYTHONIOENCODING": "utf-16"},
        {"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"COLUMNS": "0"},
    ],
    ids=lambda environment: " ".join(environment.values()),
)  # fmt: skip
def test_any_encoding_and_any_width_will_do(study, environment):
    for command in ("show", "show --json", "--help"):
        done = subprocess.run(
            [*TRAINLAB, *command.split(), *(["--root", study.parent] * (command != "--help"))],
            capture_output=True, check=False, env={**os.environ, **environment},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b""), command
        assert len(done.stdout.splitlines()) > 5


CLOSED = b"trainlab: the output could not be written: standard output is closed.\n"


def test_closed_ends(study):
    assert shell("T show >&-", study).stderr == CLOSED
    assert shell("T show >&-", study).returncode == 1
    assert shell("T show --json >&-", study).stderr == CLOSED
    read = shell("T show 2>&-", study)
    assert (read.returncode, read.stderr) == (0, b"")
    assert b"study: " in read.stdout
    assert shell("T show nothing 2>&- >&- <&-", study).returncode == 2
    assert shell("T show 2>&- >&- <&-", study).returncode == 1


@FULL
@pytest.mark.slow
def test_a_full_disk_behind_standard_error_changes_nothing(study):
    assert shell("T show 2>/dev/full", study).returncode == 0
    assert shell("T show nothing 2>/dev/full", study).returncode == 2
    trained = shell("T run moons --net 2-2-2 --set steps=20 2>/dev/full", study)
    assert trained.returncode == 0
    assert b"study: " in trained.stdout


@pytest.mark.slow
def test_no_file_of_a_study_gets_the_number_of_a_standard_stream(study):
    trained = shell("T run moons --net 2-2-2 --set steps=20 --name closed 2>&- >&- <&-", study)
    assert trained.returncode == 1  # it is trained, and cannot say so
    assert b"finished" in shell("T list --csv", study).stdout.split(b"closed")[1].splitlines()[0]


def test_a_working_folder_that_is_gone(study):
    gone = "mkdir gone && cd gone && rmdir ../gone && "
    assert shell(f"cd '{study.parent}' && {gone} T show", study).returncode == 0
    missing = shell(f"cd '{study.parent}' && {gone} '{sys.executable}' -m trainlab show", study)
    assert missing.returncode == 2
    assert missing.stderr.count(b"\n") == 1


@pytest.mark.slow
def test_training_in_a_working_folder_that_is_gone(tmp_path):
    run = [*TRAINLAB, "run", "moons", "--net", "2-2-2", "--set", "steps=3", "--no-check"]
    place = "mkdir gone && cd gone && rmdir ../gone && "
    for root, code, said in (
        ("runs", 1, b"could not write 'runs': No such"),
        (str(tmp_path / "runs"), 0, b""),
    ):
        line = f"cd '{tmp_path}' && {place} {shlex.join([*run, '--root', root])}"
        done = subprocess.run(["sh", "-c", line], capture_output=True, check=False)
        assert done.returncode == code, done.stderr
        assert said in done.stderr


def test_foreign_tracebacks_are_plain_too():
    script = (
        "from trainlab.cli.output import streams; streams.open_ends(); streams.guard(); "
        "raise ValueError('\\x1b[2J')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert b"\x1b" not in done.stderr
    assert rb"ValueError: \x1b[2J" in done.stderr
    assert streams.WIDEST == 10_000
