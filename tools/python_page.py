"""The reference of the Python API: every public name of ``trainlab``, described by its docstring.

What is written here are the directives of mkdocstrings, which reads the docstrings when the site is built.
"""

from __future__ import annotations

import re

import trainlab

ROLE = re.compile(r":\w+:`~?([^`]+)`")
EXAMPLE = re.compile(r"(?:^>>>.*\n(?:^\S.*\n?)*\n*)+", re.MULTILINE)

INTRODUCTION = """\
# Python

What `import trainlab as tl` gives. [Settings](../settings.md) are arguments by their names.
"""

GROUPS = {
    "Studies": (
        "run",
        "search",
        "resume",
        "workers",
        "open",
        "Study",
        "StudyTrial",
        "studies",
        "Studies",
        "StudyLine",
        "plot",
        "view",
        "Viewer",
        "tensorboard",
        "Observer",
    ),
    "Values to try": ("log", "lin", "choice", "random_log", "random_lin"),
    "Before training": (
        "check",
        "net",
        "net_space",
        "dataset",
        "datasets",
        "Dataset",
        "plot_dataset",
        "find_settings",
    ),
    "Sweeps and comparisons": ("sweep_lr", "sweep_batch", "compare", "Comparison"),
    "Trained nets": ("load_network", "Network"),
    "Your own": (
        "register",
        "Optimizer",
        "Schedule",
        "LayerKind",
        "Activation",
        "Initializer",
        "Regulariser",
        "Augmentation",
        "Probe",
        "Check",
        "CheckResult",
        "FileFormat",
        "Symptom",
        "Setting",
    ),
    "Errors": ("TrainlabError",),
}
"""The names that belong together."""


def page() -> str:
    """The page; names that no group knows come last."""
    known = {name for names in GROUPS.values() for name in names}
    others = tuple(name for name in trainlab.__all__ if name not in known and not name.startswith("_"))
    groups = GROUPS | ({"Others": others} if others else {})
    return INTRODUCTION + "".join(_group(title, names) for title, names in groups.items())


def _group(title: str, names: tuple[str, ...]) -> str:
    return f"\n## {title}\n" + "".join(map(_entry, names))


def _entry(name: str) -> str:
    """A directive that names the object where it is defined, for a name may be that of a module, too."""
    found = getattr(trainlab, name)
    return (
        f"\n::: {found.__module__}.{found.__qualname__}\n"
        f"    options:\n      heading: {name}\n      toc_label: {name}\n      heading_level: 3\n"
    )


def shown(text: str) -> str:
    """A docstring as the site shows it.

    Roles of Sphinx become names, and examples that stand between paragraphs a section of their own.
    """
    text = ROLE.sub(r"`\1`", text)
    return EXAMPLE.sub(lambda found: "Examples:\n" + _indented(found[0]), f"{text}\n").rstrip("\n") + "\n"


def _indented(block: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in block.splitlines())
