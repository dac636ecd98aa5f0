from __future__ import annotations

import numpy as np
import pytest

from trainlab.comparisons.asked import Range
from trainlab.comparisons.next_ranges import by_chance, next_ranges
from trainlab.comparisons.points import Points
from trainlab.record import Trial

LOG = Range(1e-4, 1.0, log=True)


def points(scores: np.ndarray, sound: np.ndarray | None = None, **settings: np.ndarray) -> Points:
    def trial(number: int) -> Trial:
        own = {name: values[number].item() for name, values in settings.items()}
        return Trial(id=number, settings=own, population=0, length=1, steps_per_epoch=1, parameters=1)

    return Points(
        "sgd", tuple((trial(number),) for number in range(len(scores))), scores[:, None],
        np.zeros((len(scores), 1)), np.ones(len(scores), bool) if sound is None else sound,
    )  # fmt: skip


PLACES = (np.arange(16) + 0.5) / 16
RATES = 10 ** (-4 + 4 * PLACES)


def test_a_range_is_narrowed_around_what_was_good():
    found = next_ranges(points(-(np.abs(PLACES - 0.5) ** 2), learning_rate=RATES), {"learning_rate": LOG})
    after = found["learning_rate"]
    assert 1e-3 < after.range.low < 0.01 < after.range.high < 0.1
    assert "because the best 4 of 16 points lie between" in after.why


def test_a_range_is_widened_at_the_edge_where_the_best_lay():
    found = next_ranges(points(PLACES, learning_rate=RATES), {"learning_rate": LOG})
    after = found["learning_rate"]
    assert after.range.high == pytest.approx(100)
    assert after.range.low > 1e-3
    assert "lay at the upper edge" in after.why
    lower = next_ranges(points(-PLACES, learning_rate=RATES), {"learning_rate": LOG})["learning_rate"]
    assert lower.range.low == pytest.approx(1e-6)


def test_a_setting_that_does_nothing_keeps_its_range_nearly_always():
    random = np.random.default_rng(0)
    narrowed = 0
    for _ in range(300):
        made = points(random.normal(size=16), momentum=np.array(random.uniform(0.5, 0.99, 16)))
        why = next_ranges(made, {"momentum": Range(0.5, 0.99)})["momentum"].why
        narrowed += "because the best" in why  # a best that happens to lie at the edge widens the range
    assert narrowed / 300 <= 0.09


@pytest.mark.parametrize(("span", "number"), [(0.2, 3), (0.5, 4), (0.9, 10)])
def test_how_close_points_lie_by_chance(span, number):
    drawn = np.random.default_rng(0).random((20_000, number))
    assert by_chance(span, number) == pytest.approx((np.ptp(drawn, axis=1) <= span).mean(), abs=0.012)


def test_an_end_that_a_setting_cannot_pass_stays():
    made = points(PLACES, momentum=0.5 + 0.49 * PLACES)
    after = next_ranges(made, {"momentum": Range(0.5, 0.99)})["momentum"].range
    assert 0.99 < after.high <= 1
    whole = points(-PLACES, batch_size=np.array([max(round(2 ** (6 * place)), 1) for place in PLACES]))
    assert next_ranges(whole, {"batch_size": Range(2, 64, log=True)})["batch_size"].range.low == 1


def test_choices_and_values_without_a_sound_point_stay():
    made = points(PLACES, learning_rate=RATES)
    assert next_ranges(made, {"learning_rate": Range()})["learning_rate"].why == ""
    none = points(PLACES, sound=np.zeros(16, bool), learning_rate=RATES)
    assert next_ranges(none, {"learning_rate": LOG})["learning_rate"].range == LOG
