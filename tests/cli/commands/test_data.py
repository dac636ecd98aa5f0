import subprocess
import sys

import numpy as np
import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

from trainlab.cli.commands.data import app
from trainlab.data.named import locate
from trainlab.errors import DataError, ExperimentError, SettingError


@pytest.fixture(autouse=True)
def empty_machine(tmp_path, monkeypatch):
    """No dataset is stored; returns the folder of TRAINLAB_CACHE."""
    monkeypatch.delenv("TRAINLAB_DATA", raising=False)
    monkeypatch.setenv("TRAINLAB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(locate, "SYSTEM", tmp_path / "system")
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path / "cache"


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def put_banknotes(cache) -> None:
    rows = np.column_stack([np.arange(1372.0).repeat(4).reshape(1372, 4), np.arange(1372) % 2])
    (cache / "data").mkdir(parents=True)
    np.savetxt(cache / "data" / "banknote_authentication.csv", rows, delimiter=",", fmt="%g")


def line(output: str, start: str) -> list[str]:
    """The cells of the row that starts so."""
    return next(row.split() for row in output.splitlines() if row.startswith(start))


def test_list_says_what_there_is_and_where(empty_machine):
    output = run("list")
    assert line(output, "moons")[:4] == ["moons", "2", "2", "900/100/1,000"]
    assert line(output, "mnist")[:4] == ["mnist", "28x28x1", "10", "55,000/5,000/10,000"]
    assert line(output, "moons")[-2:] == ["made", "by"]
    assert line(output, "banknote")[-2:] == ["downloaded", "on"]
    put_banknotes(empty_machine)
    assert line(run("list"), "banknote")[-2:] == ["the", "cache"]


def test_show_counts_classes_and_ranges(empty_machine):
    put_banknotes(empty_machine)
    output = run("show", "banknote")
    assert "inputs: 4 (features)" in output
    assert line(output, "genuine") == ["genuine", "548", "69", "69", "49.9%"]
    assert line(output, "all") == ["all", "1,098", "137", "137", "100.0%"]
    low, mean, high, deviation = map(float, line(output, "entropy")[1:])
    assert 0 <= low < mean < high <= 1371
    assert deviation == pytest.approx(1372 / 12**0.5, rel=0.05)  # of numbers spread evenly


def test_show_takes_settings_of_the_data():
    output = run("show", "moons", "--set", "noise=0", "--set", "data_seed=3", "--set", "train_fraction=0.1")
    assert "noise 0, seed 3" in output
    assert line(output, "upper")[:2] == ["upper", "45"]


def test_show_draws_a_figure(tmp_path):
    output = run("show", "digits", "-o", str(tmp_path / "digits.png"))
    assert (tmp_path / "digits.png").read_bytes().startswith(b"\x89PNG")
    assert "digits.png" in output
    assert "inputs: 8 x 8 x 1 (height x width x channels)" in output


def test_show_draws_augmented_examples(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "trainlab.study.data._augmented.augmented_dataset_figure",
        lambda dataset, settings: drawn.append((dataset.name, dict(settings))) or Figure(),
    )
    output = run(
        "show", "digits", "--set", "elastic=2", "--set", "flip=0", "--set", "data_seed=1",
        "-o", str(tmp_path / "a.png"),
    )  # fmt: skip
    assert drawn == [("digits", {"elastic": 2.0, "elastic_smoothness": 4.0})]
    assert "a.png" in output
    assert "inputs: 8 x 8 x 1" in output


def test_without_augmentation_neither_jax_nor_a_file_is_needed(tmp_path):
    script = """
import sys
from trainlab.cli.commands.data import app
app(["show", "moons", "--set", "input_noise=0", "-o", sys.argv[1]], standalone_mode=False)
assert "jax" not in sys.modules
"""
    command = [sys.executable, "-c", script, str(tmp_path / "m.png")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    run("show", "digits", "--set", "rotate=0")


def test_show_reads_a_file_and_prints_its_names_as_they_are(tmp_path):
    path = tmp_path / "mine.csv"
    rows = [f"{row},{['[red]a', chr(27) + 'b'][row % 2]}" for row in range(40)]
    path.write_text("\n".join(["[bold]f,kind", *rows]))
    output = run("show", str(path), "--target", "kind")
    assert line(output, "[red]a")[1:4] == ["16", "2", "2"]
    assert line(output, "[bold]f")[0] == "[bold]f"
    assert "\x1b" not in output


def test_show_cuts_long_lists_and_says_so(tmp_path):
    np.savez(tmp_path / "f.npz", x=np.random.default_rng(0).random((100, 20)), y=np.arange(100) % 18)
    output = run("show", str(tmp_path / "f.npz"))
    assert "... and 2 more classes" in output
    assert "... and 4 more features" in output


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (["show", "mons"], DataError, "did you mean 'moons'"),
        (
            ["show", "moons", "--set", "learning_rate=1"],
            SettingError,
            "belongs to the recipe, not to the data",
        ),
        (
            ["show", "moons", "--set", "noize=1"],
            SettingError,
            "unknown setting 'noize': did you mean 'noise'",
        ),
        (["show", "moons", "--set", "noise=-1"], SettingError, "noise of the data must be"),
        (["show", "digits", "--set", "noise=1"], SettingError, "noise means nothing to digits"),
        (["show", "moons", "--set", "noise"], ExperimentError, "--set takes name=value"),
        (
            ["show", "moons", "--set", "l2=1"],
            SettingError,
            "allowed here: task, noise, data_seed, .*, and to see augmented examples shift, rotate,",
        ),
        (["show", "mons", "--set", "rotate=9"], SettingError, "rotate can be seen in a picture only: add -o"),
        (
            ["show", "digits", "--set", "elastic_smoothness=9"],
            SettingError,
            "elastic_smoothness means nothing without elastic",
        ),
        (
            ["show", "digits", "--set", "rotate=900", "-o", "x.png"],
            SettingError,
            "rotate of the recipe must be",
        ),
        (
            ["show", "digits", "--set", "hue=9", "-o", "x.png"],
            SettingError,
            "hue needs images with 3 channels",
        ),
        (
            ["show", "digits", "--set", "crop=8", "-o", "x.png"],
            SettingError,
            "crop .* must be less than the sho",
        ),
        (["show", "moons", "--set", "flip=1", "-o", "x.png"], SettingError, "moons is a table of 2 features"),
        (["get", "monis"], DataError, "unknown dataset 'monis'"),
    ],
)
def test_mistakes_are_trainlabs_errors(arguments, kind, words):
    with pytest.raises(kind, match=words):
        run(*arguments)


def test_get_says_where_it_is_or_downloads_it(empty_machine, monkeypatch):
    assert run("get", "moons") == (
        "moons needs no download: made by scikit-learn. To have it as files: trainlab data get moons -o "
        "FOLDER.\n"
    )

    def download(name: str):
        put_banknotes(empty_machine)
        return empty_machine / "data" / "banknote_authentication.csv"

    monkeypatch.setattr("trainlab.data.named.openml.download", download)
    path = empty_machine / "data" / "banknote_authentication.csv"
    assert run("get", "banknote") == f"banknote is now in the cache: {path}.\n"
    assert run("get", "banknote") == f"banknote is here already: {path} (the cache).\n"
