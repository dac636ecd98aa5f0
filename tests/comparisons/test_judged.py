from __future__ import annotations

import numpy as np
import pytest

from trainlab.comparisons.judged import SMALLEST, Judged
from trainlab.errors import StudyError


@pytest.mark.parametrize(
    ("curve", "values", "scores"),
    [
        ("validation_accuracy", [0.9, np.nan], [0.9, np.nan]),
        ("validation_loss", [np.e, 0.0], [-1.0, -np.log(SMALLEST)]),
        ("validation_rmse", [1.0, np.e**2], [0.0, -2.0]),
        ("validation_r2", [0.5, -3.0], [0.5, -3.0]),
    ],
)
def test_scores_are_higher_where_values_are_better(curve, values, scores):
    judged = Judged.by(curve, [])
    found = judged.scores(np.array(values))
    np.testing.assert_allclose(found, scores)
    assert judged.value(float(found[0])) == pytest.approx(values[0])


def test_without_a_name_it_is_what_trials_are_ranked_by():
    assert Judged.by(None, []).curve == "validation_accuracy"
    with pytest.raises(StudyError, match="validation_loss"):
        Judged.by("validation_los", [])
