import gzip
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.data import load_dataset
from trainlab.data.formats.tfrecord import records
from trainlab.errors import DataError
from trainlab.files.tfrecord import masked_crc


def rows(example_bytes, count=20, **more):
    return [
        example_bytes(
            {"a": [float(row)], "b": [-row], "label": [row % 2]} | {k: v(row) for k, v in more.items()}
        )
        for row in range(count)
    ]


@pytest.fixture
def write(tmp_path, tfrecord_bytes):
    def write(records):
        path = tmp_path / "mine.tfrecord"
        path.write_bytes(tfrecord_bytes(records))
        return path

    return write


def test_the_masked_checksum_of_known_bytes():
    # The first 12 bytes of every TensorBoard event file: the length 24 and its masked checksum.
    assert struct.pack("<I", masked_crc(struct.pack("<Q", 24))) == b"\xa3\x7fK\x22"
    # CRC-32C of 32 zero bytes is 8a9136aa (RFC 3720, appendix B.4): rotated by 15 bits, plus the constant.
    assert masked_crc(bytes(32)) == (0x6D551522 + 0xA282EAD8) % 2**32


@given(st.lists(st.binary(max_size=40), max_size=5))
def test_records_survive(tmp_path_factory, tfrecord_bytes, data):
    path = tmp_path_factory.mktemp("tfrecord") / "f"
    path.write_bytes(tfrecord_bytes(data))
    assert list(records(path)) == data


def test_single_numbers_become_columns_in_the_order_of_their_names(write, example_bytes):
    dataset = load_dataset(write(rows(example_bytes)))
    assert dataset.features == ("a", "b")
    assert dataset.name == "mine"
    assert (dataset.train.inputs[:, 0] == -dataset.train.inputs[:, 1]).all()
    assert (dataset.train.inputs[:, 0] % 2 == dataset.train.targets).all()
    assert len(dataset.train) == 16


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("number", [int, float])
def test_one_vector_becomes_the_columns(write, example_bytes, number, packed):
    kinds = [b"no", b"yes"]
    data = [
        example_bytes({"image": [number(row), number(300)], "kind": [kinds[row % 2]]}, packed)
        for row in range(20)
    ]
    dataset = load_dataset(write(data), target="kind")
    assert dataset.classes == ("no", "yes")
    assert dataset.features == ("x1", "x2")
    assert set(dataset.test.inputs[:, 1]) == {300}
    assert (dataset.test.inputs[:, 0] % 2 == dataset.test.targets).all()


def test_a_vector_of_one_keeps_its_name(write, example_bytes):
    data = [example_bytes({"size": [row], "label": [row % 2]}) for row in range(10)]
    assert load_dataset(write(data)).features == ("size",)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"a": lambda row: [] if row == 6 else [1.0]}, "'a' has 0 values in record 7 of .* instead of 1"),
        ({"a": lambda row: [1.0, 2.0]}, "features a, b, of which a are not single numbers"),
        ({"a": lambda row: [1.0] * (1 + (row == 6))}, "'a' has 2 values in record 7 of .* instead of 1"),
        ({"a": lambda row: [b"x"]}, "'a' holds bytes in record 1"),
        ({"a": lambda row: [float("nan") if row == 6 else 1.0]}, "'a' is not finite in record 7"),
        ({"label": lambda row: [0, 1]}, "target 'label' has 2 values in record 1"),
        ({"label": lambda row: [b"\xff"]}, "one class only \\('ÿ'\\)"),
        ({"label": lambda row: [1]}, "one class only"),
        ({"label": lambda row: [f"name {row}".encode()]}, "40 different values in 40 examples"),
    ],
)
def test_unusable_features_are_refused_by_name_and_record(write, example_bytes, change, words):
    with pytest.raises(DataError, match=words):
        load_dataset(write(rows(example_bytes, 40, **change)))


def test_a_missing_feature_or_target_is_named(write, example_bytes):
    whole = rows(example_bytes)
    path = write([*whole, example_bytes({"a": [1.0], "label": [1]})])
    with pytest.raises(DataError, match="feature 'b' is missing from record 21"):
        load_dataset(path)
    with pytest.raises(DataError, match=r"unknown target feature 'c'.*a, b, label"):
        load_dataset(path, target="c")
    with pytest.raises(DataError, match="no feature besides the target"):
        load_dataset(write([example_bytes({"label": [1]})]))


def test_features_with_usual_names_need_no_target(write, example_bytes):
    data = [example_bytes({"x": [float(row), 1.0], "y": [row % 2]}) for row in range(20)]
    dataset = load_dataset(write(data))
    assert (dataset.classes, dataset.features) == (("0", "1"), ("x1", "x2"))
    both = [example_bytes({"x": [float(row)], "y": [row], "label": [row % 2]}) for row in range(20)]
    assert load_dataset(write(both)).features == ("x", "y")
    assert load_dataset(write(both), ignore=["y"]).features == ("x",)
    with pytest.raises(DataError, match=r"name one with target='FEATURE', of a, b"):
        load_dataset(write([example_bytes({"a": [1.0], "b": [1]})]))


def test_time_stamps_keep_their_precision(write, example_bytes):
    data = [example_bytes({"t": [1_700_000_000 + row], "y": [row % 2]}) for row in range(50)]
    dataset = load_dataset(write(data), standardize=True)
    assert len(np.unique(dataset.train.inputs)) == 40


def test_an_empty_file_is_refused(write):
    with pytest.raises(DataError, match="holds no records"):
        load_dataset(write([]))


def test_a_record_that_is_no_example_is_named(write, example_bytes):
    with pytest.raises(DataError, match=r"record 3 of .* is not a tf.train.Example"):
        load_dataset(write([*rows(example_bytes, 2), b"not an example"]))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda content: content[:-1], "record 2 .* damaged|record 2 .* cut short"),
        (lambda content: content[:-9], "record 2 .* cut short: it claims"),
        (lambda content: content + b"\x01", "record 3 .* ends within its header"),
        (
            lambda content: content[:-6] + b"\x00\x00" + content[-4:],
            "record 2 .* data does not match its checksum",
        ),
        (lambda content: b"\x07" + content[1:], "record 1 .* length does not match its checksum"),
        (lambda content: bytes(12), "record 1 .* length does not match"),
        (gzip.compress, "decompress it first"),
    ],
)
def test_damaged_files_are_refused(write, damage, words):
    path = write([b"first", b"second"])
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError, match=words):
        list(records(path))


def test_a_length_of_2_to_the_63_is_refused_without_allocating(tmp_path):
    length = struct.pack("<Q", 2**63)
    path = tmp_path / "f.tfrecord"
    path.write_bytes(length + struct.pack("<I", masked_crc(length)) + bytes(1000))
    tracemalloc.start()
    with pytest.raises(DataError, match="claims 9,223,372,036,854,775,808 bytes, more than follow"):
        list(records(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1e6
