"""Trained nets: where their weights are, using them, writing and reading them as files."""
