import gzip

import numpy as np
import pytest

from trainlab.data import load_dataset
from trainlab.data.formats.idx import write_idx
from trainlab.data.formats.idx_folder import images_file, read_split
from trainlab.errors import DataError


def fill(folder, prefix, images, labels):
    write_idx(folder / f"{prefix}-images-idx{images.ndim}-ubyte", images)
    write_idx(folder / f"{prefix}-labels-idx1-ubyte", labels)


def digits(count: int, side: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(count)
    return rng.integers(0, 256, (count, side, side), dtype=np.uint8), (np.arange(count) % 2).astype(np.uint8)


def test_a_folder_as_mnist_has_it(tmp_path):
    images, labels = digits(40)
    fill(tmp_path, "train", images, labels)
    fill(tmp_path, "t10k", images[:6], labels[:6])
    dataset = load_dataset(tmp_path)
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [36, 4, 6]
    assert dataset.input_shape == (3, 3, 1)
    np.testing.assert_allclose(dataset.test.inputs[..., 0], images[:6] / 255, rtol=1e-6)
    assert dataset.classes == ("0", "1")
    assert "scaled to 0..1" in dataset.source


def test_zipped_files_a_validation_split_and_colour(tmp_path):
    images = np.arange(8 * 12, dtype=np.uint8).reshape(8, 2, 2, 3)
    for prefix in ("train", "validation", "test"):
        fill(tmp_path, prefix, images, np.array([3, 5] * 4, dtype=np.uint8))
    for file in list(tmp_path.iterdir()):
        (tmp_path / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    dataset = load_dataset(tmp_path)
    assert dataset.input_shape == (2, 2, 3)
    assert dataset.classes == ("3", "5")
    np.testing.assert_allclose(dataset.validation.inputs, images / 255, rtol=1e-6)


def test_a_link_is_followed(tmp_path):
    fill(tmp_path, "train", *digits(10))
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    assert len(load_dataset(link).train) == 8


def test_a_folder_without_train_is_refused(tmp_path):
    with pytest.raises(DataError, match="not a folder of IDX files: it has no train-images-idx3-ubyte"):
        load_dataset(tmp_path)
    assert read_split(tmp_path, "test") is None
    assert images_file(tmp_path, "test") is None


def test_images_without_labels_are_refused(tmp_path):
    write_idx(tmp_path / "train-images-idx3-ubyte", digits(4)[0])
    with pytest.raises(DataError, match="has train-images-idx3-ubyte but not the labels"):
        load_dataset(tmp_path)


def test_files_that_do_not_belong_together_are_refused(tmp_path):
    fill(tmp_path, "train", digits(4)[0], digits(5)[1])
    with pytest.raises(DataError, match="holds 4 images but train-labels-idx1-ubyte 5 labels"):
        load_dataset(tmp_path)
    write_idx(tmp_path / "train-labels-idx1-ubyte", digits(4)[0])
    with pytest.raises(DataError, match="must hold images and whole-number labels"):
        load_dataset(tmp_path)


@pytest.mark.parametrize("name", ["validation", "valid", "val", "dev"])
def test_a_validation_part_has_several_names_and_what_is_not_used_is_said(tmp_path, name):
    images, labels = digits(40)
    fill(tmp_path, "train", images, labels)
    fill(tmp_path, name, images[:6], labels[:6])
    assert not load_dataset(tmp_path).notes
    fill(tmp_path, "extra", images, labels)
    dataset = load_dataset(tmp_path)
    assert len(dataset.validation) == 6
    (note,) = dataset.notes
    assert "IDX files that are not used: extra-images-idx3-ubyte, extra-labels-idx1-ubyte" in note
