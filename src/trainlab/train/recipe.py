"""The static half of a recipe: what a population's programs are compiled for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from trainlab.augmentations import AUGMENTATIONS
from trainlab.conditions.until import read_until
from trainlab.nets import Net, frozen_layers, read_net
from trainlab.nets.layers import Shape
from trainlab.optimizers import Optimizer
from trainlab.schedules import Schedule
from trainlab.settings import OPTIMIZERS, SCHEDULES, SETTINGS, Value, check_known, get_setting
from trainlab.tasks import metrics_of, task_of

TRAIN_LOSS = "train_loss"


class Watching(NamedTuple):
    """Which curve each rule watches, by name; None where the rule is not used.

    Attributes:
        stopping: early stopping's curve.
        plateau: the curve of ``schedule=performance``.
        until: the curve of ``until`` and the operator of its condition.
    """

    stopping: str | None = None
    plateau: str | None = None
    until: tuple[str, str] | None = None

    @property
    def any(self) -> bool:
        """Whether there is a rule at all."""
        return self != Watching()

    @property
    def ends_trials(self) -> bool:
        """Whether a trial may end before its length is reached."""
        return self.stopping is not None or self.until is not None

    @property
    def checks(self) -> tuple[str, ...]:
        """The curves that are checked every ``check_every`` steps."""
        return tuple(curve for curve in (self.stopping, self.plateau) if curve is not None)

    @property
    def train_loss(self) -> Watching:
        """The rules that watch the loss of steps."""
        return self._where(True)

    @property
    def evaluations(self) -> Watching:
        """The rules that watch what evaluations measure."""
        return self._where(False)

    def _where(self, train_loss: bool) -> Watching:
        def kept(curve: str | None) -> bool:
            return curve is not None and (curve == TRAIN_LOSS) == train_loss

        until = self.until if self.until is not None and kept(self.until[0]) else None
        return Watching(
            self.stopping if kept(self.stopping) else None,
            self.plateau if kept(self.plateau) else None,
            until,
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that shapes the programs of a population, hashable so that programs can be shared.

    Attributes:
        net: the architecture.
        task: what is learned.
        loss: what is minimised.
        metrics: what evaluations measure.
        optimizer_settings: the optimizer's static settings, as sorted pairs.
        schedule_settings: the schedule's.
        watching: the rules that watch curves.
        image_shape: shape of one example of the data, where examples are changed at random; else ().
        active: traced mechanisms that are switched on (``momentum``, ``l2``, ...): those whose value is not
            the neutral one. All trials of a population agree on them, so a neutral setting is not merely
            multiplied by zero but absent.
    """

    net: Net
    task: str
    loss: str
    metrics: tuple[str, ...]
    optimizer_settings: tuple[tuple[str, Value], ...]
    schedule_settings: tuple[tuple[str, Value], ...]
    watching: Watching
    image_shape: Shape
    active: frozenset[str]

    @property
    def optimizer(self) -> dict[str, Value]:
        """The optimizer's static settings by name."""
        return dict(self.optimizer_settings)

    @property
    def schedule(self) -> dict[str, Value]:
        """The schedule's static settings by name."""
        return dict(self.schedule_settings)

    @property
    def rate_changes(self) -> bool:
        """Whether the learning rate differs from step to step."""
        return self.schedule["schedule"] != "constant" or "warmup" in self.active

    @property
    def random(self) -> bool:
        """Whether a step draws random numbers, and so needs the trial's seed."""
        return bool(self.image_shape) or any(layer.is_random(self.active) for layer in self.net.layers)

    @classmethod
    def of(cls, settings: Mapping[str, Value], input_shape: Shape) -> Recipe:
        """The recipe of a trial's resolved settings.

        Args:
            settings: the trial's.
            input_shape: shape of one example of its data.

        Raises:
            NetError: the net's notation cannot be read, or dropout has no place in it.
            SettingError: ``freeze`` does not fit the net, the condition of ``until`` cannot be read, or the
                optimizer or the schedule was registered where the study was made, and is not here.
        """
        check_known(settings)
        active = active_mechanisms(settings)
        return cls(
            net=net_of(settings, input_shape),
            task=task_of(settings).name,
            loss=str(settings["loss"]),
            metrics=metrics_of(settings),
            optimizer_settings=_pairs(settings, _static(settings, "optimizer", OPTIMIZERS)),
            schedule_settings=_pairs(settings, _static(settings, "schedule", SCHEDULES)),
            watching=_watching(settings),
            image_shape=() if active.isdisjoint(AUGMENTATIONS) else input_shape,
            active=active,
        )


def net_of(settings: Mapping[str, Value], input_shape: Shape) -> Net:
    """The net of a trial's resolved settings, with the layers that do not learn.

    Args:
        settings: the trial's.
        input_shape: shape of one example of its data.

    Raises:
        NetError: the net's notation cannot be read, or dropout has no place in it.
        SettingError: ``freeze`` does not fit the net.
    """
    active = active_mechanisms(settings)
    net = read_net(str(settings["net"]), str(settings["activation"]), input_shape, active)
    if "freeze" in settings:
        net = net.frozen_where(frozen_layers(net, str(settings["freeze"])))
    return net


def _pairs(settings: Mapping[str, Value], names: tuple[str, ...]) -> tuple[tuple[str, Value], ...]:
    return tuple(sorted((name, settings[name]) for name in names if name in settings))


def _static(
    settings: Mapping[str, Value], choice: str, room: Mapping[str, Optimizer | Schedule]
) -> tuple[str, ...]:
    """A choice, and those of the settings of what it names that shape the program."""
    own = room[str(settings[choice])].settings
    return (choice, *(setting.name for setting in own if setting.kind == "static"))


def _watching(settings: Mapping[str, Value]) -> Watching:
    stopping, plateau = settings["early_stopping"], settings.get("plateau_watch")
    until = read_until(str(settings["until"])) if "until" in settings else None
    return Watching(
        stopping=None if stopping == "none" else str(stopping),
        plateau=None if plateau is None else str(plateau),
        until=until and (until.curve, until.operator),
    )


def active_mechanisms(settings: Mapping[str, Value]) -> frozenset[str]:
    """Names of the traced settings that are not at their neutral value."""
    return frozenset(
        name for name, value in settings.items()
        if get_setting(name).kind == "traced" and SETTINGS[name].neutral not in (None, value)
    )  # fmt: skip
