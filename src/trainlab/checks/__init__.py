"""Checks before training: what a person who has trained many nets looks at first. One check a file."""

from trainlab.checks.all_checks import all_checks, quick_checks, warnings
from trainlab.checks.result import CheckReport, CheckResult, LayerTable, Verdict
from trainlab.checks.subject import Subject, subject_of

__all__ = [
    "CheckReport", "CheckResult", "LayerTable", "Subject", "Verdict", "all_checks", "quick_checks",
    "subject_of", "warnings",
]  # fmt: skip
