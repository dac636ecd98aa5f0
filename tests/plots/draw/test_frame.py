# pyright: reportAttributeAccessIssue=false
# matplotlib does not say which canvas a figure has.

from trainlab.plots.draw import style
from trainlab.plots.draw.frame import framed_figure, short_name


def test_a_frame_holds_the_title_the_notes_and_the_room_asked_for():
    long = " ".join([*["two words"] * 9, "more"])
    with style.figure_style():
        figure = framed_figure(6, 3, "costs $5 or $6", ["one", long])
    assert figure.get_size_inches().tolist() == [
        6, 3 + style.TITLE_HEIGHT + 2 * style.NOTE_HEIGHT + style.EDGE,
    ]  # fmt: skip
    assert [text.get_text() for text in figure.texts] == ["costs $5 or $6", long, "one"]
    assert not any(text.get_parse_math() for text in figure.texts)
    assert framed_figure(1, 1, "", []).get_size_inches()[0] == style.NARROWEST


def test_notes_of_digits_do_not_leave_the_figure():
    notes = ["not told apart: momentum", *["best: learning_rate=0.0353, momentum=0.7061, l2=0.001086"] * 6]
    for width in (5.0, 7.8, 10.0):
        figure = framed_figure(width, 2, "", notes)
        ends = [text.get_window_extent(figure.canvas.get_renderer()).x1 for text in figure.texts]
        assert max(ends) <= figure.bbox.x1


def test_names_are_cut_in_the_middle_and_are_plain():
    assert short_name("$a\x1b") == r"$a\x1b"
    assert short_name("abcdefghij", 6) == "abc…ij"
    assert short_name("abcdef", 6) == "abcdef"
