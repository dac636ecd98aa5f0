"""One recipe trained twice: by trainlab's functions put together, and by a loop in NumPy that hides nothing.

The loop takes its gradient by central differences of the objective as it is written in the books, so it
knows no rule of differentiation at all. A recipe is a dict of settings away from their neutral values.
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import numpy_net
import optax

from trainlab.nets import read_net
from trainlab.train.loss import example_losses
from trainlab.train.optimizer import make_optimizer
from trainlab.train.regularise import clipped, limited, penalty

ACTIVATION = "tanh"
WIDTH = 1e-6


def make_examples(net, examples=12, seed=4):
    """Inputs, and targets that favour class 0."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(examples, net.inputs)).astype(np.float32)
    classes = max(2, net.outputs)
    return x, np.minimum(draw.integers(0, classes + 1, examples), classes - 1).astype(np.int32)


def draw_layers(net, seed=9):
    """Initial weights large enough for limits to bite."""
    draw = np.random.default_rng(seed)
    return {
        layer: {name: (0.9 * draw.normal(size=shape)).astype(np.float32) for name, shape in shapes.items()}
        for layer, shapes in net.variables.items()
    }


def to_layers(variables):
    """Kernels and biases in order, in float64."""
    return [
        (np.asarray(layer["kernel"], np.float64), np.asarray(layer["bias"], np.float64))
        for layer in variables.values()
    ]


# Optimising a program takes longer than running it a few times.
quick_jit = partial(jax.jit, compiler_options={"xla_backend_optimization_level": 0})


@partial(quick_jit, static_argnums=(0, 1, 2, 3))
def train_together(net, loss, optimizer, steps, variables, x, y, hyper):
    """The steps of one trial in one program, each with the loss before it and the variables after it."""
    active = frozenset(hyper) - {"learning_rate"}
    rule = make_optimizer({"optimizer": optimizer}, hyper, active)

    def objective(variables):
        logits, _ = net.apply(variables, x)
        losses = example_losses(logits, y, loss, hyper.get("label_smoothing"))
        if "class_weights" in active:
            losses = losses * hyper["class_weights"][y]
        return losses.mean() + penalty(net, variables, hyper, active)

    def step(carry, _):
        variables, state = carry
        value, gradient = jax.value_and_grad(objective)(variables)
        updates, state = rule.update(clipped(gradient, hyper, active), state, variables)
        variables = optax.apply_updates(variables, updates)
        if "max_norm" in active:
            variables = limited(net, variables, hyper, active)
        return (variables, state), (value, variables)

    return jax.lax.scan(step, (variables, rule.init(variables)), length=steps)[1]


def train_with_trainlab(net, variables, x, y, recipe, steps, optimizer="sgd", loss="cross_entropy"):
    """The loss of every step, and the kernels and biases after it."""
    hyper = {name: jnp.asarray(value, jnp.float32) for name, value in recipe.items()}
    losses, path = train_together(net, loss, optimizer, steps, variables, x, y, hyper)
    return np.asarray(losses), [
        to_layers(jax.tree.map(lambda steps, step=step: steps[step], path)) for step in range(steps)
    ]


def train_with_numpy(layers, x, y, recipe, steps, loss="cross_entropy"):
    """The same with plain gradient descent, in float64, one number after the other."""
    layers, losses, path = [tuple(map(np.copy, layer)) for layer in layers], [], []
    for _ in range(steps):
        losses.append(objective(layers, x, y, recipe, loss))
        slopes = clip(differences(layers, x, y, recipe, loss), recipe)
        for layer, layer_slopes in zip(layers, slopes, strict=True):
            for array, slope in zip(layer, layer_slopes, strict=True):
                array -= recipe["learning_rate"] * slope
            for unit in range(layer[0].shape[1]):
                column = layer[0][:, unit]
                norm = np.sqrt((column**2).sum())
                if norm > recipe.get("max_norm", np.inf):
                    column *= recipe["max_norm"] / norm
        path.append([tuple(map(np.copy, layer)) for layer in layers])
    return np.array(losses), path


def objective(layers, x, y, recipe, loss):
    z = numpy_net.forward(layers, x.astype(np.float64), ACTIVATION)[0][-1]
    # Both classes of a binary net have a column here.
    p = numpy_net.softmax(z if z.shape[1] > 1 else np.concatenate([np.zeros_like(z), z], axis=1))
    classes = p.shape[1]
    s = recipe.get("label_smoothing", 0.0)
    t = np.eye(classes)[y] * (1 - s) + s / classes
    # Over the two columns of a binary net the mean of squares is that of its one output.
    losses = -(t * np.log(p)).sum(axis=1) if loss == "cross_entropy" else ((p - t) ** 2).mean(axis=1)
    losses = losses * np.asarray(recipe.get("class_weights", np.ones(classes)))[y]
    absolutes = sum(np.abs(kernel).sum() for kernel, _ in layers)
    squares = sum((kernel**2).sum() for kernel, _ in layers)
    return losses.sum() / len(y) + recipe.get("l1", 0) * absolutes + recipe.get("l2", 0) * squares / 2


def differences(layers, *rest):
    slopes = [tuple(np.empty_like(array) for array in layer) for layer in layers]
    for layer, layer_slopes in zip(layers, slopes, strict=True):
        for array, array_slopes in zip(layer, layer_slopes, strict=True):
            for place, value in np.ndenumerate(array):
                array[place] = value + WIDTH
                above = objective(layers, *rest)
                array[place] = value - WIDTH
                below = objective(layers, *rest)
                array[place] = value
                array_slopes[place] = (above - below) / (2 * WIDTH)
    return slopes


def clip(slopes, recipe):
    v, r = recipe.get("clip_value", np.inf), recipe.get("clip_norm", np.inf)
    slopes = [tuple(np.clip(array, -v, v) for array in layer) for layer in slopes]
    norm = np.sqrt(sum((array**2).sum() for layer in slopes for array in layer))
    return slopes if norm <= r else [tuple(array * r / norm for array in layer) for layer in slopes]


def deviation(path, expected):
    """The largest difference of a number after any step."""
    return max(
        np.abs(array - other).max()
        for layers, others in zip(path, expected, strict=True)
        for layer, pair in zip(layers, others, strict=True)
        for array, other in zip(layer, pair, strict=True)
    )


def read(notation):
    return read_net(notation, ACTIVATION)
