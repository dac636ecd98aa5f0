"""Settings of what a step sees, how long training lasts, and when it is measured."""

from __future__ import annotations

from trainlab.specs.setting import Setting

LENGTH = (
    Setting(
        name="batch_size", owner="recipe", kind="static", type="integer", default=32, low=1, words=("full",),
        scale="log", usual="choice:8,16,32,64,128,256",
        meaning="Examples that a step averages its gradient over; full is all of train.",
    ),
    Setting(
        name="epochs", owner="recipe", kind="host", type="integer", default=10, low=1, scale="log",
        meaning="Length of training in passes over train.",
    ),
    Setting(
        name="steps", owner="recipe", kind="host", type="integer", low=1, scale="log",
        meaning="Length of training in steps, instead of epochs.",
    ),
    Setting(
        name="shuffle", owner="recipe", kind="static", type="flag", default=True,
        meaning="Draw a new order of the examples every epoch.",
    ),
    Setting(
        name="order_seed", owner="recipe", kind="static", type="integer", default=0, low=0, high=2**32 - 1,
        meaning="Seed of the order of examples, which all trials of a population share.",
    ),
    Setting(
        name="seed", owner="recipe", kind="traced", type="integer", default=0, low=0, high=2**32 - 1,
        meaning="Seed of the initial weights and of everything random inside a trial.",
    ),
    Setting(
        name="eval_every", owner="recipe", kind="host", type="integer", default="auto", low=1,
        words=("auto", "epoch"), scale="log",
        meaning="Steps between evaluations; auto is an epoch, or a hundredth of the length if longer.",
    ),
    Setting(
        name="eval_examples", owner="recipe", kind="static", type="integer", default=10_000, low=1,
        words=("all",), scale="log",
        meaning="Most training examples that an evaluation measures; validation_examples are all measured.",
    ),
)  # fmt: skip
