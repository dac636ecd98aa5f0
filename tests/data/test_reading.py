import pytest

from trainlab.data import load_dataset
from trainlab.data.reading import Reading, option
from trainlab.errors import DataError


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"separator": "::"}, "separator must be comma, semicolon, tab, pipe, blank or the character itself"),
        ({"decimal": ";"}, "decimal must be '.' or ',', not ';'"),
        ({"thousands": "x"}, "thousands must be a comma, point, apostrophe"),
        ({"thousands": "."}, "decimal and thousands cannot both be '.'"),
        ({"thousands": ",", "decimal": ","}, "decimal and thousands cannot both be ','"),
        ({"separator": ",", "decimal": ","}, "separator and decimal cannot both be ','"),
        ({"missing": 3}, "missing is a list of texts"),
        ({"header": "no"}, "header is true or false, not 'no'"),
    ],
)
def test_what_cannot_be_said(given, words):
    with pytest.raises(DataError, match=words):
        Reading.of(given)


def test_what_was_said_is_kept_and_nothing_else():
    said = {"missing": "NA, ?", "header": False, "separator": "tab", "ignore": ["id"], "target": None}
    reading = Reading.of(said)
    assert reading.given == {"missing": ("NA", "?"), "header": False, "separator": "\t", "ignore": ("id",)}
    assert Reading.of(reading.given) == reading
    assert Reading.of({"drop_missing": False}).given == {}


def test_options_are_written_as_a_person_writes_them():
    assert option("missing", "NA") == "--missing NA (missing=['NA'] in Python)"
    assert option("decimal", ",") == "--decimal ',' (decimal=',' in Python)"


def test_what_means_nothing_is_refused(tmp_path):
    with pytest.raises(DataError, match="moons is built in: leave out separator=';'"):
        load_dataset("moons", separator=";")
    (tmp_path / "f.parquet").write_bytes(b"PAR1")
    with pytest.raises(
        DataError, match=r"decimal=',' belongs to CSV files \(.csv, .*\), but '.*f.parquet' is not one"
    ):
        load_dataset(tmp_path / "f.parquet", decimal=",")
    (tmp_path / "f.npz").write_bytes(b"PK")
    with pytest.raises(DataError, match=r"missing=\['NA'\] belongs to tables \(.csv, .*.parquet\), but"):
        load_dataset(tmp_path / "f.npz", missing=["NA"])
    with pytest.raises(TypeError, match="unexpected keyword argument 'targte'"):
        load_dataset("moons", targte="y")
