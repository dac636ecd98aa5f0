"""Datasets: generators, files and downloads, all turned into one kind of :class:`Dataset`.

Importing this room imports NumPy only; whatever a particular source needs is imported when it is read.
"""

from trainlab.data.dataset import Dataset, Split
from trainlab.data.load import load_dataset, load_raw, prepare_as
from trainlab.data.named.builtin import DATASETS, BuiltIn, dataset_names
from trainlab.data.prepare import prepared
from trainlab.data.standardize import mean_and_deviation, standardized_by

__all__ = [
    "DATASETS", "BuiltIn", "Dataset", "Split", "dataset_names", "load_dataset", "load_raw",
    "mean_and_deviation", "prepare_as", "prepared", "standardized_by",
]  # fmt: skip
