"""A county enrolled or not, the pilot, and the nation's roll-out."""

from __future__ import annotations

import datetime
import math
from types import SimpleNamespace

import numpy as np
import pytest

from scomm import Settings, scenario
from scomm.model import events
from scomm.model.calendar import date_of, week_of
from scomm.model.measures import REMOVALS_LEVEL3, REMOVALS_NONE
from scomm.model.places import build_places
from scomm.model.places.roll_out import COMPLETE, activation_dates, enrolled_by

NONCITIZENS = (
    *("hispanic_undocumented_share", "hispanic_lawful_share"),
    *("other_undocumented_share", "other_lawful_share"),
)
ACTIVATION = 22  # the week of 7 June 2010 in the small worlds


def test_county(lab: SimpleNamespace) -> None:
    settings = scenario("county")
    assert build_places(settings).population.tolist() == [10_000]
    assert settings.activation == "2010-06-07"
    begin = datetime.date.fromisoformat(settings.start)
    assert date_of(settings.weeks, begin) == datetime.date(2014, 10, 6)

    enrolled = lab.simulate(lab.small("county"))
    assert lab.weeks(enrolled, events.ACTIVATED) == [ACTIVATION]
    matched = lab.weeks(enrolled, events.MATCHED)
    assert matched and min(matched) >= ACTIVATION
    assert lab.weeks(enrolled, events.REMOVED)
    # One county cannot fill a national pool of beds.
    assert not lab.weeks(enrolled, events.NO_BED)
    # Everybody booked is fingerprinted, enrolled or not.
    for period in ("before", "after"):
        assert enrolled.total("prints", period=period) > 0
    assert enrolled.total("prints", period="all") == sum(
        week >= 0 for week in lab.weeks(enrolled, events.BOOKED)
    )


def test_never_enrolled(lab: SimpleNamespace) -> None:
    screened = {"screening_detection": 0.6, "screening_size_elasticity": 0.0}
    enrolled = lab.simulate(lab.small("county", **screened))
    never = lab.simulate(lab.small("never-enrolled", **screened))
    for kind in (events.ACTIVATED, events.MATCHED, events.ARRESTED_PRETEXT):
        assert not lab.weeks(never, kind)
    # Until the week of activation the two are one world.
    assert lab.log(never, before=ACTIVATION) == lab.log(enrolled, before=ACTIVATION)
    # Other screening goes on, and what it leads to is no part of the share, which is undefined.
    found = lab.weeks(never, events.FOUND)
    assert min(found) < ACTIVATION < max(found)
    assert never.total("other_removals") > 0
    assert math.isnan(never.non_criminal_share())
    assert 0.0 < enrolled.non_criminal_share() < 1.0


def test_never_enrolled_leaves_out_one_jurisdiction_alone(lab: SimpleNamespace) -> None:
    # With a bed for all, jurisdictions share nothing.
    nation = lab.small(
        "synthetic-nation",
        jurisdictions=3,
        scale=0.00001,
        start="2008-10-06",
        weeks=240,
        burn_in_weeks=0,
        ice_beds_rate=math.inf,
    )
    enrolled = lab.simulate(nation)
    never = lab.simulate(nation.replace(enrollment="never"))
    others = [[event for event in lab.log(each) if event[2] != 0] for each in (enrolled, never)]
    assert others[0] == others[1]
    assert np.array_equal(enrolled.count_table[:, 1:], never.count_table[:, 1:])
    assert {event[2] for event in lab.log(never) if event[1] == events.ACTIVATED} == {1, 2}


