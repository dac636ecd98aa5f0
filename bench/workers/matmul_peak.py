"""Float32 matrix products a second in JAX on all CPU devices at the same time.

A question names the products as (rows, inner, columns, which axis of the left side is contracted): a loop
computes them over and over on every device, each with operands of its own, and nothing else.
"""

import os
import time
from functools import lru_cache, partial

import jax
import jax.numpy as jnp
import numpy as np
from answer import answer_questions
from jax.sharding import Mesh, NamedSharding, PartitionSpec

jax.config.update("jax_num_cpu_devices", len(os.sched_getaffinity(0)))

Product = tuple[int, int, int, int]


def flops(products: tuple[Product, ...]) -> int:
    """Additions and multiplications of one round of the products on one device."""
    return sum(2 * rows * inner * columns for rows, inner, columns, _ in products)


def multiply(left: jax.Array, right: jax.Array, contracted: int) -> jax.Array:
    """One product; with ``contracted`` 0 the left side is used transposed, as gradients of kernels do."""
    return jax.lax.dot_general(left, right, (((contracted,), (0,)), ((), ())))


def rounds(products: tuple[Product, ...], operands: list, count: jax.Array) -> list:
    """``count`` rounds of the products on one device."""
    operands = [(left[0], right[0]) for left, right in operands]

    def body(index: jax.Array | int, carry: list) -> list:
        # The barrier ties the operands to the round, or the compiler would multiply once, before the loop.
        tied, _ = jax.lax.optimization_barrier((operands, (index, carry)))
        return [multiply(*pair, product[3]) for pair, product in zip(tied, products, strict=True)]

    start = [jnp.zeros(product[0:1] + product[2:3], jnp.float32) for product in products]
    results = jax.lax.fori_loop(0, count, body, start)
    return [result[None] for result in results]


@lru_cache
def compiled(products: tuple[Product, ...]) -> partial:
    """The loop over all devices, compiled and with its operands in place."""
    devices = jax.local_devices()
    mesh = Mesh(np.array(devices), ("device",))
    each, whole = PartitionSpec("device"), PartitionSpec()
    random = np.random.default_rng(0)

    def operand(*shape: int) -> jax.Array:
        values = random.standard_normal((len(devices), *shape), np.float32)
        return jax.device_put(values, NamedSharding(mesh, each))

    operands = [
        (operand(*((rows, inner) if contracted else (inner, rows))), operand(inner, columns))
        for rows, inner, columns, contracted in products
    ]
    program = jax.shard_map(
        partial(rounds, products), mesh=mesh, in_specs=(each, whole), out_specs=each, check_vma=False
    )
    return partial(jax.jit(program), operands)


def seconds(run: partial, count: int) -> float:
    """Seconds of so many rounds."""
    begin = time.perf_counter()
    jax.block_until_ready(run(jnp.int32(count)))
    return time.perf_counter() - begin


def answer(question: dict) -> dict:
    """GFLOP/s of all devices together, from a loop of about ``seconds``."""
    products = tuple(tuple(product) for product in question["products"])
    run = compiled(products)
    count = 1
    while (took := seconds(run, count)) < 0.02:
        count *= 2
    count = max(1, round(count * question["seconds"] / took))
    took = seconds(run, count)
    devices = len(jax.local_devices())
    return {"gflops": devices * flops(products) * count / took / 1e9, "devices": devices}


if __name__ == "__main__":
    answer_questions(answer)
