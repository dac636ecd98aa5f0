"""What to expect on new examples, in words."""

from __future__ import annotations

import pytest

from trainlab.diagnose.best.expected import Expected
from trainlab.diagnose.best.optimistic import expected_line


@pytest.mark.parametrize(
    ("expected", "low", "high", "examples", "words"),
    [
        (0.998, 0.97, 0.999999, 137, "expect 99.8% (90% interval 97% to 100%)"),
        (0.99951, 0.991, 0.99999, 1000, "expect over 99.9% (90% interval 99.1% to 100.0%)"),
        (1.0, 0.98, 1.0, 137, "expect 100% (90% interval 98% to 100%)"),
        (0.92612, 0.9188, 0.9321, 5000, "expect 92.6% (90% interval 91.9% to 93.2%)"),
        (
            None,
            0.9802,
            0.99995,
            137,
            "is right on 100.0% of the validation examples (90% interval 98% to 100%",
        ),
    ],
)
def test_no_more_digits_are_told_than_anybody_knows(
    make_trial, make_info, expected, low, high, examples, words
):
    told = Expected(0, 3, examples, 1.0, expected, low, high, 0.0054)
    line = expected_line(make_info(), [make_trial()], told)
    assert words in line
    assert line.endswith(
        f"On {examples:,} validation examples such an accuracy has a standard error of 0.54 points."
    )
