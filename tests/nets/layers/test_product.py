"""Products with narrow kernels: the numbers of any product, the gradient in the order that is fast."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets.layers.product import product

SHAPES = [(50, 512, 10), (7, 64, 2), (3, 70, 1), (1, 100, 16), (5, 63, 10), (6, 64, 17)]


def operands(batch, inputs, outputs, *trials):
    random = np.random.default_rng(0)
    return (
        jnp.asarray(random.normal(0, 1, shape).astype(np.float32))
        for shape in ((*trials, batch, inputs), (*trials, inputs, outputs), (*trials, batch, outputs))
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("trials", [(), (3,)])
def test_values_and_gradients_are_those_of_any_product(shape, trials):
    def gradients(x, kernel, by_output):
        value, back = jax.vjp(product, x, kernel)
        return value, *back(by_output)

    x, kernel, by_output = operands(*shape, *trials)
    several = jax.vmap(gradients) if trials else gradients
    value, by_x, by_kernel = map(np.asarray, jax.jit(several)(x, kernel, by_output))
    wide = [np.asarray(array, np.float64) for array in (x, kernel, by_output)]
    np.testing.assert_allclose(value, wide[0] @ wide[1], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(by_x, wide[2] @ np.swapaxes(wide[1], -1, -2), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(by_kernel, np.swapaxes(wide[0], -1, -2) @ wide[2], rtol=1e-4, atol=1e-4)


def test_the_gradient_has_derivatives_too():
    x, kernel, direction = *(list(operands(5, 64, 3))[:2]), jnp.ones((64, 3))

    def curvature(multiply):
        def gradient(kernel):
            return jax.grad(lambda kernel: jnp.tanh(multiply(x, kernel)).sum())(kernel)

        return jax.jvp(gradient, (kernel,), (direction,))[1]

    np.testing.assert_allclose(curvature(product), curvature(jnp.matmul), rtol=1e-4, atol=1e-4)


def made_by(multiply):
    """The compiled program of the gradient by a kernel, (512, 10)."""
    x, kernel, by_output = operands(50, 512, 10)
    gradient = jax.jit(lambda x, kernel, by_output: jax.vjp(multiply, x, kernel)[1](by_output)[1])
    return gradient.lower(x, kernel, by_output).compile().as_text()


def test_narrow_gradients_are_made_in_the_fast_order():
    assert "f32[10,512]{1,0} dot(" in made_by(product)


def test_without_the_barrier_it_would_be_turned_around():
    def multiply(x, kernel):
        return (kernel.T @ x.T).T

    assert "f32[10,512]{1,0} dot(" not in made_by(multiply), "then nets/layers/product.py needs no barrier"
