"""Full-batch gradient descent at rate 2/s on a small tanh net: its sharpness rises to s and stays there.

Cohen et al. 2021 (https://arxiv.org/abs/2103.00065) found so of every net they tried. It needs a step that is
plain gradient descent and a sharpness that is right: both are tested together here.
"""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl

EDGES = (20, 50, 100)


@pytest.mark.slow
def test_sharpness_rises_to_the_edge_and_stays(tmp_path):
    x = np.linspace(-10, 10, 64)
    y = (np.floor((x + 10) / 20 * 7) % 2).astype(int)
    order = np.random.default_rng(0).permutation(64)
    x, y = x[order, None], y[order]
    data = tl.Dataset.from_arrays(x, y, validation=(x + 0.01, y), test=(x + 0.01, y), name="bands")
    study = tl.run(
        data, "1-50-50-1", activation="tanh", label_smoothing=0.02, optimizer="sgd", batch_size="full",
        pair={"learning_rate": [2 / edge for edge in EDGES], "steps": [250 * edge for edge in EDGES]},
        probe="sharpness", probe_every=250, eval_every=25_000, check=False, root=tmp_path,
    )  # fmt: skip
    for edge, curve in zip(EDGES, study.curves("sharpness"), strict=True):
        known = curve[~np.isnan(curve)]
        assert known[0] < 0.5 * edge
        later = known[len(known) // 2 :]
        assert np.median(later) == pytest.approx(edge, rel=0.15)
        assert later.max() < 1.3 * edge
