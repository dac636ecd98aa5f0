import contextlib
import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from trainlab.data import load_dataset
from trainlab.errors import DataError

X, Y = np.arange(40.0).reshape(20, 2), np.arange(20) % 2


def npy(shape: tuple[int, ...], values: bytes, descr: str = "<f8", version: int = 1) -> bytes:
    """An NPY file by hand (NEP 1)."""
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H", len(header)) + header + values


def archive(path, members: dict[str, bytes], how: int = zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", how) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine.npz"


def test_one_set_of_arrays_is_split(path):
    np.savez(path, x=X, y=Y)
    dataset = load_dataset(path)
    assert dataset.name == "mine"
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [16, 2, 2]


def test_arrays_of_each_split_are_kept(path):
    np.savez_compressed(
        path, x_train=X, y_train=Y, x_validation=X[:4], y_validation=Y[:4], x_test=X[4:9], y_test=Y[4:9]
    )
    dataset = load_dataset(path)
    assert dataset.train.inputs.tolist() == X.tolist()
    assert dataset.validation.inputs.tolist() == X[:4].tolist()
    assert dataset.test.targets.tolist() == Y[4:9].tolist()


def test_eight_bit_images_are_scaled_and_tables_are_not(path):
    images = np.arange(20 * 4, dtype=np.uint8).reshape(20, 2, 2)
    np.savez(path, x_train=images, y_train=Y, x_validation=images, y_validation=Y, x_test=images, y_test=Y)
    dataset = load_dataset(path)
    np.testing.assert_allclose(dataset.test.inputs[..., 0], images / 255, rtol=1e-6)
    np.savez(path, x=np.arange(20, dtype=np.uint8).reshape(20, 1), y=Y)
    assert load_dataset(path).train.inputs.max() > 1


def test_names_as_targets(path):
    np.savez(path, x=X, y=np.where(Y, "no", "yes"))
    assert load_dataset(path).classes == ("no", "yes")


@given(
    st.sampled_from(["<f4", ">f8", "<i2", "|u1", "|b1"]),
    st.booleans(),
    st.booleans(),
    st.integers(4, 9),
    st.data(),
)
def test_whatever_is_saved_is_read(tmp_path_factory, dtype, compressed, fortran, rows, data):
    elements = {"allow_nan": False, "allow_infinity": False} if dtype[1] == "f" else None
    x = data.draw(hnp.arrays(dtype, (rows, 3), elements=elements))
    with np.errstate(over="ignore"):
        finite = np.isfinite(x.astype(np.float32)).all()
    path = tmp_path_factory.mktemp("npz") / "f.npz"
    given = {"x": np.asfortranarray(x) if fortran else x, "y": np.arange(rows) % 2}
    splits = {
        f"{key}_{split}": value for split in ("train", "validation", "test") for key, value in given.items()
    }
    (np.savez_compressed if compressed else np.savez)(path, **splits)
    if finite:
        np.testing.assert_array_equal(load_dataset(path).test.inputs, x.astype(np.float32))
    else:
        with pytest.raises(DataError, match="not a finite 32-bit number"):
            load_dataset(path)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"a": X}, "lacks x and y.* it holds a"),
        ({"x": X}, "lacks y: an NPZ"),
        ({"x_train": X}, "lacks y_train"),
        ({"x_test": X, "y_test": Y}, "lacks x_train and y_train"),
        ({}, "it holds nothing"),
        ({"x": np.array(["a", None]), "y": Y}, "array x of .* holds Python objects, which could run code"),
        ({"x": X.astype("complex64"), "y": Y}, "must be numbers"),
        ({"x": X, "y": Y[:5]}, "must be equally many"),
        ({"x": np.float64(1), "y": Y}, "must have shape"),
    ],
)
def test_unusable_arrays_are_refused(path, arrays, words):
    np.savez(path, **arrays)
    with pytest.raises(DataError, match=words):
        load_dataset(path)


