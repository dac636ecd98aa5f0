"""``python -m trainlab``: the command line."""

from trainlab.cli.entry import console

console()
