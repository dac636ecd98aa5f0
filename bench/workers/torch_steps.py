"""Seconds a step takes in an eager PyTorch loop, on one thread or on all, whichever is faster for the net."""

import time
from functools import lru_cache
from itertools import pairwise

import torch
from answer import answer_questions, examples, units_of
from torch import nn

THREADS = torch.get_num_threads()


class Loop:
    """A net, its optimizer and its examples.

    Args:
        net: its notation.
        optimizer: sgd or adam.
        batch: examples of a step.
        steps: steps there are examples for.
    """

    def __init__(self, net: str, optimizer: str, batch: int, steps: int) -> None:
        inputs, *_, outputs = units = units_of(net)
        x, y = examples(inputs, max(2, outputs), steps * batch)
        torch.manual_seed(0)
        layers: list[nn.Module] = []
        for before, after in pairwise(units):
            layers += [nn.Linear(before, after), nn.ReLU()]
        self.model = nn.Sequential(*layers[:-1])
        rule = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer]
        self.optimizer = rule(self.model.parameters(), lr=0.001)
        self.loss_of = nn.BCEWithLogitsLoss() if outputs == 1 else nn.CrossEntropyLoss()
        self.x = torch.from_numpy(x)
        self.y = torch.from_numpy(y).float()[:, None] if outputs == 1 else torch.from_numpy(y).long()
        self.batch = batch

    def seconds(self, steps: int) -> float:
        """Seconds of a step, shuffling once and keeping the loss of every step."""
        losses = []
        begin = time.perf_counter()
        order = torch.randperm(len(self.x))[: steps * self.batch]
        for rows in order.split(self.batch):
            self.optimizer.zero_grad()
            loss = self.loss_of(self.model(self.x[rows]), self.y[rows])
            loss.backward()
            self.optimizer.step()
            losses.append(loss.item())
        return (time.perf_counter() - begin) / steps


@lru_cache
def tuned(net: str, optimizer: str, batch: int, steps: int) -> tuple[Loop, int]:
    """The loop, and the number of threads that suits it."""
    loop = Loop(net, optimizer, batch, steps)
    loop.seconds(min(20, steps))
    by_threads = {}
    for threads in {1, THREADS}:
        torch.set_num_threads(threads)
        by_threads[threads] = min(loop.seconds(min(200, steps)) for _ in range(3))
    return loop, min(by_threads, key=by_threads.__getitem__)


def answer(question: dict) -> dict:
    """Time as many steps as asked for."""
    loop, threads = tuned(*(question[key] for key in ("net", "optimizer", "batch", "steps")))
    torch.set_num_threads(threads)
    return {"seconds": loop.seconds(question["steps"]), "threads": threads}


if __name__ == "__main__":
    answer_questions(answer)
