"""Points as rows of numbers."""

import numpy as np

from trainlab.experiments import choice, random_log
from trainlab.experiments.space import nets
from trainlab.searches.proposers._features import Features
from trainlab.searches.space import SearchSpace


def rows(drawn, *points):
    return Features(SearchSpace(drawn, {"net": "2-4-2"}, "moons")).rows(points)


def test_ranges_and_ordered_choices_are_one_column():
    drawn = {"learning_rate": random_log(1e-4, 1), "batch_size": choice(8, 32, 128)}
    found = rows(drawn, {"learning_rate": 0.01, "batch_size": 32}, {"learning_rate": 1.0, "batch_size": 128})
    np.testing.assert_allclose(found, [[0.5, 0.5], [1, 1]])


def test_other_choices_are_a_column_for_each_value():
    drawn = {"optimizer": choice("sgd", "adam", "nadam"), "shuffle": choice("true", "false")}
    found = rows(drawn, {"optimizer": "adam", "shuffle": True}, {"optimizer": "sgd", "shuffle": False})
    np.testing.assert_array_equal(found, [[0, 1, 0, 0], [1, 0, 0, 1]])


def test_what_means_nothing_is_said_to():
    drawn = {"optimizer": choice("sgd", "adam"), "momentum": choice(0.1, 0.5, 0.9)}
    found = rows(drawn, {"optimizer": "sgd", "momentum": 0.1}, {"optimizer": "adam"})
    np.testing.assert_array_equal(found, [[0, 0, 1], [1, 0.5, 0]])


def test_nets_are_told_apart_and_compared_by_depth_and_width():
    drawn = {"net": nets("64-{16..256}^{1..2}-10")}
    names = ["64-16-10", "64-17-10", "64-256-10", "64-16-16-10", "64-16-256-10"]
    found = rows(drawn, *({"net": name} for name in names))
    assert len(np.unique(found, axis=0)) == 5
    distance = np.linalg.norm(found - found[0], axis=1)
    assert distance[1] < distance[2]
    assert ((found > -0.1) & (found < 1.1)).all()


def test_words_of_nets_have_columns():
    drawn = {"net": nets("dense16 {,batchnorm} dense2")}
    found = rows(drawn, {"net": "dense16 dense2"}, {"net": "dense16 batchnorm dense2"})
    assert (found[0] != found[1]).any()
