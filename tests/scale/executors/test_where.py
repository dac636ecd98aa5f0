"""Where a study is trained: what may be asked for."""

from __future__ import annotations

import pytest

from trainlab.errors import UsageError
from trainlab.scale.executors.machines import ThisMachine
from trainlab.scale.executors.where import Where
from trainlab.scale.machine.devices import device_count


@pytest.mark.parametrize(
    ("on", "devices", "said"),
    [
        ("rai", None, "unknown place to train on 'rai': did you mean 'ray'?"),
        (3, None, "on is 'local' or 'ray', not 3."),
        ("ray", 0, "devices is a whole number from 1 on, not 0."),
        ("ray", True, "devices is a whole number from 1 on, not True."),
        ("local", "all", "devices is a whole number from 1 on, not 'all'."),
    ],
)
def test_other_places_are_refused(on, devices, said):
    with pytest.raises(UsageError) as refused:
        Where.of(on, devices)
    assert said in str(refused.value)


def test_this_machine_is_the_place_by_default():
    with Where.of().opened() as machines:
        assert isinstance(machines, ThisMachine)
        assert machines.devices == device_count()


def test_a_machine_has_as_many_devices_as_it_has():
    assert ThisMachine(1).devices == 1
    with pytest.raises(UsageError, match=f"devices must be at most {device_count()}, which this machine has"):
        ThisMachine(device_count() + 1)