def test_pilot_2008(lab: SimpleNamespace) -> None:
    start = {"start": scenario("pilot-2008").start, "weeks": 40}
    pilot = lab.simulate(lab.small("pilot-2008", **start))
    never = lab.simulate(lab.small("pilot-2008", **start, enrollment="never"))
    begin = datetime.date.fromisoformat(start["start"])
    week = week_of(datetime.date(2008, 10, 27), begin)
    assert lab.weeks(pilot, events.ACTIVATED) == [week]
    assert min(lab.weeks(pilot, events.MATCHED)) >= week
    assert lab.log(pilot, before=week) == lab.log(never, before=week)
    # In the nation, too, somebody begins on that day and alone.
    first, second, *_ = activation_dates(COMPLETE)
    assert first == datetime.date(2008, 10, 27) < second
    for name in ("nation", "synthetic-nation"):
        assert build_places(scenario(name)).scheduled_week.min() == week


@pytest.mark.parametrize(
    ("day", "active"),
    [
        ("2008-12-31", 14),
        ("2009-12-31", 105),
        ("2010-06-30", 404),
        ("2010-08-31", 577),
        ("2010-09-30", 661),
        ("2010-12-31", 895),
        ("2011-01-18", 973),
        ("2011-09-30", 1_562),
        ("2011-12-31", 1_994),
        ("2012-06-30", 3_037),
        ("2013-01-22", 3_143),
    ],
)
def test_the_synthetic_nation_is_planned_as_the_real_one_was(day: str, active: int) -> None:
    settings = scenario("synthetic-nation")
    plan = build_places(settings).scheduled_week
    assert len(plan) == 3_143 and settings.weeks == 326
    week = week_of(datetime.date.fromisoformat(day), datetime.date.fromisoformat(settings.start))
    # A week is the finest that the model tells apart, and a state's places come together.
    assert np.count_nonzero(plan < week) - 40 <= active <= np.count_nonzero(plan <= week) + 40


def test_a_sample_of_the_nation_is_activated_on_its_dates(lab: SimpleNamespace) -> None:
    rates = {name: Settings.model_fields[name].default for name in NONCITIZENS}
    settings = lab.small("nation", jurisdictions=8, scale=0.0004, start="2008-10-06", **rates)
    nation = lab.simulate(settings.replace(weeks=226, burn_in_weeks=0))
    since = {event[2]: event[0] for event in lab.log(nation) if event[1] == events.ACTIVATED}
    assert [since[place] for place in range(8)] == nation.places.scheduled_week.tolist()
    assert nation.places.name[0] == "Harris, Texas"
    # What is measured stands for all whom the sample represents, but for those taken.
    there = nation.total("resident_weeks", period="all") / 226
    assert there == pytest.approx(nation.places.represented, rel=0.1)
    assert there > 5 * nation.places.population.sum()


def test_synthetic_nation_is_activated_along_the_curve(lab: SimpleNamespace) -> None:
    count = 40
    settings = lab.small(
        "synthetic-nation",
        jurisdictions=count,
        scale=0.00001,
        start="2008-10-06",
        weeks=226,
        burn_in_weeks=0,
        order_to_appear_share=0.0,  # Removal after an order takes no custody.
    )
    nation = lab.simulate(settings)
    activated = np.array(lab.weeks(nation, events.ACTIVATED))
    assert np.array_equal(np.sort(activated), nation.places.scheduled_week)
    # On the curve but for the few of a state that come together.
    begin = datetime.date.fromisoformat(settings.start)
    ranks = np.linspace(1.0, COMPLETE, count)
    for week in range(settings.weeks):
        sunday = date_of(week, begin) + datetime.timedelta(days=6)
        expected = np.count_nonzero(ranks <= enrolled_by(sunday) + 1e-9)
        assert abs(np.count_nonzero(activated <= week) - expected) <= 2
    assert len(activated) == count
    # Nobody is matched where matches are not told to ICE yet.
    since = {event[2]: event[0] for event in lab.log(nation) if event[1] == events.ACTIVATED}
    matched = [event for event in lab.log(nation) if event[1] == events.MATCHED]
    assert len(matched) > 20
    assert all(event[0] >= since[event[2]] for event in matched)
    removals = nation.count_table[..., REMOVALS_NONE : REMOVALS_LEVEL3 + 1]
    assert removals.sum() <= nation.total("custody", period="all") <= len(matched)
