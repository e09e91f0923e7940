"""The promises of every scenario."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from types import SimpleNamespace

import pytest

from scomm import SCENARIOS, Settings, run, scenario
from scomm.model import events
from scomm.model.calendar import NEVER
from scomm.model.errors import InputError
from scomm.model.places import build_places

NATIONS = ("nation", "synthetic-nation")
COUNTIES = [name for name in SCENARIOS if name not in NATIONS]

#: Shares of the nation's residents that fit its counties.
OF_THE_NATION = {
    name: Settings.model_fields[name].default
    for ethnicity in ("hispanic", "other")
    for name in (f"{ethnicity}_undocumented_share", f"{ethnicity}_lawful_share")
}

#: Activated before 2010.
EARLY = ("pilot-2008", "travis", *NATIONS)

ASKED_FOR = (
    *("county", "never-enrolled", "pilot-2008", "nation", "travis", "san-francisco", "santa-clara"),
    *("arlington", "washington-dc", "opt-out-procedure", "mandatory", "results-declined"),
    *("state-refusal", "detainers-serious-only", "detainers-refused", "287g-jail"),
    *("status-inquiry", "dont-ask"),
)


def test_the_scenarios_asked_for_are_there() -> None:
    assert set(ASKED_FOR) <= set(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_it_has_a_test_of_its_own(name: str) -> None:
    here = Path(__file__)
    texts = [path.read_text(encoding="utf-8") for path in here.parent.glob("test_*.py")]
    mine = here.read_text(encoding="utf-8")
    assert any(f'"{name}"' in text for text in texts if text != mine)


@pytest.mark.parametrize("name", SCENARIOS)
def test_it_changes_what_it_names_and_nothing_else(name: str) -> None:
    default = {each.name: each.value for each in Settings.parameters()}
    changes = SCENARIOS[name].changes
    assert not {key for key, value in changes.items() if default[key] == value}
    assert scenario(name) == Settings().replace(**changes)


@pytest.mark.parametrize("name", SCENARIOS)
def test_both_executions_tell_the_same_story(lab: SimpleNamespace, name: str) -> None:
    # What is shown below of each scenario under Mesa, the compiled execution does as well.
    own = {"start": "2008-10-06", "weeks": 120} if name in EARLY else {}
    settings = lab.small(name, **own, jurisdictions=8)
    if name == "synthetic-nation":
        settings = settings.replace(scale=0.00002)
    elif name == "nation":
        # The real counties do not hold as many noncitizens as a busy county has.
        settings = settings.replace(scale=0.0004, **OF_THE_NATION)
    mesa = lab.simulate(settings)
    compiled = run(settings, mesa.seed, engine="compiled", events=True)
    assert lab.weeks(mesa, events.BOOKED)
    assert lab.same(mesa, compiled)


@pytest.mark.parametrize("name", SCENARIOS)
def test_it_is_one_sentence(name: str) -> None:
    found = SCENARIOS[name]
    assert found.name == name
    assert found.sentence.endswith(".") and ". " not in found.sentence
    assert found.source


@pytest.mark.parametrize("name", COUNTIES)
def test_a_county_is_small_enough_to_watch_and_has_a_bed_for_all(name: str) -> None:
    settings = scenario(name)
    places = build_places(settings)
    assert 10_000 <= places.population[0] <= 20_000
    assert math.isinf(settings.ice_beds_rate)
    # Half a year before and a year after activation, at least; the pilot came at the beginning.
    week = int(places.scheduled_week[0])
    assert 0 <= week <= settings.weeks - 52
    assert week >= 26 or name == "pilot-2008"


@pytest.mark.parametrize("name", SCENARIOS)
def test_who_asks_to_be_let_out_asks_in_time(name: str) -> None:
    settings = scenario(name)
    asked = int(build_places(settings).request_week[0])
    assert (asked == NEVER) == (settings.stance == "accepts")
    assert asked == NEVER or 0 <= asked + settings.meeting_weeks < settings.weeks


@pytest.mark.parametrize("name", COUNTIES)
def test_no_county_is_activated_before_the_pilot(name: str) -> None:
    assert scenario(name).activation >= datetime.date(2008, 10, 27).isoformat()


def test_an_unknown_scenario_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match=r"'san-fransisco'.*Did you mean 'san-francisco'\?"):
        scenario("san-fransisco")
