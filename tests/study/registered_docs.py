"""The page of settings, as it is with what a file registers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

REPOSITORY = Path(__file__).parents[2]

WRITE = """
import runpy, sys
runpy.run_path(sys.argv[1])
sys.argv[1:] = ["--folder", sys.argv[2]]
runpy.run_path("tools/write_docs.py", run_name="__main__")
"""


def settings_page(module: ModuleType, folder: Path) -> str:
    """What ``make docs`` writes once the module's file has been run."""
    done = subprocess.run(
        [sys.executable, "-c", WRITE, str(module.__file__), str(folder)],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return (folder / "settings.md").read_text()
