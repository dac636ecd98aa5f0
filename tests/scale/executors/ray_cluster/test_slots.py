"""Where workers go: as many as there are cores for, each on its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.scale.executors.ray_cluster.nodes import Node
from trainlab.scale.executors.ray_cluster.slots import devices_each, slots


def node(id: str, cores: int, accelerators: int = 0, host: str | None = None) -> Node:
    return Node(id, id, host or id, cores, accelerators)


@pytest.mark.parametrize(
    ("cores", "devices", "workers"), [(1, 2, [1]), (2, 2, [2]), (8, 2, [2] * 4), (7, 2, [2] * 3), (3, 8, [3])]
)
def test_a_node_has_a_worker_for_each_population_that_it_has_cores_for(cores, devices, workers):
    assert [slot.cores for slot in slots([node("a", cores)], devices)] == workers


def test_workers_of_one_host_keep_to_cores_of_their_own():
    nodes = [node("a", 1, host="here"), node("b", 1, host="here"), node("c", 1)]
    assert [(slot.node.id, slot.first_core) for slot in slots(nodes, 2)] == [("a", 0), ("b", 1), ("c", 0)]


def test_of_fewer_devices_than_there_are_every_node_has_some():
    found = slots([node("a", 8), node("b", 8)], 2, most=4)
    assert [(slot.node.id, slot.number) for slot in found] == [("a", 0), ("b", 0)]


def test_populations_go_to_accelerators_where_there_are_any():
    nodes = [node("a", 16), node("b", 16, accelerators=4), node("c", 16, accelerators=1)]
    assert devices_each(nodes, here=2) == 4
    assert [(slot.node.id, slot.cores, slot.accelerators) for slot in slots(nodes, 4)] == [("b", 16, 4)]
    assert [slot.node.id for slot in slots(nodes, 1)] == ["b"] * 4 + ["c"]


def test_without_accelerators_this_machine_decides():
    assert devices_each([node("a", 64)], here=2) == 2
    assert devices_each([node("a", 64)], here=8, most=3) == 3


@given(st.lists(st.integers(0, 9), max_size=6), st.integers(1, 9), st.one_of(st.none(), st.integers(1, 40)))
def test_no_node_lends_more_than_it_has(cores, devices, most):
    nodes = [node(str(number), count) for number, count in enumerate(cores)]
    found = slots(nodes, devices, most)
    for one in nodes:
        here = [slot for slot in found if slot.node is one]
        assert sum(slot.cores for slot in here) <= one.cores
        taken = [slot.first_core + core for slot in here for core in range(slot.cores)]
        assert len({*taken}) == len(taken)
    if most is not None:
        assert len(found) <= max(1, most // devices)
