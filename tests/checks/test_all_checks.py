"""All checks together, on nets that nothing is wrong with."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from planted import subject

from trainlab.checks import CheckReport, CheckResult
from trainlab.checks.all_checks import all_checks
from trainlab.errors import UsageError

NAMES = [
    "input scale", "constant inputs", "placeholder values", "empty rows", "splits alike", "duplicates",
    "near duplicates", "class balance",
    "row numbers", "answers in the inputs", "labels agree", "initial loss", "initial loss on noise",
    "signal forwards", "signal backwards", "units at the start", "l2 raises the loss", "l1 raises the loss",
    "gradient", "neighbours", "batch statistics", "overfits a few", "layers learn", "shuffled labels",
]  # fmt: skip

REPOSITORY = Path(__file__).parents[2]

SKIPPED_ON_IMAGES = {"placeholder values", "row numbers", "batch statistics"}


def test_a_small_net_passes(moons):
    report = all_checks(moons)
    assert [result.check for result in report] == NAMES
    assert report.verdict == "pass", report
    assert report.passed
    assert {result.check for result in report if result.verdict == "skip"} == {
        "signal forwards", "signal backwards", "batch statistics",
    }  # fmt: skip


def test_a_deeper_net_on_images_passes():
    report = all_checks(subject("digits", "64-32-16-10", weight_init="he_normal", l2=1e-3, batch_size=64))
    verdicts = {result.check: result.verdict for result in report}
    assert {check for check, verdict in verdicts.items() if verdict != "pass"} == SKIPPED_ON_IMAGES, report


@pytest.mark.parametrize(("net", "given", "scale"), [("3-4-2", {"init_gain": 1e30}, 1), ("3-4-2", {}, 1e30)])
def test_numbers_that_overflow_are_a_failure_and_no_crash(easy, net, given, scale):
    large = replace(easy, train=replace(easy.train, inputs=easy.train.inputs * np.float32(scale)))
    report = all_checks(subject(large, net, **given))
    assert report["initial loss"].verdict == "fail"
    assert not report.passed


@pytest.mark.slow
def test_a_convolutional_net_passes(convolutional):
    report = all_checks(convolutional)
    assert report.verdict == "pass", report


def test_a_report_is_found_by_name_and_printed():
    results = tuple(
        CheckResult(name, verdict, 1.0, "1", "2", "Look.")
        for name, verdict in (("gradient", "pass"), ("neighbours", "warn"))
    )
    report = CheckReport("moons", "2-4-2", results, 1.0)
    assert report["neighbours"].verdict == report.verdict == "warn"
    assert report.passed
    assert str(report).splitlines() == [
        "moons, 2-4-2: warn",
        "  pass  gradient: 1 (expected: 2). Look.",
        "  warn  neighbours: 1 (expected: 2). Look.",
    ]
    with pytest.raises(UsageError, match="did you mean 'gradient'"):
        report["gradients"]


def test_pages_name_and_count_them():
    page = (REPOSITORY / "docs" / "checks.md").read_text(encoding="utf-8")
    tables = re.findall(r"^\| check \|.*\n\|.*\n((?:\|.*\n)+)", page, re.MULTILINE)
    rows = [row for table in tables for row in table.splitlines()]
    named = [name for row in rows for name in re.findall("`([^`]+)`", row.split("|")[1])]
    # Penalties share a row, and its words.
    assert sorted(named) == sorted(name.replace("l2 raises the loss", "l2") for name in NAMES)
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"`trainlab check` makes {len(NAMES)} checks of " in changelog
