"""The command line, which loads nothing heavy to print its help, has the defaults of the Python functions."""

from __future__ import annotations

import inspect

import pytest

import trainlab as tl
from trainlab.cli.commands import sweep_batch, sweep_lr


@pytest.mark.parametrize(
    ("command", "function"), [(sweep_lr.command, tl.sweep_lr), (sweep_batch.command, tl.sweep_batch)]
)
def test_both_doors_have_the_same_defaults(command, function):
    of_command, of_function = (inspect.signature(one).parameters for one in (command, function))
    shared = [name for name in of_function if name in of_command and name not in ("data", "net")]
    assert {"seeds", "seed", "steps", "rates", "root", "name"} <= set(shared)
    for name in shared:
        assert of_command[name].default == of_function[name].default, name
