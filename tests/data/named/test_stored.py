import gzip

import numpy as np
import pytest

from trainlab.data.formats.idx import write_idx
from trainlab.data.load import load_dataset
from trainlab.errors import DataError


@pytest.fixture
def given(bare_machine, tmp_path, monkeypatch):
    """A folder TRAINLAB_DATA names, empty."""
    folder = tmp_path / "given"
    folder.mkdir()
    monkeypatch.setenv("TRAINLAB_DATA", str(folder))
    return folder


def put_images(folder, name: str = "fashion-mnist", labels: int = 10) -> None:
    """Blank images of the right shape, each with its number in its first pixels."""
    target = folder / name
    target.mkdir()
    for prefix, count in (("train", 60_000), ("t10k", 10_000)):
        images = np.zeros((count, 28, 28), dtype=np.uint8)
        images[:, 0, 0], images[:, 0, 1] = np.arange(count) % 256, np.arange(count) // 256
        write_idx(target / f"{prefix}-images-idx3-ubyte", images)
        write_idx(target / f"{prefix}-labels-idx1-ubyte", (np.arange(count) % labels).astype(np.uint8))


def test_images_are_split_55_000_to_5_000_by_class_and_seed(given):
    put_images(given)
    dataset = load_dataset("fashion_mnist")
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [55_000, 5_000, 10_000]
    assert np.bincount(dataset.validation.targets).tolist() == [500] * 10
    assert dataset.classes[5] == "Sandal"
    assert dataset.input_shape == (28, 28, 1)
    codes = np.concatenate([dataset.train.inputs, dataset.validation.inputs])[:, 0, :2, 0] * 255
    numbers = np.round(codes @ [1, 256]).astype(int)
    assert sorted(numbers) == list(range(60_000))
    targets = np.concatenate([dataset.train.targets, dataset.validation.targets])
    assert (targets == numbers % 10).all()
    other = load_dataset("fashion_mnist", data_seed=1)
    assert not np.array_equal(other.validation.inputs, dataset.validation.inputs)
    assert np.array_equal(other.test.inputs, dataset.test.inputs)


def test_images_of_another_set_are_refused(given):
    folder = given / "mnist"
    folder.mkdir()
    for prefix in ("train", "t10k"):
        write_idx(folder / f"{prefix}-images-idx3-ubyte", np.zeros((2, 28, 28), dtype=np.uint8))
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", np.zeros(2, dtype=np.uint8))
    with pytest.raises(DataError, match=r"is not mnist: its train images must have shape \(60000, 28, 28\)"):
        load_dataset("mnist")


def test_labels_beyond_the_classes_are_refused(given):
    put_images(given, "mnist", labels=11)
    with pytest.raises(DataError, match="is not mnist: its train labels must lie between 0 and 9"):
        load_dataset("mnist")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n", "cannot be read as the banknote data"),
        ("1,2,3,4,0\n", r"must have 1372 rows .* not shape \(1, 5\)"),
        ("1,2,3,4,2\n" * 1372, "a class 0 or 1"),
        ("1,2,nan,4,0\n" + "1,2,3,4,1\n" * 1371, "missing value"),
    ],
)
def test_another_banknote_file_is_refused(given, text, words):
    (given / "banknote_authentication.csv").write_text(text)
    with pytest.raises(DataError, match=words):
        load_dataset("banknote")


def test_a_damaged_file_is_refused_not_replaced_by_a_download(given):
    put_images(given, "mnist")
    file = given / "mnist" / "train-images-idx3-ubyte"
    (given / "mnist" / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(file.read_bytes()[:1000]))
    file.unlink()
    with pytest.raises(DataError, match="cut short"):
        load_dataset("mnist")


def test_the_real_banknotes(data_folder):
    dataset = load_dataset("banknote")
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [1098, 137, 137]
    targets = np.concatenate([dataset.split(name).targets for name in ("train", "validation", "test")])
    assert np.bincount(targets).tolist() == [762, 610]  # genuine and forged, as UCI counts them
    assert dataset.features == ("variance", "skewness", "curtosis", "entropy")


def test_the_real_mnist(data_folder):
    dataset = load_dataset("mnist")
    assert np.bincount(dataset.test.targets).tolist() == [
        980,
        1135,
        1032,
        1010,
        982,
        892,
        958,
        1028,
        974,
        1009,
    ]
    assert dataset.test.inputs.mean() == pytest.approx(0.13251, abs=1e-4)
    assert dataset.train.inputs.max() == 1
