"""A plugin for `make endurance`, which takes hours: stopped, it goes on with what has not passed yet.

What passed is kept by node id in the file that ``ENDURANCE_PASSED`` names, under a digest of the sources, the
tests and the share of the long forms. Where any of them changed, and after a run in which all passed,
everything is run again.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from share import SHARE

REPOSITORY = Path(__file__).parent.parent


def digest() -> str:
    """What the results depend on: every file of the package and of its tests, and the share."""
    summed = hashlib.sha256(repr(SHARE).encode())
    for path in sorted((*REPOSITORY.glob("src/**/*"), *REPOSITORY.glob("tests/**/*"))):
        if path.is_file() and "__pycache__" not in path.parts:
            summed.update(str(path.relative_to(REPOSITORY)).encode() + b"\0" + path.read_bytes())
    return summed.hexdigest()


class PassedBefore:
    """Leaves out what a file says has passed, and adds to the file what passes now."""

    def __init__(self, path: Path) -> None:
        self.path = path
        key = digest()
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        self.passed = lines[1:] if lines[:1] == [key] else []
        if not self.passed:
            path.write_text(f"{key}\n", "utf-8")

    def pytest_report_header(self) -> str:
        """How many tests are left out, and why."""
        return f"passed before, on the same sources: {len(self.passed)} tests, of {self.path}"

    def pytest_configure_node(self, node) -> None:
        """Every worker leaves out the same tests, whatever passes meanwhile."""
        node.workerinput["passed_before"] = self.passed

    def pytest_collection_modifyitems(self, config, items) -> None:
        leave_out(config, items, self.passed)

    def pytest_runtest_logreport(self, report) -> None:
        """A test that passed is written down at once."""
        if report.when == "call" and report.passed:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{report.nodeid}\n")

    def pytest_sessionfinish(self, exitstatus) -> None:
        """When nothing is left to pass, the next run is a whole one."""
        if exitstatus == 0:
            self.path.unlink()


class LeftOut:
    """A worker's part: leaves out what it was told."""

    def pytest_collection_modifyitems(self, config, items) -> None:
        """The same tests as in every other worker."""
        leave_out(config, items, config.workerinput["passed_before"])


def leave_out(config, items: list, passed: list[str]) -> None:
    """Take the tests that passed out of those collected."""
    names = frozenset(passed)
    out = [item for item in items if item.nodeid in names]
    if out:
        items[:] = [item for item in items if item.nodeid not in names]
        config.hook.pytest_deselected(items=out)


def pytest_configure(config) -> None:
    """Only where the variable names a file."""
    if hasattr(config, "workerinput"):
        if "passed_before" in config.workerinput:
            config.pluginmanager.register(LeftOut())
    elif named := os.environ.get("ENDURANCE_PASSED"):
        config.pluginmanager.register(PassedBefore(Path(named)))
