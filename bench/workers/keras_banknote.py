"""The fits of the banknote batch-size study in Keras, on the backend KERAS_BACKEND names.

Usage: KERAS_BACKEND=jax python keras_banknote.py DATA.npz '[[32, 100, 1], ...]'

Each fit is batch size, epochs, and epochs between validations.
"""

import json
import sys

import keras
import numpy as np


def main() -> None:
    """Fit the net once for each batch size."""
    data = np.load(sys.argv[1], allow_pickle=False)
    for batch_size, epochs, validation_freq in json.loads(sys.argv[2]):
        keras.utils.set_random_seed(0)
        model = keras.Sequential(
            [
                keras.Input((4,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer=keras.optimizers.SGD(0.01), loss="binary_crossentropy", metrics=["accuracy"])
        history = model.fit(
            data["x"], data["y"], batch_size=batch_size, epochs=epochs, verbose=0,
            validation_data=(data["x_validation"], data["y_validation"]), validation_freq=validation_freq,
        )  # fmt: skip
        print(batch_size, history.history["val_accuracy"][-1])


if __name__ == "__main__":
    main()
