from __future__ import annotations

import numpy as np


def test_before_the_first_piece_the_rate_is_untouched(rates):
    measured = rates(10, schedule="piecewise", pieces="4:0.5", learning_rate=0.1)
    np.testing.assert_array_equal(measured[:4], np.float32(0.1))
    np.testing.assert_array_equal(measured[4:], np.float32(0.05))


def test_all_the_rows_a_program_has_may_be_used(rates):
    pieces = "/".join(f"{step}:{step + 1}" for step in range(16))
    measured = rates(18, schedule="piecewise", pieces=pieces, learning_rate=1.0)
    assert measured.tolist() == [*range(1, 17), 16, 16]


def test_steps_are_exact_to_two_to_the_24(rates):
    last = 2**24
    given = {"schedule": "piecewise", "pieces": f"{last}:0.5", "learning_rate": 1.0}
    assert rates(last, at=[last - 1, last], **given).tolist() == [1, 0.5]
