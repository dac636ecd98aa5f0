"""What a disk holds if the power goes: only what was synced is sure to be there.

The model is the one of Pillai et al., "All File Systems Are Not Created Equal" (OSDI 2014), at its most
hostile: a file's content is safe once the file was synced, a name once its folder was, and either may be
there without the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from watch import Step


@dataclass
class Disk:
    """Names and contents, as programs see them and as they are sure to be after a power cut."""

    names: dict[str, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    contents: dict[int, bytearray] = field(default_factory=dict)
    safe_names: dict[str, int] = field(default_factory=dict)
    safe_folders: set[str] = field(default_factory=set)
    safe_contents: dict[int, bytes] = field(default_factory=dict)

    def apply(self, step: Step) -> None:
        """Do what a step does."""
        getattr(self, f"_{step.kind}")(step)

    def _create(self, step: Step) -> None:
        if step.path not in self.names:  # SQLite opens its files so, whether they are there or not
            self.names[step.path] = len(self.contents)
            self.contents[len(self.contents)] = bytearray()

    def _write(self, step: Step) -> None:
        content = self.contents[self.names[step.path]]
        if len(content) < step.offset:
            content.extend(bytes(step.offset - len(content)))
        content[step.offset : step.offset + len(step.content)] = step.content

    def _truncate(self, step: Step) -> None:
        content = self.contents[self.names[step.path]]
        del content[step.size :]
        content.extend(bytes(step.size - len(content)))

    def _sync(self, step: Step) -> None:
        number = self.names[step.path]
        self.safe_contents[number] = bytes(self.contents[number])
        if step.named:
            self.safe_names[step.path] = number

    def _rename(self, step: Step) -> None:
        self.names[step.target] = self.names.pop(step.path)

    def _remove(self, step: Step) -> None:
        self.names.pop(step.path, None)

    def _make_folder(self, step: Step) -> None:
        self.folders.add(step.path)

    def _scratch(self, step: Step) -> None:
        """Nothing: a file without a name is gone."""

    def _close(self, step: Step) -> None:
        """Nothing: closing makes nothing safe."""

    def _sync_folder(self, step: Step) -> None:
        def here(path: str) -> bool:
            return str(Path(path).parent) == step.path

        kept = {path: number for path, number in self.safe_names.items() if not here(path)}
        self.safe_names = kept | {path: number for path, number in self.names.items() if here(path)}
        self.safe_folders |= {path for path in self.folders if here(path)}

    def states(self, torn: Step | None = None) -> dict[str, State]:
        """What may be found, by what happened.

        Args:
            torn: a write that is half done.
        """
        killed = State(
            {path: bytes(self.contents[number]) for path, number in self.names.items()}, self.folders
        )
        states = {"killed": killed}
        if torn is not None and torn.kind == "write" and torn.path in self.names:
            half = Disk(
                dict(self.names), self.folders, {key: bytearray(old) for key, old in self.contents.items()}
            )
            half.apply(Step("write", torn.path, torn.offset, torn.content[: len(torn.content) // 2]))
            states["killed while it wrote"] = half.states()["killed"]

        def safe(names: dict[str, int]) -> dict[str, bytes]:
            return {path: self.safe_contents.get(number, b"") for path, number in names.items()}

        there = {path: bytes(self.contents[number]) for path, number in self.safe_names.items()}
        states["power cut: nothing but what was synced"] = State(safe(self.safe_names), self.safe_folders)
        states["power cut: the names were there first"] = State(safe(self.names), self.folders)
        states["power cut: the contents were there first"] = State(there, self.safe_folders)
        return states


@dataclass
class State:
    """Path -> content of the files, and the folders."""

    files: dict[str, bytes]
    folders: set[str]

    def lay_out(self, place: Path) -> None:
        """Make all that in a folder; what lies in a folder that is not there is not there either."""
        for folder in sorted(self.folders):
            if (place / folder).parent.is_dir():
                (place / folder).mkdir()
        for path, content in self.files.items():
            if (place / path).parent.is_dir():
                (place / path).write_bytes(content)
