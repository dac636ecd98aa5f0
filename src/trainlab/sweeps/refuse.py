"""Settings that a sweep decides itself."""

from __future__ import annotations

from collections.abc import Mapping

from trainlab.errors import ExperimentError


def refuse_decided(command: str, settings: Mapping[str, object], decided: Mapping[str, str]) -> None:
    """Refuse settings that a sweep decides itself.

    Args:
        command: the sweep's name.
        settings: what a person set.
        decided: setting -> what to do instead.

    Raises:
        ExperimentError: one of them is set.
    """
    for setting, instead in decided.items():
        if setting in settings:
            raise ExperimentError(f"{command} decides {setting} itself: {instead}.")
