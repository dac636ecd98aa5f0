"""The checks that stand by themselves, in the order they are made: a row here is all that lists one.

Those of the untrained net and those that train share what they look at, and threads: :mod:`all_checks`
arranges them, a line each.
"""

from trainlab.checks.check import Check
from trainlab.checks.class_balance import CLASS_BALANCE
from trainlab.checks.duplicates import DUPLICATES
from trainlab.checks.empty_rows import EMPTY_ROWS
from trainlab.checks.inputs import CONSTANT_INPUTS, INPUT_SCALE, SPLITS_ALIKE
from trainlab.checks.label_noise import LABELS_AGREE
from trainlab.checks.leaks import ANSWERS_IN_THE_INPUTS
from trainlab.checks.near_duplicates import NEAR_DUPLICATES
from trainlab.checks.number_leaks import TARGET_IN_THE_INPUTS
from trainlab.checks.placeholders import PLACEHOLDER_VALUES
from trainlab.checks.row_numbers import ROW_NUMBERS
from trainlab.checks.targets import TARGET_OUTLIERS, TARGET_SCALES
from trainlab.specs.room import Room

__all__ = ["CHECKS", "Check"]

CHECKS = Room(
    "check",
    (
        INPUT_SCALE,
        CONSTANT_INPUTS,
        PLACEHOLDER_VALUES,
        EMPTY_ROWS,
        SPLITS_ALIKE,
        DUPLICATES,
        NEAR_DUPLICATES,
        CLASS_BALANCE,
        ROW_NUMBERS,
        ANSWERS_IN_THE_INPUTS,
        LABELS_AGREE,
        TARGET_OUTLIERS,
        TARGET_SCALES,
        TARGET_IN_THE_INPUTS,
    ),
    blanks=True,
)
"""Checks by name."""
