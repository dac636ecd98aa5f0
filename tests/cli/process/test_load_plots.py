"""matplotlib as the command line loads it: quicker, and otherwise the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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

RENAMED = """
import sys
sys.path.insert(0, {folder!r})
from matplotlib import _docstring, artist
from renaming import rename
names = {{"kwdoc": "list_of_properties", "_update_set_signature_and_docstring": "_describe_set"}}
for module in (artist, _docstring):
    rename(module, names)
assert not hasattr(artist, "kwdoc")
"""

PICTURE = """
{load}
import hashlib, pathlib, sys
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from trainlab.plots.draw.save import save_figure
figure = Figure()
axes = figure.subplots()
axes.set(xlabel="step", ylabel="loss")
axes.plot([0, 1, 2], [3, 2, 1], label="trial")
axes.legend()
print(bool(Axes.set.__doc__), hashlib.sha256(save_figure(figure, sys.argv[1]).read_bytes()).hexdigest())
"""


def run(script: str, *arguments: object) -> str:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


def test_nothing_but_descriptions_is_left_out():
    assert run(LOADED) == "quick\n"


def test_where_matplotlib_is_loaded_already_nothing_is_done():
    assert (
        run(f"import matplotlib.figure\n{LOADED.replace('not Axes.set.__doc__', 'Axes.set.__doc__')}")
        == "quick\n"
    )


def test_a_matplotlib_without_these_functions_draws_the_same(tmp_path):
    quick = "from trainlab.cli.process.load_plots import load_plots\nload_plots()"
    other = RENAMED.format(folder=str(Path(__file__).parent)) + quick
    described, pictures = zip(
        *(run(PICTURE.format(load=load), tmp_path / "picture.png").split() for load in (quick, "", other)),
        strict=True,
    )
    assert described == ("False", "True", "True"), "only a matplotlib that is known is not described"
    assert len(set(pictures)) == 1
