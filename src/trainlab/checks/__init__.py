"""Checks before training: what a person who has trained many nets looks at first. One check a file.

Running a study takes from here what looks at data; all checks are in :mod:`trainlab.checks.all_checks`.
"""

from trainlab.checks.check import Check
from trainlab.checks.quick import data_checks, warnings
from trainlab.checks.result import CheckReport, CheckResult, LayerTable, Verdict

__all__ = ["Check", "CheckReport", "CheckResult", "LayerTable", "Verdict", "data_checks", "warnings"]
