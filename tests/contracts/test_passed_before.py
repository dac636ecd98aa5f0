"""``make endurance`` goes on where it was stopped, and starts again when something changed or all passed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["alone", "workers"])
def test_only_what_has_not_passed_is_run_again(tmp_path, workers):
    (tmp_path / "test_two.py").write_text(
        "import os\ndef test_sound():\n    pass\ndef test_fragile():\n    assert 'BROKEN' not in os.environ\n"
    )

    def outcome(**variables: str) -> dict[str, int]:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "passed_before", "-p", "no:cacheprovider", *workers,
             "-c", "/dev/null", "--rootdir", tmp_path, "-m", "", "test_two.py"],
            cwd=tmp_path, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(TESTS), "ENDURANCE_PASSED": "passed", **variables},
        )  # fmt: skip
        last = done.stdout.splitlines()[-1]
        return {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed)", last)}

    assert outcome(BROKEN="1") == {"failed": 1, "passed": 1}
    assert outcome(BROKEN="1") == {"failed": 1}
    # A share is a run of its own, and after a whole run comes a new one.
    assert outcome(BROKEN="1", ENDURANCE_SHARE="0.5") == {"failed": 1, "passed": 1}
    assert outcome(ENDURANCE_SHARE="0.5") == {"passed": 1}
    assert outcome(ENDURANCE_SHARE="0.5") == {"passed": 2}
