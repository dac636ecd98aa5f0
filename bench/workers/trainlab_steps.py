"""Seconds a step takes in trainlab's engine: each question is a small study, run as any study is."""

import math
import tempfile

from answer import answer_questions, examples, units_of

import trainlab as tl
from trainlab.store import StudyReader

HELD_OUT = 1000
"""Examples of validation and of test, each."""


def answer(question: dict) -> dict:
    """Run a study of ``trials`` learning rates and read what it measured.

    Returns:
        ``seconds``: those a step is recorded to take, for each trial stepped together; ``train_seconds``: the
        whole time spent training, evaluations and commits included, for each step and trial;
        ``compile_seconds``: those of all programs; ``width`` and ``devices``: trials stepped together, and
        the devices they are spread over.
    """
    if "shape" in question:
        inputs, outputs = math.prod(question["shape"]), question["classes"]
    else:
        inputs, *_, outputs = units_of(question["net"])
    x, y = examples(inputs, max(2, outputs), question["examples"] + 2 * HELD_OUT)
    x = x.reshape(len(x), *question.get("shape", [inputs]))
    held_out = [(x[-i * HELD_OUT :][:HELD_OUT], y[-i * HELD_OUT :][:HELD_OUT]) for i in (1, 2)]
    train = slice(0, question["examples"])
    data = tl.Dataset.from_arrays(x[train], y[train], validation=held_out[0], test=held_out[1])
    steps, trials = question["steps"], question["trials"]
    with tempfile.TemporaryDirectory() as root:
        study = tl.run(
            data, question["net"], optimizer=question["optimizer"], batch_size=question["batch"], steps=steps,
            learning_rate=tl.log(1e-4, 1e-2, trials), eval_every=question.get("eval_every", steps),
            eval_examples=question.get("eval_examples", HELD_OUT), root=root,
        )  # fmt: skip
        (population,) = StudyReader(study.folder).populations()
        seconds = study.trials[0].record.seconds_per_step
        assert seconds is not None
        return {
            "seconds": seconds / min(population.width, trials),
            "compile_seconds": study.info.seconds["compile"],
            "train_seconds": study.info.seconds["train"] / (steps * trials),
            "width": population.width,
            "devices": population.devices,
        }


if __name__ == "__main__":
    answer_questions(answer)
