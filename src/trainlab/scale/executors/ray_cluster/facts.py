"""What is installed on a node: asked there, before anything is trained.

The function is sent to the node as it stands here, so that it runs where trainlab is not even installed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MUST_AGREE = ("python", "jax", "jaxlib", "numpy", "trainlab", "sources of trainlab")
"""What must be the same on all nodes."""


def installed() -> dict[str, str]:
    """Versions on this node, by name; ``none`` where something is not installed."""
    import hashlib
    import platform
    from importlib.metadata import PackageNotFoundError, version
    from importlib.util import find_spec
    from pathlib import Path

    found = {"python": platform.python_version()}
    for name in ("jax", "jaxlib", "numpy", "trainlab"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    spec = find_spec("trainlab")
    if spec is None or not spec.submodule_search_locations:
        return {**found, "trainlab": "none", "sources of trainlab": "none"}
    folder, digest = Path(spec.submodule_search_locations[0]), hashlib.sha256()
    for source in sorted(folder.rglob("*.py")):
        digest.update(str(source.relative_to(folder)).encode() + source.read_bytes())
    return {**found, "sources of trainlab": digest.hexdigest()[:12]}


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """What a node has otherwise than this process, in words.

    >>> differences({"python": "3.12.1", "jax": "0.10.0"}, {"python": "3.12.1", "jax": "none"})
    ['no jax (here 0.10.0)']
    """
    told = []
    for name in MUST_AGREE:
        mine, its = here.get(name), there.get(name)
        if mine != its:
            told.append(f"no {name} (here {mine})" if its == "none" else f"{name} {its} (here {mine})")
    versions_too = {name.rpartition(" ")[2] for name in MUST_AGREE if here.get(name) != there.get(name)}
    if told and "trainlab" in versions_too and len(told) > 1:
        told = [line for line in told if "sources of" not in line] or told
    return told


def refusal(nodes: Sequence[tuple[str, Sequence[str]]]) -> str | None:
    """The sentence that refuses nodes, or None where all agree.

    Args:
        nodes: names of nodes, each with its differences.
    """
    bad = [f"{name} has {', '.join(what)}" for name, what in nodes if what]
    if not bad:
        return None
    return (
        f"nodes of the cluster do not run what this process runs: {'; '.join(bad)}. Install the same "
        "versions of Python, jax, numpy and trainlab on every node."
    )
