"""Random questions and random studies to put them to, for hypothesis."""

from __future__ import annotations

import math

from hypothesis import strategies as st
from made_up import MadeUp, trial

from trainlab.conditions.tree import COMPARISONS, Binary, Call, Name, Node, Number, Unary, Word

CURVES = ("train_loss", "validation_loss", "gradient_norm.hidden1", "learning_rate")
NAMES = (*CURVES, "step", "epoch", "batch_size", "setting.learning_rate")

plain_numbers = st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 12.0]).map(Number)
any_numbers = st.one_of(
    st.integers(0, 30).map(float), st.floats(0, 1e6, allow_nan=False), st.sampled_from([1e-12, 1e300])
).map(Number)


def values(numbers: st.SearchStrategy[Number]) -> st.SearchStrategy[Node]:
    """Arithmetic over curves and settings."""
    return st.recursive(
        st.one_of(numbers, st.sampled_from(NAMES).map(Name)),
        lambda inner: st.one_of(
            st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
            st.builds(Unary, st.just("-"), inner),
            st.builds(Call, st.sampled_from(("min", "max", "first", "last")), inner),
            st.builds(Call, st.just("mean_over"), inner, st.integers(1, 6)),
        ),
        max_leaves=4,
    )


def conditions(
    numbers: st.SearchStrategy[Number], words: tuple[str, ...] = ("sgd", "adam")
) -> st.SearchStrategy[Node]:
    """Conditions over such values."""
    inner = values(numbers)
    return st.recursive(
        st.one_of(
            st.builds(Binary, st.sampled_from(COMPARISONS), inner, inner),
            st.builds(
                Binary,
                st.sampled_from(("==", "!=")),
                st.just(Name("optimizer")),
                st.sampled_from(words).map(Word),
            ),
        ),
        lambda deeper: st.one_of(
            st.builds(Binary, st.sampled_from(("and", "or")), deeper, deeper),
            st.builds(Unary, st.just("not"), deeper),
        ),
        max_leaves=3,
    )


@st.composite
def studies(draw: st.DrawFn) -> MadeUp:
    """A few short trials: some diverged, some were not evaluated, each with steps of its own."""
    level = st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0, math.inf])
    trials, points = [], {name: [] for name in CURVES}
    for id in range(draw(st.integers(1, 3))):
        steps = draw(st.integers(0, 12))
        diverged = draw(st.booleans()) if steps else False
        settings = {
            "learning_rate": draw(st.sampled_from([0.25, 1.0])),
            "optimizer": draw(st.sampled_from(["sgd", "adam"])),
            "batch_size": draw(st.sampled_from([32, "full"])),
        }
        last = steps - 1 if diverged else steps  # of a diverged trial, the step before it diverged
        trials.append(
            trial(
                id, steps, status="diverged" if diverged else "done", diverged_at=steps if diverged else None,
                settings=settings,
            )
        )  # fmt: skip
        points["train_loss"].append({step: draw(level) for step in range(steps)})
        every = draw(st.integers(1, 5))
        points["validation_loss"].append({step: draw(level) for step in range(every, last + 1, every)})
        points["gradient_norm.hidden1"].append({step: draw(level) for step in range(0, steps, 3)})
        points["learning_rate"].append(dict.fromkeys(range(steps), settings["learning_rate"]))
    return MadeUp(tuple(trials), {name: tuple(rows) for name, rows in points.items()})
