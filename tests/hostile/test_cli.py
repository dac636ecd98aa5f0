"""Whatever is given to a command: one sentence, exit code 2, and nothing written."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import fuzz_seeds as seeds
import numpy as np
import pytest
from fuzz_mutations import as_records

NET = ("--net", "2-4-2")
ROWS = [f"{row},{row / 8},{'yes' if row % 2 else 'no'}" for row in range(20)]


def table(*rows: str, header: str = "a,b,y", join: str = "\n", encoding: str = "utf-8") -> bytes:
    return (join.join([header, *rows]) + join).encode(encoding)


FILES: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", "it is empty"),
    "header.csv": (table(), "it has no rows of data"),
    "bytes.csv": (bytes(range(256)) * 4, "it is not text in UTF-8."),
    "utf16.csv": (table(*ROWS, encoding="utf-16"), "It looks like UTF-16: save it as UTF-8."),
    "latin1.csv": (table(*ROWS, "ä,1,no", encoding="latin-1"), "holds 'ä' in row 22"),
    "one.csv": (table(*[row.replace("yes", "no") for row in ROWS]), "hold one class only ('no')"),
    "twice.csv": (table(*ROWS, header="a,a,y"), "column 'a' is in"),
    "text.csv": (table(*ROWS, "x,1,no"), "holds 'x' in row 22"),
    "missing.csv": (table(*ROWS, "1,2,"), "has a missing value in row 22"),
    "nan.csv": (table(*[f"{row},1,nan" for row in range(20)]), "hold one class only ('nan')"),
    "huge.csv": (table(*ROWS, "1" + "0" * 400 + ",1,no"), "column 'a'"),
    "ragged.csv": (table(*ROWS, "1,2"), "ragged.csv has 2 cells, but the header (row 1) has 3"),
    "few.csv": (table("1,2,no", "1,2,yes"), "too few to hold out"),
    "numbers.csv": (table(*[f"{row},1,0" for row in range(20)], header="1.5,2,3"), "(read without a header)"),
    "escape.csv": (table(*ROWS, header="a\x1b[2J,a\x1b[2J,y"), r"column 'a\x1b[2J' is in"),
    "parquet.csv": (seeds.parquet()[0], "It looks like a Parquet file: name it so."),
    "names.doc": (table(*ROWS), "a file must end in"),
    "names.csv.gz": (b"\x1f\x8b\x08", "a file must end in"),
    "empty.parquet": (b"", "cannot be read as Parquet"),
    "csv.parquet": (table(*ROWS), "cannot be read as Parquet"),
    "cut.parquet": (seeds.parquet()[0][:-50], "cannot be read as Parquet"),
    "nested.parquet": (seeds.parquet()[3], "which is not a number"),
    "empty.npz": (b"", "not a whole NPZ file"),
    "csv.npz": (table(*ROWS), "not a whole NPZ file"),
    "cut.npz": (seeds.npz()[0][:-50], "not a whole NPZ file"),
    "empty.tfrecord": (b"", "it holds no records"),
    "csv.tfrecord": (table(*ROWS), "csv.tfrecord is damaged: its length does not match"),
    "noise.tfrecord": (as_records([b"noise"], Random(1)), "is not a tf.train.Example"),
    "empty.yaml": (b"", "must hold names and values"),
    "bytes.yaml": (b"\xff\xfe\x00", "is not text in UTF-8"),
    "list.yaml": (b"- data", "must hold names and values"),
    "nul.yaml": (b'data: "a\\0b"', "without control characters"),
    "missing.yaml": (b"data: nowhere.csv\nnet: 2-2", "there is no file or folder 'nowhere.csv'"),
    "number.yaml": (b"data: moons\nnet: 2-2\nset: {l2: 0x" + b"f" * 9_999 + b"}", "l2 of the recipe must be"),
    "seed.yaml": (b"data: moons\nnet: 2-2\nseeds: 1e400", "seeds of an experiment must be"),
}


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mistake(*arguments: object) -> str:
    """The sentence a command ends with; fails if there is more, or less, or something is written."""
    from trainlab.cli.main import main

    before = {path: path.lstat().st_mtime_ns for path in Path().rglob("*")}
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr(sys, "argv", ["trainlab", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
    assert (stop.value.code, out.getvalue()) == (2, "")
    assert err.getvalue().startswith("trainlab: ")
    assert len(err.getvalue().splitlines()) == 1
    assert {path: path.lstat().st_mtime_ns for path in Path().rglob("*")} == before
    return err.getvalue()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_used(here, name):
    content, words = FILES[name]
    Path(name).write_bytes(content)
    options = () if name.endswith(".yaml") else NET
    assert words in mistake("run", name, *options)
    if not name.endswith(".yaml"):
        assert words in mistake("data", "show", name)


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_loop(path: Path) -> None:
    path.symlink_to(path.name)


def nothing(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".npz", ".tfrecord", ".yaml"])
@pytest.mark.parametrize("kind", [a_folder, a_pipe, a_device, a_loop, nothing])
def test_what_is_no_file(here, kind, ending):
    kind(Path(f"f{ending}"))
    said = mistake("run", f"f{ending}", *(NET if ending != ".yaml" else ()))
    assert f"f{ending}" in said


@pytest.mark.parametrize("kind", [a_folder, a_pipe, a_device, a_loop, nothing])
def test_weights_that_are_no_file(here, kind):
    kind(Path("f.safetensors"))
    assert "f.safetensors" in mistake("run", "moons", *NET, "--start-from", "f.safetensors")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not a file of tensors"),
        (b"\xff" * 100, "is not a file of tensors"),
        ((2**40).to_bytes(8, "little") + b"{}", "is not a file of tensors"),
        (seeds.safetensors()[0][:-4], "it should have"),
        ((2).to_bytes(8, "little") + b"{}", "holds no weights"),
    ],
)
def test_weights_that_cannot_be_used(here, content, words):
    Path("f.safetensors").write_bytes(content)
    assert words in mistake("run", "moons", *NET, "--start-from", "f.safetensors")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a\x1b[31mb\n.csv"], r"without control characters, not 'a\x1b[31mb\n.csv'"),
        (["\udcff.csv"], r"without control characters, not '\udcff.csv'"),
        (["x" * 300 + ".csv"], "cannot be read: File name too long"),
        (["moons", "--set", "l2=" + "9" * 5000], "l2 of the recipe must be"),
        (["moons", "--set", "steps=1" + "0" * 300], "steps"),
        (["moons", "--set", "l2=\ud800"], r"not '\ud800'"),
        (["moons", "--set", "x" * 9_000 + "=1"], "unknown setting"),
        (["moons", "--set", "until=train_loss<" + "9" * 400], "until of the recipe"),
        (["moons", "--set", "class_weights=1:-1e300"], "class_weights of the recipe"),
        (["moons", "--vary", "l2=log:1:2:99999999999999999999"], "needs a number of points between"),
        (
            ["moons", "--vary", "l2=lin:0:1:1000000", "l1=lin:0:1:1000000"],
            "at most 1,000,000 go into one study",
        ),
        (["moons", "--vary", "l2=" + "1," * 9_000], "has an empty value"),
        (["moons", "--pair", "l2=nan", "l1=1"], "l2 of the recipe must be"),
        (["moons", "--name", "a\x1b"], "without control characters"),
        (["moons", "--seeds", "9" * 30], "seeds of an experiment must be"),
    ],
)
def test_arguments_that_cannot_be_meant(here, arguments, words):
    assert words in mistake("run", *arguments, *NET)


@pytest.mark.parametrize(
    "net",
    [
        "9" * 400,
        "2-" * 9_000 + "2",
        "dense1" + "0" * 300,
        "conv3x3x3 " * 3_000,
        "dense2:::",
        "dense",
        "()",
    ],
)
def test_nets_that_cannot_be_meant(here, net):
    assert "net '" in mistake("run", "moons", "--net", net)
    assert "net '" in mistake("net", net, "--data", "moons")


def exported(path: Path, change: Callable[[dict], object]) -> None:
    """A network whose JSON is changed."""
    import hashlib

    from safetensors.numpy import save

    weights = save(seeds.weights())
    path.with_suffix(".safetensors").write_bytes(weights)
    about = json.loads(seeds.network()[0])
    about["sha256"] = hashlib.sha256(weights).hexdigest()
    changed = change(about)
    path.with_suffix(".json").write_text(json.dumps(about if changed is None else changed))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda about: [], "does not describe an exported network"),
        (lambda about: about.update(version=99), "written by a newer trainlab"),
        (lambda about: about.update(sha256="0" * 64), "does not hold the weights"),
        (lambda about: about.update(input_shape=[10**6] * 3), "is not a usable network"),
        (lambda about: about.update(classes=["a"]), "is not a usable network"),
        (lambda about: about.update(unknown=1), "is not a usable network"),
        (lambda about: about["settings"].update(net="conv3x3x9999 " * 99), "is not a usable network"),
        (lambda about: about["settings"].update(net="2-1000000-1000000-2"), "is not a usable network"),
        (lambda about: about["settings"].__delitem__("net"), "its settings lack net"),
        (lambda about: about["scores"].update({"x\n": "y"}), "is not a usable network"),
    ],
)
def test_exported_networks_that_cannot_be_used(here, change, words):
    from trainlab import load_network
    from trainlab.errors import TrainlabError

    exported(here / "f", change)
    with pytest.raises(TrainlabError, match=words) as caught:
        load_network(here / "f")
    assert caught.value.exit_code == 2
    assert len(str(caught.value).splitlines()) == 1


def test_the_network_itself_can_be_used(here):
    from trainlab import load_network

    exported(here / "f", lambda about: None)
    assert load_network(here / "f").predict(np.ones((3, 2))).shape == (3, 2)


def test_names_are_shown_without_what_steers_a_terminal(here):
    said = mistake("data", "show", "a\x1b[31mb\n\u202e.csv")
    assert r"there is no file or folder 'a\x1b[31mb\n\u202e.csv'." in said
