"""What the workers share: questions on standard input, answers on standard output, examples to train on."""

import json
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np


def answer_questions(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer each line of JSON on standard input with a line of JSON, to the end of input."""
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


def units_of(net: str) -> list[int]:
    """The numbers of a net's notation: 4-6-6-1 gives 4, 6, 6, 1."""
    return [int(part) for part in net.split("-")]


@lru_cache(maxsize=1)
def examples(inputs: int, classes: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Examples without a meaning, the same in every worker: normal inputs, and classes drawn at random."""
    random = np.random.default_rng(0)
    x = random.standard_normal((count, inputs), np.float32)
    return x, random.integers(0, classes, count, dtype=np.int32)
