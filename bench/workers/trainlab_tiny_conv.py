"""Seconds a step of the 158-parameter net takes in trainlab's engine, run as any study is."""

import tempfile

import numpy as np
from answer import answer_questions, examples

import trainlab as tl
from trainlab.store import StudyReader

NET = "avgpool2 conv3x3x3:sigmoid conv3x3x1:sigmoid avgpool3 conv3x3x10 flatten"
BATCH = 1024
HELD_OUT = 100


def answer(question: dict) -> dict:
    """Run a study of ``trials`` seeds and read what it measured.

    Returns:
        ``seconds``: those a step is recorded to take, for each trial stepped together; ``train_seconds``: the
        whole time spent training, evaluations and commits included, for each step and trial.
    """
    steps, trials = question["steps"], question["trials"]
    x, y = examples(784, 10, question["examples"] + 2 * HELD_OUT)
    images = x.reshape(-1, 28, 28, 1)
    held_out: list[tuple[np.ndarray, np.ndarray]] = [
        (images[-i * HELD_OUT :][:HELD_OUT], y[-i * HELD_OUT :][:HELD_OUT]) for i in (1, 2)
    ]
    train = slice(0, question["examples"])
    data = tl.Dataset.from_arrays(images[train], y[train], validation=held_out[0], test=held_out[1])
    with tempfile.TemporaryDirectory() as root:
        study = tl.run(
            data, NET, optimizer="nadam", batch_size=BATCH, steps=steps, seeds=trials, eval_every=steps,
            eval_examples=HELD_OUT, cache_prefix=question.get("cache_prefix", True), root=root,
        )  # fmt: skip
        (population,) = StudyReader(study.folder).populations()
        seconds = study.trials[0].record.seconds_per_step
        assert seconds is not None
        return {
            "seconds": seconds / min(population.width, trials),
            "train_seconds": study.info.seconds["train"] / (steps * trials),
            "width": population.width,
            "devices": population.devices,
        }


if __name__ == "__main__":
    answer_questions(answer)
