"""Which studies may be looked at: those directly in one folder, and those that were named at the start."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.store.database.recognise import format_version
from trainlab.store.find import list_studies, unreadable_studies
from trainlab.web.kept import Kept, gone

MAX_TOGETHER = 20
"""Studies that are drawn together, at most."""

_KEPT = 64
"""Studies whose readers are kept."""


class Shelf:
    """The studies under a root folder, by the names of their folders.

    Args:
        root: the folder of studies.
        named: folders of studies that were named, wherever they lie.
    """

    def __init__(self, root: Path, named: Sequence[Path] = ()) -> None:
        self.root = Path(os.path.abspath(root))
        self._named: dict[str, Path] = {}
        for folder in named:
            whole = Path(os.path.abspath(folder))
            self._named[self._free(whole)] = whole
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def named(self) -> tuple[str, ...]:
        """What the studies that were named are called."""
        return tuple(self._named)

    def folders(self) -> dict[str, Path]:
        """Every study by its name, those that were named first, then the newest."""
        found = dict(self._named)
        for folder in list_studies(self.root):
            if self._inside(folder):
                found.setdefault(folder.name, folder)
        return found

    def damaged(self) -> dict[str, str]:
        """Folders that should be studies and cannot be read, with the reason."""
        return {folder.name: reason for folder, reason in unreadable_studies(self.root).items()}

    def take(self, id: str) -> Kept:
        """The study of that name.

        Raises:
            StudyError: there is none.
        """
        with self._lock:
            kept = self._kept.get(id)
            if kept is not None:
                if kept.stamp()[0] is None:
                    del self._kept[id]
                    raise gone(kept.folder)
                self._kept.move_to_end(id)
                return kept
            kept = Kept(id, self._folder(id))
            self._kept[id] = kept
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return kept

    def take_all(self, ids: Sequence[str]) -> list[Kept]:
        """Several studies, to be drawn together.

        Raises:
            StudyError: there is none of such a name, none is named, or they are too many.
        """
        different = list(dict.fromkeys(ids))
        if not different:
            raise StudyError("name a study: none was named.")
        if len(different) > MAX_TOGETHER:
            raise StudyError(f"at most {MAX_TOGETHER} studies are shown together, not {len(different)}.")
        return [self.take(id) for id in different]

    def _folder(self, id: str) -> Path:
        """The folder of a study; what is no plain name of a folder in the root names none."""
        if id in self._named:
            return self._named[id]
        folder = self.root / id
        plain = (
            id not in ("", ".", "..") and "\0" not in id and Path(id).name == id and len(id.encode()) <= 255
        )
        if not plain or not self._inside(folder) or format_version(folder) is None:
            raise StudyError(f"there is no study '{id[:100]}' in the folder that is shown.")
        return folder

    def _inside(self, folder: Path) -> bool:
        """Whether it is a folder that lies in the root itself: a link leads elsewhere."""
        return not folder.is_symlink() and folder.parent == self.root

    def _free(self, folder: Path) -> str:
        """What a named folder is called: the number of the second of a name tells it from the first."""
        name, number = folder.name, 2
        while name in self._named and self._named[name] != folder:
            name, number = f"{folder.name} ({number})", number + 1
        if name not in self._named and folder.parent != self.root and (self.root / name).exists():
            name = f"{name} ({number})"
        return name
