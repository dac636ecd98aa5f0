"""Seconds a step takes in Keras's model.fit, compiled before, on the backend KERAS_BACKEND names."""

import time
from functools import lru_cache

import keras
from answer import answer_questions, examples, units_of


@lru_cache
def compiled(net: str, optimizer: str) -> keras.Model:
    """The model, whose programs Keras compiles at its first fit."""
    inputs, *hidden, outputs = units_of(net)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((inputs,))])
    for units in hidden:
        model.add(keras.layers.Dense(units, activation="relu"))
    model.add(keras.layers.Dense(outputs, activation="sigmoid" if outputs == 1 else "softmax"))
    loss = "binary_crossentropy" if outputs == 1 else "sparse_categorical_crossentropy"
    rule = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}[optimizer]
    model.compile(optimizer=rule(0.001), loss=loss)
    return model


def answer(question: dict) -> dict:
    """Fit one epoch of as many steps as asked for, after a short one that compiles."""
    inputs, *_, outputs = units_of(question["net"])
    batch, count = question["batch"], question["steps"] * question["batch"]
    x, y = examples(inputs, max(2, outputs), count)
    model = compiled(question["net"], question["optimizer"])
    model.fit(x[: 20 * batch], y[: 20 * batch], batch_size=batch, verbose=0)
    begin = time.perf_counter()
    model.fit(x, y, batch_size=batch, verbose=0)
    return {"seconds": (time.perf_counter() - begin) / question["steps"]}


if __name__ == "__main__":
    answer_questions(answer)
