"""The scale of the inputs, as the first layer sees them, and columns that say nothing."""

from __future__ import annotations

import numpy as np

from trainlab.checks.check import Check
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import as_rows, sample
from trainlab.data import Dataset
from trainlab.nets import Net
from trainlab.nets.layers import BatchNorm, Flatten, Rescale

SCALE = "input scale"
CONSTANT = "constant inputs"
SPLITS = "splits alike"

LARGE, VERY_LARGE = 10.0, 30.0
"""Root mean square of an input at which it warns and fails. Initialisers assume inputs of size 1
(LeCun et al., "Efficient BackProp", 1998, section 4.3; Glorot and Bengio 2010, He et al. 2015); first
gradients grow with the size, curvature with its square. Raw measures of centimetres or volts stay below 10;
pixels of 0 to 255 have 80 to 150."""

SMALL = 0.01
"""Root mean square below which the first layer learns next to nothing at usual learning rates."""

UNEQUAL = 100.0
"""Largest to smallest deviation of columns at which one learning rate does not fit all of them: the
loss's curvature along them then differs by 10,000 (LeCun et al. 1998, section 5)."""

SHIFT = 1.0
"""Deviations that the mean of a held-out split's column may lie from train's: further away, the splits were
not prepared in the same way (usually one of them was not scaled)."""

SAMPLE = 2_000
"""Training examples that are enough to estimate their size."""

MAX_NAMED = 5
"""Columns a sentence names."""


def check_input_scale(dataset: Dataset, net: Net, most: int | None = None) -> CheckResult:
    """Judge the size of the inputs that the net's first layer with weights sees.

    Args:
        dataset: the dataset, prepared as the study trains on it.
        net: the net; a rescaling before its weights counts, a batch normalisation makes up for everything.
        most: look at this many training examples at most.
    """
    inputs = dataset.train.inputs[sample(len(dataset.train), most)]
    expected = f"{SMALL:g} to {LARGE:g}, deviations within {UNEQUAL:g}:1"
    if not np.isfinite(inputs).all():
        bad = int((~np.isfinite(as_rows(inputs)).all(axis=1)).sum())
        measured = f"{bad:,} training examples hold NaN or infinity"
        return CheckResult(
            SCALE, "fail", float("nan"), measured, expected, "One of them makes every loss NaN: drop them."
        )
    mean, deviation = _seen(net, inputs)
    size = float(np.sqrt(np.mean(mean**2 + deviation**2)))
    lowest, highest = _range(net, inputs)
    measured = f"root mean square {size:.3g}, from {lowest:.3g} to {highest:.3g}"
    if _normalised(net):
        measured += ", normalised by the net's first layer"
        return CheckResult(SCALE, "pass", size, measured, expected)
    culprit = _unlike_the_others(dataset, mean, deviation)
    advice = culprit + "Add --set standardize=true, or begin the net with a rescale layer."
    if size >= VERY_LARGE:
        return CheckResult(SCALE, "fail", size, measured, expected, f"Far too large. {advice}")
    if size >= LARGE or size < SMALL:
        word = "large" if size >= LARGE else "small"
        return CheckResult(SCALE, "warn", size, measured, expected, f"Rather {word}. {advice}")
    spread = deviation[deviation > 0]
    if dataset.features and len(spread) and spread.max() >= UNEQUAL * spread.min():
        widest = dataset.features[int(deviation.argmax())]
        narrowest = dataset.features[int(np.where(deviation > 0, deviation, np.inf).argmin())]
        measured += f", deviations of {spread.min():.3g} ({narrowest}) to {spread.max():.3g} ({widest})"
        advice = "Add --set standardize=true, or begin the net with a rescale layer."
        return CheckResult(
            SCALE, "warn", size, measured, expected, f"One learning rate cannot suit both. {advice}"
        )
    return CheckResult(SCALE, "pass", size, measured, expected)


def scale_at_fault(dataset: Dataset, net: Net) -> str:
    """What is wrong with the size of the inputs, for checks that fail because of it; empty if nothing is."""
    result = check_input_scale(dataset, net, SAMPLE)
    if result.verdict == "pass" or not dataset.train.inputs.size:
        return ""
    return f"Look at the input scale first. {result.advice}"


def _unlike_the_others(dataset: Dataset, mean: np.ndarray, deviation: np.ndarray) -> str:
    """A sentence that names the column without which inputs would have a usual size, or nothing."""
    sizes = np.sqrt(mean**2 + deviation**2)
    largest = int(sizes.argmax())
    others = np.delete(sizes, largest)
    if not dataset.features or not len(others) or sizes[largest] < UNEQUAL * np.median(others):
        return ""
    rest = float(np.sqrt(np.mean(others**2)))
    name = dataset.features[largest]
    return f"The root mean square of '{name}' is {sizes[largest]:.2g}, that of all other columns {rest:.2g}. "


