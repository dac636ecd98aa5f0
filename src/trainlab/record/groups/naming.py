"""Trials by what distinguishes them: a number means nothing to those who did not make the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from trainlab.record import Finding, StudyInfo, Trial
from trainlab.record.groups.varied import value_order, varied_values
from trainlab.record.wording import short_value
from trainlab.settings import Settings

MAX_SETTINGS = 4
"""More varied settings than this are cut short, and their number is given."""

MAX_NAMED = 3
"""In a list of more trials only what they have in common is named."""

_MENTION = re.compile(r"\btrials? (\d+(?:, \d+)*)( and \d+ more)?\b")


class Names:
    """What the trials of a study are called.

    Args:
        info: the study.
        trials: all of its trials.
    """

    def __init__(self, info: StudyInfo, trials: Sequence[Trial]) -> None:
        self._settings = {trial.id: trial.settings for trial in trials}
        seeds = len(varied_values(trials, "seed")) > 1 and "seed" not in info.varied
        self._varied = [*info.varied, *(["seed"] if seeds else [])]

    def about(self, ids: Sequence[int]) -> str:
        """The settings that distinguish trials from the others, as in ``learning_rate=5.3, seed 2``.

        Of several trials what they have in common, and the range of numbers in which they differ; empty where
        nothing is varied.
        """
        known = [self._settings[id] for id in ids if id in self._settings]
        parts = [
            f"{name}{' ' if name == 'seed' else '='}{short_value(known[0][name])}"
            for name in self._varied if name in known[0]
        ] if len(ids) == 1 and known else self._in_common(known)  # fmt: skip
        seed = [part for part in parts if part.startswith("seed")]
        rest = [part for part in parts if not part.startswith("seed")]
        more = ["..."] if len(rest) > MAX_SETTINGS else []
        return ", ".join([*rest[:MAX_SETTINGS], *more, *seed])

    def _in_common(self, known: Sequence[Settings]) -> list[str]:
        parts = []
        for name in self._varied:
            values = {settings[name] for settings in known if name in settings}
            ordered = sorted(values, key=lambda value: value_order(name, value))
            if not ordered or not all(name in settings for settings in known):
                continue
            if len(values) == 1:
                parts.append(f"{name}{' ' if name == 'seed' else '='}{short_value(ordered[0])}")
            elif all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in ordered):
                plural = "seeds" if name == "seed" else name
                parts.append(f"{plural} {short_value(ordered[0])} to {short_value(ordered[-1])}")
            elif len(ordered) <= MAX_NAMED:
                parts.append(f"{name}={' or '.join(short_value(value) for value in ordered)}")
        return parts

    def trial(self, id: int) -> str:
        """A trial in words, as in ``trial 258 (learning_rate=5.3, seed 2)``."""
        about = self.about([id])
        return f"trial {id} ({about})" if about else f"trial {id}"

    def listed(self, text: str, ids: Sequence[int]) -> str:
        """A list of trial numbers in words, followed by what the trials have in common."""
        about = self.about(ids)
        return f"{text} ({about})" if about else text

    def named(self, finding: Finding) -> Finding:
        """The finding with the settings of trials beside their numbers, where they are first mentioned."""
        mentioned: set[str] = set()

        def name(match: re.Match[str]) -> str:
            text, listed, more = match[0], match[1], match[2]
            ids = [int(number) for number in listed.split(", ")]
            after = match.string[match.end() : match.end() + 2]
            if text in mentioned or not set(ids) <= set(finding.trials) or after == " (":
                return text
            mentioned.add(text)
            if more is None and len(ids) == 1:
                return self.trial(ids[0])
            abouts = [self.about([id]) for id in ids]
            if more is None and len(ids) <= MAX_NAMED and all(abouts):
                each = [f"{id} ({about})" for id, about in zip(ids, abouts, strict=True)]
                return f"trials {', '.join(each[:-1])} and {each[-1]}"
            if more is None:
                return self.listed(text, ids)
            # Who the others are is known where they are all that the finding is about.
            whole = len(ids) + int(more.split()[1]) == len(finding.trials)
            return self.listed(text, finding.trials) if whole else text

        return replace(finding, sentence=_MENTION.sub(name, finding.sentence))


def name_trials(findings: Sequence[Finding], info: StudyInfo, trials: Sequence[Trial]) -> list[Finding]:
    """Findings whose sentences name the settings of the trials they speak of, not their numbers alone."""
    names = Names(info, trials)
    return [names.named(finding) for finding in findings]


def name_study(info: StudyInfo, trials: Iterable[Trial]) -> str:
    """The data of a study (of a file its name alone), and its net where there is one only."""
    data = PurePath(info.data).name or info.data
    nets = {str(trial.settings["net"]) for trial in trials if "net" in trial.settings}
    return ", ".join([data, *nets]) if len(nets) == 1 else data
