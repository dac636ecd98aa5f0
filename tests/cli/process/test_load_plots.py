"""matplotlib as the command line loads it: quicker, and otherwise the same."""

from __future__ import annotations

import subprocess
import sys

LOADED = """
from trainlab.cli.process.load_plots import load_plots
from matplotlib import artist
write_list, describe = artist.kwdoc, vars(artist.Artist)["_update_set_signature_and_docstring"]
load_plots()
assert artist.kwdoc is write_list
assert vars(artist.Artist)["_update_set_signature_and_docstring"] is describe
from matplotlib.axes import Axes
from matplotlib.figure import Figure
assert not Axes.set.__doc__, "nothing was described"
axes = Figure().subplots()
axes.set(xlabel="step", ylim=(0, 2))
assert (axes.get_xlabel(), axes.get_ylim()) == ("step", (0, 2))
class Later(Axes): pass
assert "xlabel" in Later.set.__doc__, "what comes later is described"
print("quick")
"""


def test_nothing_but_descriptions_is_left_out():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("quick\n", "")


def test_where_matplotlib_is_loaded_already_nothing_is_done():
    script = f"import matplotlib.figure\n{LOADED.replace('not Axes.set.__doc__', 'Axes.set.__doc__')}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("quick\n", "")
