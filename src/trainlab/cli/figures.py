"""Figures at the command line."""

from __future__ import annotations


def load_plots() -> None:
    """Import ``trainlab.plots``, and matplotlib with it, in 0.2 instead of 0.3 seconds.

    On import matplotlib inspects each of its classes to write a list of properties into their docstrings,
    which nobody reads inside of a command. (In Python, where one may, the list is written.)
    """
    import sys

    if "matplotlib.figure" in sys.modules:
        return
    from matplotlib import artist

    write_list = artist.kwdoc
    artist.kwdoc = lambda artist: ""
    try:
        import trainlab.plots  # noqa: F401
    finally:
        artist.kwdoc = write_list
