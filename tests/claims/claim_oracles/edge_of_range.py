"""``edge of range``: the best value of a setting is the last that was tried."""

from __future__ import annotations

from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.settings_of import as_number, ranked_groups, values_of
from claim_oracles.slow import four_digits
from trainlab.settings import SETTINGS


def _sentence(said: Said) -> None:
    name = said.words["name"] or ""
    best = ranked_groups(said.stored.trials)[0]
    numbers = [as_number(said.stored, name, value) for value in values_of(said.stored.trials, name)]
    tried = [number for number in numbers if number is not None]
    value = best.trials[0].settings[name]
    said.evidence("setting", name)
    said.evidence("value", value)
    said.text("value", four_digits(value))
    said.number("accuracy", best.accuracy, ".2%")
    said.evidence("low", min(tried))
    said.evidence("high", max(tried))
    place = as_number(said.stored, name, value)
    said.holds(
        place == (max(tried) if said.words["end"] == "largest" else min(tried)),
        f"it is the {said.words['end']}",
    )
    said.holds(len(set(tried)) >= 3, "three values were tried")


def _extend(said: Said) -> None:
    name = str(said.finding.evidence["setting"])
    setting = SETTINGS[name]
    beyond = float(str(said.finding.evidence["beyond"]))
    said.checked.add("beyond")
    said.text("beyond", four_digits(said.finding.evidence["beyond"]))
    said.holds(setting.low <= beyond <= setting.high, f"{name} may be {beyond}")
    said.holds(not (setting.open_low and beyond == setting.low), f"{name} may be {beyond}")
    said.holds(not (setting.open_high and beyond == setting.high), f"{name} may be {beyond}")
    numbers = [as_number(said.stored, name, value) for value in values_of(said.stored.trials, name)]
    tried = [number for number in numbers if number is not None]
    upwards = said.words["way"] == "upwards"
    said.holds(upwards == ("largest" in said.finding.sentence), "it extends the end that was best")
    said.holds(beyond > max(tried) if upwards else beyond < min(tried), f"{beyond} was not tried yet")


SENTENCES = (
    Form(
        rf"the best (?P<name>[a-z_0-9]+), (?P<value>\S+) \(final validation accuracy "
        rf"(?P<accuracy>{NUMBER}%)\), is the "
        rf"(?P<end>largest|smallest) tried\.",
        _sentence,
    ),
)
ADVICES = (Form(rf"Extend its range (?P<way>upwards|downwards), to about (?P<beyond>{NUMBER})\.", _extend),)
