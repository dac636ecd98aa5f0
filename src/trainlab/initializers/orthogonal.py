"""Kernels that keep lengths."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trainlab.initializers.initializer import Initializer

if TYPE_CHECKING:
    import numpy as np


def draw(
    random: np.random.Generator, shape: tuple[int, ...], fans: tuple[int, int], init_gain: float
) -> np.ndarray:
    """A kernel with orthonormal columns, or rows where those are fewer (Saxe et al. 2014).

    It is drawn uniformly among all of them. As a matrix (all axes but the last, last axis) it is the Q of the
    QR decomposition of a matrix of normals; with R's diagonal made positive the decomposition is unique, and
    Q uniform (Mezzadri 2007).
    """
    import numpy as np

    rows, columns = math.prod(shape[:-1]), shape[-1]
    normals = random.standard_normal((max(rows, columns), min(rows, columns)), dtype=np.float32)
    q, r = np.linalg.qr(normals)
    q *= np.where(np.diag(r) < 0, np.float32(-1), np.float32(1))
    kernel = np.ascontiguousarray(q if rows >= columns else q.T).reshape(shape)
    return kernel * np.float32(init_gain)


ORTHOGONAL = Initializer(name="orthogonal", draw=draw)
