"""Which setting becomes panels, which colours, which line styles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from trainlab.errors import PlotError, unknown_name
from trainlab.plots.compute.curve_plot import ColorKey, StyleKey
from trainlab.plots.compute.legend.colors import MAX_STYLES, ONLY, STYLES, color_key, style_key
from trainlab.record import StudyInfo, Trial
from trainlab.record.groups.varied import varied_together, varied_values
from trainlab.record.wording import short_value


@dataclass(frozen=True, slots=True)
class Keys:
    """What panels, colours and line styles represent.

    Attributes:
        panels: the setting that panels represent, and those that change together with it; may be empty.
        colors, styles: what colours and line styles mean.
        hidden: varied settings that the figure does not tell apart.
    """

    panels: tuple[str, ...]
    colors: ColorKey
    styles: StyleKey
    hidden: tuple[str, ...]

    def color(self, trial: Trial) -> str:
        """The colour of a trial's line."""
        if not self.colors.settings:
            return ONLY
        return self.colors.colors[trial.settings.get(self.colors.settings[0])]

    def style(self, trial: Trial) -> str:
        """The style of a trial's line."""
        if not self.styles.settings:
            return STYLES[0]
        return self.styles.styles[trial.settings.get(self.styles.settings[0])]


def choose_keys(
    info: StudyInfo, trials: Sequence[Trial], side_by_side: str | None = None, without: Collection[str] = ()
) -> Keys:
    """Give colours to the setting with the most values and line styles to another with few.

    Args:
        info: the study.
        trials: all of its trials.
        side_by_side: the setting to give panels to.
        without: settings that the figure shows in another way.

    Raises:
        PlotError: ``side_by_side`` is not a setting the study varied.
    """
    varied = varied_together(info, trials)
    names = [name for together in varied for name in together]
    panels: tuple[str, ...] = ()
    if side_by_side is not None:
        if not names:
            raise PlotError(
                f"study {info.name} varied no setting that could be drawn as panels side by side."
            )
        if side_by_side not in names:
            raise PlotError(unknown_name("varied setting to draw side by side", side_by_side, names))
        chosen = next(together for together in varied if side_by_side in together)
        varied.remove(chosen)
        panels = (side_by_side, *(name for name in chosen if name != side_by_side))
    varied = [together for together in varied if not set(together) & set(without)]
    if not varied:
        # Panels already say what the colours say, which are kept so that a value looks the same elsewhere.
        key = color_key(info, trials, panels)
        return Keys(panels, replace(key, kind="none"), StyleKey(), ())
    counts = {together: len(varied_values(trials, together[0])) for together in varied}
    colored = max(varied, key=lambda together: counts[together])
    others = [together for together in varied if together != colored]
    styled = next((together for together in others if counts[together] <= MAX_STYLES), ())
    return Keys(
        panels,
        color_key(info, trials, colored),
        style_key(info, trials, styled),
        tuple(name for together in others if together != styled for name in together),
    )


def name_values(trial: Trial, names: Sequence[str]) -> str:
    """A trial's values of some settings, as in ``learning_rate=0.1, l2=0``."""
    return ", ".join(f"{name}={short_value(trial.settings.get(name))}" for name in names)