GOOD_Y = npy((20,), Y.astype("<i8").tobytes(), "<i8")


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    ("x", "words"),
    [
        (npy((2**40, 2**40), bytes(16)), r"header declares 9,\d+,.* the archive holds 16"),
        (npy((20, 2), bytes(8)), "header declares 320 bytes of values, the archive holds 8"),
        (npy((-4, -10), X.tobytes()), "array x .* damaged"),
        (npy((20, 2), X.tobytes() + b"more"), "header declares 320 bytes"),
        (npy((20, 2), X.tobytes(), "<U99999999"), "header declares"),
        (npy((20, 2), X.tobytes(), "nonsense"), "damaged NPY header"),
        (npy((20, 2), X.tobytes(), "|O"), "Python objects"),
        (npy((20, 2), X.tobytes(), version=9), "damaged"),
        (b"\x93NUMPY", "damaged NPY header"),
        (b"", "damaged NPY header"),
        (b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535, "damaged NPY header"),
    ],
)
def test_lying_headers_are_refused_without_allocating(path, x, words, how):
    archive(path, {"x": x, "y": GOOD_Y}, how)
    tracemalloc.start()
    with pytest.raises(DataError, match=words):
        load_dataset(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6


def test_a_directory_that_claims_more_than_the_file_can_hold_is_refused(path):
    archive(path, {"x": npy((20, 2), X.tobytes()), "y": GOOD_Y})
    content = path.read_bytes()
    entry = content.index(b"PK\x01\x02")
    claimed = content[: entry + 24] + struct.pack("<I", 2**31) + content[entry + 28 :]
    path.write_bytes(claimed)
    with pytest.raises(DataError, match="claims 2,147,483,648 bytes, more than the file can hold"):
        load_dataset(path)


def test_a_bomb_larger_than_memory_is_refused_before_it_opens(path, monkeypatch):
    monkeypatch.setattr("trainlab.data.formats.memory._physical_memory", lambda: 10**6)
    np.savez_compressed(path, x=np.zeros((2000, 100)), y=np.arange(2000) % 2)
    with pytest.raises(DataError, match="of memory"):
        load_dataset(path)


def test_other_compressions_are_refused(path):
    archive(path, {"x": npy((20, 2), X.tobytes()), "y": GOOD_Y}, zipfile.ZIP_LZMA)
    with pytest.raises(DataError, match="compressed in a way"):
        load_dataset(path)


def test_a_flipped_bit_is_noticed(path):
    archive(path, {"x": npy((20, 2), X.tobytes()), "y": GOOD_Y})
    content = bytearray(path.read_bytes())
    content[content.index(X.tobytes()) + 5] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match="not a whole NPZ file: Bad CRC"):
        load_dataset(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_what_is_no_archive_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(DataError, match="not a whole NPZ file"):
        load_dataset(path)


def whole_file() -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, x=X, y=Y)
    return stream.getvalue()


def test_an_array_that_begins_outside_of_the_file_is_refused(tmp_path):
    content = bytearray(whole_file())
    # The place and size of the list of members: with a wrong one, members seem to begin before the file does.
    content[-4 - 2 - 4] = 1
    path = tmp_path / "f.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"begin outside of the file|not a whole NPZ file"):
        load_dataset(path)


@given(st.data())
def test_damage_anywhere_is_read_or_refused(tmp_path_factory, data):
    content = bytearray(whole_file())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("npz") / "f.npz"
    path.write_bytes(content)
    with contextlib.suppress(DataError):
        assert len(load_dataset(path).train) == 16


def test_a_long_list_of_arrays_is_refused_unread(path):
    archive(path, {f"{number:0200}": b"" for number in range(5_000)})
    with pytest.raises(DataError, match="its list of arrays is too long"):
        load_dataset(path)


def test_a_long_header_is_refused_unread(path):
    header = b" " * (1 << 20)
    long = b"\x93NUMPY\x02\x00" + struct.pack("<I", len(header)) + header
    archive(path, {"x": long, "y": GOOD_Y}, zipfile.ZIP_DEFLATED)
    with pytest.raises(DataError, match=r"array x of .* has a damaged NPY header\."):
        load_dataset(path)


@pytest.mark.parametrize("descr", ["|V0", "<U0", "|S0"])
def test_values_of_no_bytes_are_refused(path, descr):
    archive(path, {"x": npy((20, 2), X.tobytes()), "y": npy((2**40,), b"", descr)})
    with pytest.raises(DataError, match=r"array y of .* holds values of no bytes"):
        load_dataset(path)


