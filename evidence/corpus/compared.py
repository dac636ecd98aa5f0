"""Whether a part that was trained anew is the part that is kept in git."""

from __future__ import annotations

import numpy as np

from evidence.corpus.file import SEEN, Corpus


def differences(new: Corpus, old: Corpus) -> list[str]:
    """What differs between two corpora, a line each; nothing where they hold the same."""
    if len(new.entries) != len(old.entries):
        return [f"{len(new.entries):,} trials instead of {len(old.entries):,}"]
    lines = []
    for what, names in (("labels", ("labels",)), ("the step at which the loss flattened", ("flattens",)),
                        ("what else is known of them", _others(new, old))):  # fmt: skip
        trials = sum(
            any(a.get(name) != b.get(name) for name in names)
            for a, b in zip(new.entries, old.entries, strict=True)
        )
        if trials:
            lines.append(f"{what}: differ in {trials:,} of {len(new.entries):,} trials")
    for name in SEEN:
        lines += _of_curves(name, new.curves[name], old.curves[name])
    return lines


def _others(new: Corpus, old: Corpus) -> tuple[str, ...]:
    names = {name for corpus in (new, old) for entry in corpus.entries for name in entry}
    return tuple(sorted(names - {"labels", "flattens"}))


def _of_curves(name: str, new: np.ndarray, old: np.ndarray) -> list[str]:
    if new.shape != old.shape:
        return [f"{name}: {new.shape} values instead of {old.shape}"]
    differ = (new != old) & ~(np.isnan(new) & np.isnan(old))
    if not differ.any():
        return []
    with np.errstate(all="ignore"):
        off = np.abs(new[differ].astype(float) / old[differ] - 1)
    known = off[np.isfinite(off)]
    most = f", by {known.max():.1%} at most" if known.size == off.size else ", some without bounds"
    return [f"{name}: {differ.sum():,} of {differ.size:,} values differ{most}"]
