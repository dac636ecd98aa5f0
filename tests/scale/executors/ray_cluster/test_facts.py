"""What is installed on a node, and what is said where that is something else."""

from __future__ import annotations

from importlib.metadata import version

from trainlab.scale.executors.ray_cluster.facts import MUST_AGREE, differences, installed, refusal


def test_what_is_installed_here_is_found():
    found = installed()
    assert {*found} == {*MUST_AGREE}
    assert found["jax"] == version("jax")
    assert found["trainlab"] == version("trainlab")
    assert differences(found, installed()) == []


def test_other_versions_are_refused_in_one_sentence():
    here = installed()
    said = refusal([("a", []), ("b", differences(here, {**here, "jax": "0.1", "python": "3.9.1"}))])
    assert said is not None
    assert f"b has python 3.9.1 (here {here['python']}), jax 0.1 (here {here['jax']})." in said
    assert "a has" not in said


def test_sources_that_were_changed_are_refused_even_where_the_version_is_the_same():
    here = installed()
    [said] = differences(here, {**here, "sources of trainlab": "0123456789ab"})
    assert said.startswith("sources of trainlab 0123456789ab")


def test_another_version_says_all_there_is_to_say():
    here = installed()
    there = {**here, "trainlab": "none", "sources of trainlab": "none"}
    assert differences(here, there) == [f"no trainlab (here {here['trainlab']})"]


def test_nodes_that_agree_are_not_refused():
    assert refusal([("a", []), ("b", [])]) is None