def test_what_unpacks_to_a_hundred_times_its_size_is_refused(path):
    np.savez_compressed(path, x=np.zeros((10**6, 8)), y=np.arange(10**6) % 2)
    with pytest.raises(
        DataError, match=r"would unpack to 69 MiB, .* at most 100 times is read\. Save it with"
    ):
        load_dataset(path)
    np.savez_compressed(path, x=np.zeros((10**5, 8)), y=np.arange(10**5) % 2)  # few bytes do no harm
    assert len(load_dataset(path).train) == 80_000


def test_a_header_that_python_2_wrote_is_read_in_silence(path):
    written = npy((20, 2), X.tobytes()).replace(b"(20, 2), }  ", b"(20L, 2L), }")
    archive(path, {"x": written, "y": GOOD_Y})
    assert load_dataset(path).input_shape == (2,)


def test_names_that_are_no_text_are_refused(path):
    archive(path, {"x": npy((20, 2), X.tobytes()), "y": GOOD_Y, "ü": b""})
    path.write_bytes(path.read_bytes().replace("ü".encode(), b"\xff\xff"))
    with pytest.raises(DataError, match="not a whole NPZ file"):
        load_dataset(path)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(
    ("code", "words"), [(0x110000, "text that is not Unicode"), (0xD800, "not Unicode text")]
)
def test_text_that_is_no_unicode_is_refused(path, order, code, words):
    letters = struct.pack(f"{order}20I", *[ord("a"), code] * 10)
    archive(path, {"x": npy((20, 2), X.tobytes()), "y": npy((20,), letters, f"{order}U1")})
    with pytest.raises(DataError, match=words):
        load_dataset(path)


@pytest.mark.parametrize("words", ["validation", "valid", "val", "dev", "Validation"])
@pytest.mark.parametrize("form", ["x_{}", "{}_x", "X{}", "images_{}", "{}_images", "{}-inputs"])
def test_the_usual_names_of_a_validation_part(path, words, form):
    inputs = form.format(words)
    targets = inputs.replace("images", "labels").replace("inputs", "targets")
    targets = targets.replace("x", "y").replace("X", "y")
    train = inputs.replace(words, "train"), targets.replace(words, "train")
    np.savez(path, **{train[0]: X, train[1]: Y, inputs: X[:6], targets: Y[:6]})
    dataset = load_dataset(path)
    np.testing.assert_array_equal(dataset.validation.inputs, X[:6].astype(np.float32))
    assert (len(dataset.train), dataset.notes) == (18, ())


def test_arrays_that_are_not_used_are_named(path):
    np.savez(path, x=X, y=Y, ids=Y, about=np.array("made by hand"))
    (note,) = load_dataset(path).notes
    assert note.endswith("holds arrays that are not used: ids, about.")
    np.savez(path, x_train=X, y_train=Y, x=X, y=Y)
    assert "not used: x, y" in load_dataset(path).notes[0]


def test_two_arrays_for_one_purpose_are_refused(path):
    np.savez(path, x_train=X, y_train=Y, x_val=X, y_val=Y, x_valid=X)
    with pytest.raises(DataError, match="two arrays for the inputs of validation, x_val and x_valid"):
        load_dataset(path)


def test_names_of_classes_and_columns(path):
    np.savez(path, x=X, y=Y, class_names=np.array(["no", "yes"]), feature_names=np.array(["a", "b"]))
    dataset = load_dataset(path)
    assert (dataset.classes, dataset.features, dataset.notes) == (("no", "yes"), ("a", "b"), ())
    np.savez(path, x=X, y=Y, class_names=np.arange(2))
    with pytest.raises(DataError, match=r"class_names of .* must be a list of text"):
        load_dataset(path)


def test_words_for_missing_values_are_classes(path):
    np.savez(path, x=X, y=np.array(["NA", "None"] * 10))
    assert load_dataset(path).classes == ("NA", "None")
    np.savez(path, x=X, y=np.where(Y, np.nan, 1.0))
    with pytest.raises(DataError, match="nan in example 1"):
        load_dataset(path)
