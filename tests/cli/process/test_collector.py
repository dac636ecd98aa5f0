import gc

import pytest

from trainlab.cli.process import collector


@pytest.fixture(autouse=True)
def as_before():
    yield
    gc.unfreeze()
    gc.enable()


def test_nothing_is_looked_for_until_training_begins():
    collector.hold()
    assert not gc.isenabled()
    collector.resume()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_a_process_that_never_held_is_left_alone():
    gc.unfreeze()
    collector.resume()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
