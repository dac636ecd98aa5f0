"""What stands below a figure is so, whatever the study."""

from __future__ import annotations

import dataclasses
from contextlib import suppress

import pytest
from claim_oracles.captions import false_notes
from claim_oracles.changes import changed_numbers
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_studies import studies
from share import some

from trainlab.errors import PlotError
from trainlab.plots.compute.curves import curve_plot
from trainlab.plots.compute.setting import setting_plot
from trainlab.tasks import OF_CLASSES

MADE = settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
)  # fmt: skip


def figures(stored, curve, number):
    """A figure of a curve over steps, and one against a setting; with the setting, or None."""
    with suppress(PlotError):
        yield curve_plot(stored.info, stored.trials, stored.curves[curve]), None
    if stored.info.varied and curve in OF_CLASSES:
        along = stored.info.varied[number % len(stored.info.varied)]
        with suppress(PlotError):
            yield setting_plot(stored.info, stored.trials, curve, along), along


def check_captions(stored, curve, number):
    for figure, along in figures(stored, curve, number):
        faults = false_notes(stored, stored.trials, figure, curve, along)
        assert not faults, "\n".join(faults)


@settings(MADE, max_examples=100)
@given(studies(), st.sampled_from(["train_loss", *OF_CLASSES]), st.integers(0, 9))
def test_no_caption_is_false(stored, curve, number):
    check_captions(stored, curve, number)


@pytest.mark.endurance
@settings(MADE, max_examples=some(5000))
@given(studies(), st.sampled_from(["train_loss", *OF_CLASSES]), st.integers(0, 9))
def test_no_caption_of_many_is_false(stored, curve, number):
    check_captions(stored, curve, number)


@settings(MADE, max_examples=60)
@given(studies(), st.sampled_from(["train_loss", *OF_CLASSES]), st.integers(0, 9))
def test_a_changed_caption_is_false(stored, curve, number):
    for figure, along in figures(stored, curve, number):
        for place, note in enumerate(figure.notes):
            for changed in changed_numbers(note):
                notes = (*figure.notes[:place], changed, *figure.notes[place + 1 :])
                other = dataclasses.replace(figure, notes=notes)
                assert false_notes(stored, stored.trials, other, curve, along), f"{note} -> {changed}"
