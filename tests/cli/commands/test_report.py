"""``trainlab report``: a study's page in one file."""

from __future__ import annotations

from pathlib import Path


def test_the_newest_study_is_written_beside_the_reader(trainlab, trained, runs):
    answer = trainlab("report", "--root", trained.root)
    assert (answer.code, answer.err) == (0, "")
    name = f"{trained.folder.name}-report.html"
    assert answer.out == f"{name}: {Path(name).stat().st_size / 1e6:.1f} MB\n"


def test_a_file_that_is_there_is_replaced_by_force_only(trainlab, trained, runs):
    options = ("report", "demo", "-o", "here.html", "--root", trained.root)
    assert trainlab(*options).code == 0
    before = Path("here.html").read_bytes()
    Path("here.html").write_text("mine")
    assert trainlab(*options).mistake.startswith(
        "'here.html' is already there: choose another name, or replace it with --force"
    )
    assert trainlab(*options, "--force").code == 0
    assert Path("here.html").read_bytes() == before
