"""Docstrings as the documentation site shows them: an extension of griffe, named in mkdocs.yml."""

from __future__ import annotations

# pyright: reportMissingImports=false
# `make site` installs what is imported here; `make lint` does without.
from typing import Any

import griffe
from python_page import shown


class Docstrings(griffe.Extension):
    """Changes every docstring that griffe reads."""

    def on_instance(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Change the docstring of an object."""
        if obj.docstring is not None:
            obj.docstring.value = shown(obj.docstring.value)
