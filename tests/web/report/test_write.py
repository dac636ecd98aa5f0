from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import trainlab as tl


@pytest.fixture
def study(rates) -> tl.Study:
    return tl.open(rates.folder)


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_report_is_written_whole_and_the_study_left_as_it_is(study, tmp_path):
    before = hashes(study.folder)
    file = study.report(tmp_path / "report.html")
    assert file == tmp_path / "report.html"
    assert file.read_text(encoding="utf-8").endswith("</html>\n")
    assert os.listdir(tmp_path) == ["report.html"]
    assert hashes(study.folder) == before


def test_a_file_is_replaced_by_force_only(study, tmp_path):
    file = tmp_path / "report.html"
    file.write_text("mine")
    with pytest.raises(
        tl.TrainlabError, match=r"report.html' is already there: .* replace it with force=True"
    ):
        study.report(file)
    assert file.read_text() == "mine"
    study.report(file, force=True)
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_places_where_no_report_can_be_are_named(study, tmp_path):
    with pytest.raises(tl.TrainlabError, match=r"there is no folder '.*missing' to write a report to"):
        study.report(tmp_path / "missing" / "report.html")
    with pytest.raises(tl.TrainlabError, match=r"is a folder: name the file, such as '.*report.html'"):
        study.report(tmp_path)
    with pytest.raises(tl.TrainlabError, match="is a study: a report is written elsewhere"):
        study.report(study.folder / "report.html")
    with pytest.raises(tl.TrainlabError, match="no path holds"):
        study.report(tmp_path / "a\0b")


def test_jax_is_never_loaded(study, tmp_path):
    code = (
        "import sys, trainlab as tl; from pathlib import Path\n"
        f"tl.open(Path({str(study.folder)!r})).report({str(tmp_path / 'report.html')!r})\n"
        "print(sorted({'jax', 'jaxlib', 'optax', 'starlette'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.slow
def test_a_thousand_trials_of_two_thousand_steps_take_less_than_5_mb(tmp_path):
    study = tl.run(
        "moons", "2-4-2", learning_rate=tl.log(1e-3, 10, 200), seeds=5, batch_size=100, steps=2000,
        root=tmp_path, progress=False,
    )  # fmt: skip
    file = study.report(tmp_path / "report.html")
    assert 3_000_000 < file.stat().st_size < 5_000_000
