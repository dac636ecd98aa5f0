"""The sharpness of a convolutional net with batch normalisation against its whole Hessian."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

import trainlab as tl
from trainlab.nets import Mode, draw_parameters, initial_statistics, read_net


@pytest.mark.slow
def test_sharpness_of_a_convolutional_net(tmp_path):
    draw = np.random.default_rng(0)
    x, y = draw.random((60, 6, 6, 1)).astype(np.float32), draw.integers(0, 2, 60)
    x[y == 1, :3] += 0.7
    data = tl.Dataset.from_arrays(x[:40], y[:40], validation=(x[40:], y[40:]), test=(x[40:], y[40:]))
    notation = "conv3x3x2 batchnorm tanh dropout0.5 avgpool2 flatten dense2"
    study = tl.run(
        data,
        notation,
        batch_size=10,
        steps=1,
        probe="sharpness",
        l2=0.1,
        activation="tanh",
        check=False,
        root=tmp_path,
    )
    found = study.curves("sharpness")[0, 0]

    net = read_net(notation, "tanh", (6, 6, 1))
    flat, unravel = ravel_pytree(jax.tree.map(jnp.asarray, draw_parameters(net, 0, "glorot_uniform")))
    inputs, classes = jnp.asarray(x[:40].reshape(40, -1)), y[:40]

    def loss(flat):
        # The objective written out: nothing is dropped, the batch is normalised, kernels are penalised.
        weights = unravel(flat)
        mode = Mode(training=True, drawing=False, hyper={"norm_momentum": 0.99})
        logits, _ = net.apply(weights, inputs, mode, initial_statistics(net))
        of_class = jax.nn.log_softmax(logits)[jnp.arange(40), classes]
        kernels = [array for of in weights.values() for name, array in of.items() if name == "kernel"]
        return -of_class.mean() + 0.05 * sum(jnp.square(kernel).sum() for kernel in kernels)

    # Differences of gradients, so that not even the second derivative is the probe's own.
    step, gradient = 1e-2, jax.jit(jax.grad(loss))
    columns = [
        (gradient(flat + step * e) - gradient(flat - step * e)) / (2 * step) for e in jnp.eye(flat.size)
    ]
    hessian = np.array(columns, float)
    exact = np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1]
    assert found == pytest.approx(exact, rel=0.02)
