import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trainlab.data import load_dataset
from trainlab.data.reading import Reading
from trainlab.data.tables.csv_layout import csv_layout
from trainlab.errors import DataError

ROWS = [[f"{row}.5", str(row % 7), ["oak", "elm"][row % 2]] for row in range(20)]


@pytest.fixture
def write(tmp_path):
    def write(content: str | bytes):
        path = tmp_path / "f.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def text(separator: str, rows=ROWS, header=("height", "girth", "tree")) -> str:
    return "\n".join(separator.join(row) for row in ([header] if header else []) + list(rows)) + "\n"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " ", "   "])
@pytest.mark.parametrize("header", [("height", "girth", "tree"), None])
def test_separators_are_recognised(write, separator, header):
    dataset = load_dataset(write(text(separator, header=header)))
    assert dataset.classes == ("elm", "oak")
    assert dataset.features == (header[:2] if header else ("x1", "x2"))
    assert sorted(dataset.train.inputs[:, 0].tolist()) == sorted({row + 0.5 for row in range(20)} & set(
        dataset.train.inputs[:, 0].tolist()))  # fmt: skip
    assert len(dataset.train) == 16


def test_columns_that_are_aligned_by_blanks(write):
    rows = [f"  {row:>6.2f}  {row * 3:>8}   {['oak', 'elm'][row % 2]:>5}  " for row in range(20)]
    dataset = load_dataset(write("\n".join(["  height girth  tree", "", *rows])))
    assert (dataset.features, dataset.classes) == (("height", "girth"), ("elm", "oak"))
    with pytest.raises(DataError, match=r"row 4 of .* has 2 cells, but the header \(row 1\) has 3"):
        load_dataset(write("\n".join(["height girth tree", *rows[:2], " 1 2 ", *rows[2:]])))


@pytest.mark.parametrize(
    ("content", "separator"),
    [
        ("a;b;y\n0,5;1,5;x\n0,25;2,5;z\n", ";"),
        ("0,5;1,5;x\n0,25;2,5;z\n", ";"),
        ('a,b,y\n1,2,"x; y"\n2,3,"z; y"\n', ","),
        ('"a;b;c;d","e",y\n1,2,x\n', ","),
        ("a b,c d,y\n1,2,x\n", ","),
        ("date,a,y\n2024-01-01 08:00,1,x\n2024-01-01 09:00,2,z\n", ","),
        ("a|b|y\n1|2|x,z\n", "|"),
        ("a\n1\n", ","),
    ],
)
def test_what_else_holds_separators(write, content, separator):
    assert csv_layout(write(content), Reading()).separator == separator


@pytest.mark.parametrize(
    ("content", "header", "said"),
    [
        ("a,b,y\n1,2,x\n", True, ""),
        ("1971,1972,country\n0.5,0.7,x\n0.1,0.2,z\n", True, "takes its first row"),
        ("1971,1972,1973\n0.5,0.7,1\n0.1,0.2,0\n", False, "no header"),
        ("0,1,2\n2.04,-2.56,0\n", True, "takes its first row (0, 1, 2) for the names"),
        ("1,2,3\n5,7,0\n", True, "takes its first row"),
        ("0,1\n1,0\n0,1\n", False, "no header"),
        ("0,1\n1.5,0\n0.5,1\n", True, "takes its first row"),
        ("5.1,3.5,y\n4.9,3.0,n\n4.7,3.2,y\n", False, "no header"),
        ("5.1,3.5,y\n4.9,3.0,0\n4.7,3.2,1\n", True, ""),
        ("label,7,8\nx,1.5,2.5\nz,1,2\n", True, ""),
        (",a,y\n0,1,x\n", True, ""),
    ],
)
def test_headers_are_recognised_and_guesses_are_said(write, content, header, said):
    layout = csv_layout(write(content), Reading())
    assert layout.header == header
    assert len(layout.notes) == bool(said)
    assert said in "".join(layout.notes)
    if not header:
        assert layout.names[:2] == ("x1", "x2")
    assert csv_layout(write(content), Reading(header=not header)).header != header
    assert not csv_layout(write(content), Reading(header=not header)).notes


def test_rows_are_counted_with_and_without_a_header(write):
    with pytest.raises(DataError, match=r"holds 'z' in row 3 \(the header is row 1\)"):
        load_dataset(write("a,b,y\n1,2,0\nz,3,1\n"))
    with pytest.raises(DataError, match=r"holds 'z' in row 3, which is not a number"):
        load_dataset(write("1,2,0\n\nz,3,1\n"), header=False, target="x3")
    with pytest.raises(DataError, match=r"row 3 of .* has 2 cells, but the first has 3"):
        load_dataset(write("1,2,0\n4,5,6\n1,3\n"), header=False, target="x3")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8", "utf-8-sig"])
def test_other_encodings_are_read_and_said(write, encoding):
    content = "größe,y\n" + "1,weiß\n2,rot\n" * 10
    dataset = load_dataset(write(content.encode(encoding)))
    assert (dataset.features, dataset.classes) == (("größe",), ("rot", "weiß"))
    said = [note for note in dataset.notes if "not text in UTF-8: it is read as Windows-1252" in note]
    assert bool(said) == (encoding in ("latin-1", "cp1252"))


def test_bytes_that_windows_does_not_know_are_latin_1(write):
    (note,) = load_dataset(write(b"a,y\n" + b"1,\x81\n2,x\n" * 10)).notes
    assert "read as Latin-1" in note


def test_a_late_byte_that_is_no_utf_8(write):
    rows = "".join(f"{row},{'ja' if row % 2 else 'nö'}\n" for row in range(1000))
    dataset = load_dataset(write(("a,y\n" + rows * 200).encode() + b"3,n\xf6\n"))
    assert any("Windows-1252" in note for note in dataset.notes)


def test_a_cell_of_any_length(write):
    # 131,072 characters are the most that the csv module takes unasked
    dataset = load_dataset(write("a,y\n" + f"1,{'n' * 200_000}\n2,m\n" * 10))
    assert dataset.classes == ("m", "n" * 200_000)
    with pytest.raises(DataError, match="holds 'x' in row 22"):
        load_dataset(write("a,y\n" + f"1,{'n' * 200_000}\n2,m\n" * 10 + "x,m\n"))


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=1, max_size=8).map(
    str.strip
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=8), st.sampled_from(",;|\t"))
def test_quoted_cells_are_cut_as_they_were_joined(tmp_path_factory, rows, separator):
    assume(all(all(row) for row in rows))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    path = tmp_path_factory.mktemp("f") / "f.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    assume(path.read_text(encoding="utf-8").splitlines()[0].strip())
    layout = csv_layout(path, Reading(header=True, separator=separator))
    assert list(layout.names) == [cell.strip() for cell in rows[0]]
    assert [record for _, record in layout.rows()] == rows
