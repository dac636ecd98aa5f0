from __future__ import annotations

# pyright: reportAttributeAccessIssue=false
# The defaults of these settings depend on others.
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import SettingError
from trainlab.schedules.pieces import MAX_PIECES, read_pieces
from trainlab.settings import SETTINGS


def used(rows):
    return [(int(first), float(factor)) for first, factor in rows if np.isfinite(first)]


@pytest.mark.parametrize(
    ("text", "length", "pieces"),
    [
        ("200:0.5/400:0.25", 1000, [(200, 0.5), (400, 0.25)]),
        ("50%:0.5/75%:0.25", 1000, [(500, 0.5), (750, 0.25)]),
        ("50%:0.5", 5, [(3, 0.5)]),  # rounded up: from the first step at or after the half
        ("33.3%:2", 1000, [(333, 2.0)]),
        ("0:.5", 10, [(0, 0.5)]),
        ("0%:1e-2/10:0/90%:4.", 100, [(0, np.float32(0.01)), (10, 0.0), (90, 4.0)]),
        (" 10 : 0.5 / 20 % : 0.25 ", 100, [(10, 0.5), (20, 0.25)]),
        ("5000:0.5", 100, [(5000, 0.5)]),
        ("16777216:0.5/16777218:0.25", 100, [(2**24, 0.5), (2**24 + 2, 0.25)]),
    ],
)
def test_pieces_are_read(text, length, pieces):
    rows = read_pieces(text, length)
    assert rows.shape == (MAX_PIECES, 2)
    assert rows.dtype == np.float32
    assert used(rows) == pieces
    assert (rows[len(pieces) :] == (np.inf, 1)).all()


@pytest.mark.parametrize("length", [0, 1, 2, 3, 7])
def test_the_default_fits_trials_of_any_length(length):
    (default,) = SETTINGS["pieces"].default.values.values()
    firsts = [first for first, _ in used(read_pieces(default, length))]
    assert len(firsts) == 2
    assert firsts == sorted(firsts)


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "200", "200:", ":0.1", "200=0.1", "200:0.1,400:0.01", "200:0.1/", "/", "-5:0.1", "1.5:0.1",
        "50%:-0.1", "50%:nan", "50%:inf", "50%:0.1:0.2", "1e3:0.1", "50%%:0.1", "٣:0.1", "1:0x1", "1:1_0",
        "1:" + "9" * 5000, "9" * 5000 + ":1", "1:1e9999", "1:.", "1:e5",
    ],
)  # fmt: skip
def test_what_is_no_list_of_pieces_is_refused_with_an_example(text):
    with pytest.raises(SettingError, match=r"pieces of the recipe must be .* such as 200:0.1/400:0.01"):
        read_pieces(text, 1000)


def test_the_piece_that_is_wrong_is_named():
    with pytest.raises(SettingError, match=r"not '75:x' in '50:0\.1/75:x'"):
        read_pieces("50:0.1/75:x", 1000)


@pytest.mark.parametrize("text", ["50:1/50:2", "75%:1/50%:2", "50%:1/500:2", "501:1/50%:2", "0:1/0%:2"])
def test_pieces_out_of_order_are_refused(text):
    with pytest.raises(SettingError, match="must start one after the other"):
        read_pieces(text, 1000)


def test_out_of_order_says_which_steps_the_pieces_start_at():
    with pytest.raises(SettingError, match=r"'200:2' \(step 200\) is written after '50%:1' \(step 500\)"):
        read_pieces("50%:1/200:2", 1000)


def test_shares_beyond_the_whole_are_refused():
    assert used(read_pieces("100%:0.5", 1000)) == [(1000, 0.5)]
    with pytest.raises(SettingError, match=r"at most 100%, not '100\.5%:0\.5'"):
        read_pieces("100.5%:0.5", 1000)


def test_factors_beyond_32_bits_are_refused():
    with pytest.raises(SettingError, match=r"must fit a 32-bit float, at most 3\.4e\+38"):
        read_pieces("1:1e39", 1000)


def test_too_many_pieces_are_refused():
    pieces = [f"{step}:0.5" for step in range(MAX_PIECES)]
    assert len(used(read_pieces("/".join(pieces), 1000))) == MAX_PIECES
    with pytest.raises(SettingError, match="must be 16 at most, not 17"):
        read_pieces("/".join([*pieces, "100:0.5"]), 1000)


@given(
    st.lists(st.integers(0, 2**24), min_size=1, max_size=MAX_PIECES, unique=True).map(sorted),
    st.lists(st.floats(0, 1e6, width=32), min_size=MAX_PIECES, max_size=MAX_PIECES),
)
def test_what_is_written_is_read_back(firsts, factors):
    pieces = list(zip(firsts, factors, strict=False))
    text = "/".join(f"{first}:{factor!r}" for first, factor in pieces)
    assert used(read_pieces(text, 1)) == pieces


@given(st.integers(1, 2**24), st.integers(0, 10**6))
def test_a_share_begins_at_the_first_step_that_has_reached_it(length, millionths):
    ((first, _),) = used(read_pieces(f"{millionths // 10**4}.{millionths % 10**4:04d}%:1", length))
    assert first * 10**6 >= millionths * length > (first - 1) * 10**6
