"""``python -m trainlab``: the command line."""

from trainlab.cli.main import console

console()
