from __future__ import annotations

from collections.abc import Iterator

import pytest
from ray_nodes import RayNodes

from trainlab.scale.executors.ray_cluster.connect import ADDRESS


@pytest.fixture(scope="session")
def two_nodes() -> Iterator[RayNodes]:
    """Two nodes of one core each, as long as the session lasts."""
    with RayNodes(2) as nodes, pytest.MonkeyPatch.context() as patch:
        patch.setenv(ADDRESS, nodes.address)
        yield nodes