def check_constant_inputs(dataset: Dataset, most: int | None = None) -> CheckResult:
    """Find the columns of a table, or the channels of images, that are the same in all training examples.

    Args:
        dataset: the dataset.
        most: look at this many training examples first, at most; columns constant there are read whole.
    """
    inputs = dataset.train.inputs
    columns = _columns(inputs)
    looked_at = _columns(inputs[sample(len(inputs), most)])
    suspects = np.flatnonzero(looked_at.min(axis=0) == looked_at.max(axis=0))
    constant = [int(column) for column in suspects if np.ptp(columns[:, column]) == 0]
    noun = "columns" if dataset.features else "channels"
    measured = f"{len(constant):,} of {columns.shape[1]:,} {noun}"
    if not constant:
        return CheckResult(CONSTANT, "pass", 0, measured, "none")
    names = dataset.features or tuple(f"channel {number}" for number in range(columns.shape[1]))
    listed = ", ".join(names[column] for column in constant[:MAX_NAMED])
    rest = f" and {len(constant) - MAX_NAMED:,} more" if len(constant) > MAX_NAMED else ""
    if len(constant) == columns.shape[1]:
        advice = "All training examples are the same: nothing distinguishes them."
        return CheckResult(CONSTANT, "fail", len(constant), measured, "none", advice)
    advice = f"Always the same: {listed}{rest}. They act as one more bias, and shift if new data differs."
    return CheckResult(CONSTANT, "warn", len(constant), measured, "none", advice)


def check_splits_alike(dataset: Dataset, most: int | None = None) -> CheckResult:
    """Compare the mean of every column, or channel, between train and the held-out splits.

    Args:
        dataset: the dataset.
        most: look at this many examples of each split at most.
    """
    expected = f"means within {SHIFT:g} deviation"
    train = _columns(dataset.train.inputs[sample(len(dataset.train), most)])
    mean, deviation = train.mean(axis=0, dtype=np.float64), train.std(axis=0, dtype=np.float64)
    worst, where, column = 0.0, "validation", 0
    for name in ("validation", "test"):
        split = dataset.split(name)
        if not len(split) or not (deviation > 0).any():
            continue
        held_out = _columns(split.inputs[sample(len(split), most)])
        # A mean of few examples is no more exact than its standard error.
        slack = 3 * deviation / np.sqrt(len(held_out))
        distance = np.abs(held_out.mean(axis=0, dtype=np.float64) - mean) - slack
        moved = np.divide(distance, deviation, out=np.zeros_like(distance), where=deviation > 0)
        if moved.max() > worst:
            worst, where, column = float(moved.max()), name, int(moved.argmax())
    of = dataset.features[column] if dataset.features else f"channel {column}"
    measured = (
        f"at most {worst:.2g} deviations apart" + f" ({of} of {where})" * (worst > 0)
        if worst
        else "means agree"
    )
    if worst < SHIFT:
        return CheckResult(SPLITS, "pass", worst, measured, expected)
    advice = f"{where} was prepared in another way than train, or comes from elsewhere."
    return CheckResult(SPLITS, "fail", worst, measured, expected, advice)


def _columns(inputs: np.ndarray) -> np.ndarray:
    """(examples, features) of tables, (pixels of all examples, channels) of images: a view."""
    return inputs.reshape(-1, inputs.shape[-1])


def _seen(net: Net, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation by column or channel of what the first layer with weights sees."""
    columns = _columns(inputs)
    mean, deviation = columns.mean(axis=0, dtype=np.float64), columns.std(axis=0, dtype=np.float64)
    for layer in _in_front(net):
        mean, deviation = mean * layer.scale + layer.offset, deviation * abs(layer.scale)
    return mean, deviation


def _range(net: Net, inputs: np.ndarray) -> tuple[float, float]:
    low, high = float(inputs.min()), float(inputs.max())
    for layer in _in_front(net):
        low, high = sorted((low * layer.scale + layer.offset, high * layer.scale + layer.offset))
    return low, high


def _in_front(net: Net) -> list[Rescale]:
    """The rescaling layers before anything else happens to the inputs."""
    found = []
    for layer in net.layers:
        if isinstance(layer, Rescale):
            found.append(layer)
        elif not isinstance(layer, Flatten):
            break
    return found


def _normalised(net: Net) -> bool:
    first = next((layer for layer in net.layers if layer.variables), None)
    return isinstance(first, BatchNorm)


INPUT_SCALE = Check(name=SCALE, data=check_input_scale)
CONSTANT_INPUTS = Check(name=CONSTANT, data=lambda dataset, net, most: check_constant_inputs(dataset, most))
SPLITS_ALIKE = Check(name=SPLITS, data=lambda dataset, net, most: check_splits_alike(dataset, most))
