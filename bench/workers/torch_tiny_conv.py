"""Seconds a step of the 158-parameter net takes in an eager PyTorch loop, on one thread or on all."""

import time
from functools import lru_cache

import torch
from answer import answer_questions, examples
from torch import nn

THREADS = torch.get_num_threads()
BATCH = 1024


class Loop:
    """The net, Nadam and the examples."""

    def __init__(self, steps: int) -> None:
        torch.manual_seed(0)
        self.model = nn.Sequential(
            nn.AvgPool2d(2), nn.Conv2d(1, 3, 3), nn.Sigmoid(), nn.Conv2d(3, 1, 3), nn.Sigmoid(),
            nn.AvgPool2d(3), nn.Conv2d(1, 10, 3), nn.Flatten(),
        )  # fmt: skip
        assert sum(parameter.numel() for parameter in self.model.parameters()) == 158
        self.optimizer = torch.optim.NAdam(self.model.parameters(), lr=0.001)
        self.loss_of = nn.CrossEntropyLoss()
        x, y = examples(784, 10, steps * BATCH)
        self.x = torch.from_numpy(x).reshape(-1, 1, 28, 28)
        self.y = torch.from_numpy(y).long()

    def seconds(self, steps: int) -> float:
        """Seconds of a step, shuffling once and keeping the loss of every step."""
        losses = []
        begin = time.perf_counter()
        for rows in torch.randperm(len(self.x))[: steps * BATCH].split(BATCH):
            self.optimizer.zero_grad()
            loss = self.loss_of(self.model(self.x[rows]), self.y[rows])
            loss.backward()
            self.optimizer.step()
            losses.append(loss.item())
        return (time.perf_counter() - begin) / steps


@lru_cache
def tuned(steps: int) -> tuple[Loop, int]:
    """The loop, and the number of threads that suits it."""
    loop = Loop(steps)
    loop.seconds(min(10, steps))
    by_threads = {}
    for threads in {1, THREADS}:
        torch.set_num_threads(threads)
        by_threads[threads] = min(loop.seconds(min(30, steps)) for _ in range(2))
    return loop, min(by_threads, key=by_threads.__getitem__)


def answer(question: dict) -> dict:
    """Time as many steps as asked for."""
    loop, threads = tuned(question["steps"])
    torch.set_num_threads(threads)
    return {"seconds": loop.seconds(question["steps"]), "threads": threads}


if __name__ == "__main__":
    answer_questions(answer)
