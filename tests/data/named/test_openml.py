import socket
from types import SimpleNamespace
from urllib.error import URLError

import numpy as np
import pytest
import sklearn.datasets

from trainlab.data.formats.idx import read_idx
from trainlab.data.load import load_dataset
from trainlab.data.named import locate, openml
from trainlab.errors import DataError


def banknotes() -> SimpleNamespace:
    """As fetch_openml gives them: classes are the texts 1 (genuine) and 2 (forged)."""
    data = np.random.default_rng(0).normal(size=(1372, 4)).round(4)
    return SimpleNamespace(data=data, target=np.array(["1", "2"] * 686, dtype=object))


@pytest.fixture
def server(bare_machine, monkeypatch):
    calls = []

    def answer(name, **options):
        calls.append((name, options | {"timeout": socket.getdefaulttimeout()}))
        return banknotes()

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", answer)
    return calls


def test_a_download_is_kept_and_used_from_then_on(server, bare_machine):
    first = load_dataset("banknote")
    assert (bare_machine / "data/banknote_authentication.csv").is_file()
    assert load_dataset("banknote").fingerprint == first.fingerprint
    assert len(server) == 1
    rows = np.concatenate([first.split(name).inputs for name in ("train", "validation", "test")])
    assert sorted(map(tuple, rows)) == sorted(map(tuple, banknotes().data.astype(np.float32)))
    assert first.classes == ("genuine", "forged")


def test_the_download_asks_for_a_fixed_version_without_pandas_and_with_patience(server):
    openml.download("banknote")
    (name, options), = server  # fmt: skip
    assert name == "banknote-authentication"
    assert (options["version"], options["as_frame"], options["parser"]) == (1, False, "liac-arff")
    assert options["timeout"] == openml.TIMEOUT
    assert socket.getdefaulttimeout() is None


def test_without_network_every_place_is_named_and_the_way_out(bare_machine):
    with pytest.raises(DataError) as caught:
        load_dataset("mnist")
    sentence = str(caught.value)
    assert "OSError: no network in this test" in sentence
    assert "TRAINLAB_DATA (not set)" in sentence
    assert str(bare_machine) in sentence
    assert "the system's datasets" in sentence
    assert "set TRAINLAB_DATA to a folder that holds mnist" in sentence
    assert not bare_machine.exists()


def test_whatever_breaks_a_download_is_one_error(bare_machine, monkeypatch):
    def portal(*args, **kwargs):
        raise URLError("login first")

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", portal)
    with pytest.raises(DataError, match=r"URLError.*login first"):
        openml.download("fashion_mnist")
    assert socket.getdefaulttimeout() is None


def test_another_dataset_under_the_name_is_refused_and_not_kept(server, bare_machine):
    with pytest.raises(DataError, match=r"mnist_784 has shape \(1372, 4\), not \(70000, 784\)"):
        openml.download("mnist")
    assert not bare_machine.exists()


def test_images_are_kept_as_idx_files(server, bare_machine, monkeypatch):
    monkeypatch.setitem(openml.SHAPES, "mnist", (5, 784))
    monkeypatch.setattr(openml, "TRAIN_IMAGES", 3)
    pixels = np.arange(5 * 784).reshape(5, 784) % 256
    answer = SimpleNamespace(data=pixels, target=np.array(list("31415")))
    monkeypatch.setattr(sklearn.datasets, "fetch_openml", lambda *args, **kwargs: answer)
    folder = openml.download("mnist")
    assert locate.find("mnist") == (locate.places()[0], folder)
    assert read_idx(folder / "train-images-idx3-ubyte").tolist() == pixels[:3].reshape(3, 28, 28).tolist()
    assert read_idx(folder / "t10k-images-idx3-ubyte").shape == (2, 28, 28)
    assert read_idx(folder / "train-labels-idx1-ubyte").tolist() == [3, 1, 4]
    assert read_idx(folder / "t10k-labels-idx1-ubyte").tolist() == [1, 5]
    assert [entry.name for entry in folder.parent.iterdir()] == ["mnist"]
    assert openml.download("mnist") == folder


def test_a_cache_that_cannot_be_written_is_said(server, bare_machine):
    bare_machine.write_text("a file where the folder should be")
    with pytest.raises(DataError, match=r"was downloaded but could not be stored in .*Set TRAINLAB_CACHE"):
        openml.download("banknote")
