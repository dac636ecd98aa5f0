import pytest

from trainlab.data.formats import memory
from trainlab.errors import DataError


def test_more_than_the_machine_has_is_refused(monkeypatch):
    monkeypatch.setattr(memory, "_physical_memory", lambda: 2**31)
    memory.check_fits(2**31, "mine")
    with pytest.raises(DataError, match=r"mine would take 4.0 GiB of memory, but this machine has 2.0 GiB"):
        memory.check_fits(2**32, "mine")


def test_a_system_that_does_not_tell_refuses_nothing(monkeypatch):
    monkeypatch.setattr(memory, "_physical_memory", lambda: None)
    memory.check_fits(2**80, "mine")
