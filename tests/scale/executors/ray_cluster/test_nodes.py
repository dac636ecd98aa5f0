"""Nodes as Ray lists them."""

from __future__ import annotations

from typing import Any

from trainlab.scale.executors.ray_cluster.nodes import Node, alive


def listed(id: str, host: str, port: int = 1, **resources: float) -> dict[str, Any]:
    return {
        "NodeID": id, "Alive": True, "NodeManagerHostname": host, "NodeManagerAddress": f"10.0.0.{id}",
        "NodeManagerPort": port, "Resources": resources,
    }  # fmt: skip


def test_the_head_comes_first_and_the_dead_are_left_out():
    dead = {**listed("3", "c"), "Alive": False}
    head = listed("2", "b", **{"CPU": 4.0, "node:__internal_head__": 1.0})
    assert alive([listed("1", "a", CPU=2.0), dead, head]) == [
        Node("2", "b", "10.0.0.2", 4), Node("1", "a", "10.0.0.1", 2),
    ]  # fmt: skip


def test_nodes_of_one_host_have_numbers():
    names = [node.name for node in alive([listed("1", "a", 7), listed("2", "a", 5), listed("3", "b")])]
    assert names == ["a/1", "a/2", "b"]


def test_accelerators_have_a_kind():
    [node] = alive([listed("1", "a", **{"CPU": 16, "GPU": 2, "accelerator_type:H200": 1})])
    assert (node.accelerators, node.accelerator) == (2, "H200")


def test_a_node_that_lends_nothing_has_no_cores():
    [node] = alive([listed("1", "a", object_store_memory=10.0)])
    assert (node.cores, node.accelerators) == (0, 0)
