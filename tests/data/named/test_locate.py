from pathlib import Path

import pytest

from trainlab.data.named import locate


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")


def idx(folder: str, ending: str = "") -> list[str]:
    return [
        f"{folder}/{split}-{kind}-ubyte{ending}"
        for split in ("train", "t10k")
        for kind in ("images-idx3", "labels-idx1")
    ]


@pytest.fixture
def three_places(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAINLAB_DATA", str(tmp_path / "given"))
    monkeypatch.setenv("TRAINLAB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(locate, "SYSTEM", tmp_path / "system")
    return tmp_path


def test_places_are_looked_in_in_order(three_places):
    assert locate.find("fashion_mnist") is None
    put(three_places / "system", *idx("fashion-mnist", ".gz"))
    assert locate.find("fashion_mnist") == (locate.places()[2], three_places / "system/fashion-mnist")
    put(three_places / "cache/data", *idx("fashion_mnist"))
    assert locate.find("fashion_mnist") == (locate.places()[1], three_places / "cache/data/fashion_mnist")
    put(three_places / "given", *idx("fashion-mnist"))
    assert locate.find("fashion_mnist") == (locate.places()[0], three_places / "given/fashion-mnist")
    assert [place.title for place in locate.places()] == [
        "TRAINLAB_DATA",
        "the cache",
        "the system's datasets",
    ]


def test_an_incomplete_folder_is_passed_over_and_what_it_lacks_is_said(three_places):
    put(three_places / "given", *idx("mnist")[:3])
    assert locate.find("mnist") is None
    assert "given: mnist/ lacks test labels)" in locate.looked_in("mnist")
    assert "cache/data: no such folder)" in locate.looked_in("mnist")


def test_the_banknote_file(three_places):
    put(three_places / "given", "other.csv")
    assert locate.find("banknote") is None
    assert "given: no banknote_authentication.csv)" in locate.looked_in("banknote")
    put(three_places / "cache/data", "banknote_authentication.csv")
    assert locate.find("banknote")[1] == three_places / "cache/data/banknote_authentication.csv"


def test_the_cache_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("TRAINLAB_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert locate.cache_folder() == tmp_path / ".cache/trainlab/data"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert locate.cache_folder() == tmp_path / "xdg/trainlab/data"
    monkeypatch.setenv("TRAINLAB_CACHE", str(tmp_path / "own"))
    assert locate.cache_folder() == tmp_path / "own/data"


def test_where_trainlab_data_is_not_set_that_is_said(three_places, monkeypatch):
    monkeypatch.delenv("TRAINLAB_DATA")
    assert locate.looked_in("mnist").startswith("TRAINLAB_DATA (not set), the cache (")
