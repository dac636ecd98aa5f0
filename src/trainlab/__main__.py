"""``python -m trainlab``: the command line."""

from trainlab.cli.door import console

console()
