"""The pages of the documentation site that are made while it is built: a hook, named in mkdocs.yml."""

from __future__ import annotations

# pyright: reportMissingImports=false
# `make site` installs what is imported here; `make lint` does without.
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))
import python_page
import shell_page

PAGES = {"reference/shell.md": shell_page.page, "reference/python.md": python_page.page}
"""Where a page is -> what writes it."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages to those of docs/."""
    for name, page in PAGES.items():
        files.append(File.generated(config, name, content=page()))
    return files
