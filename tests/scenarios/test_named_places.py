"""The places that the sources name: what is told of each happens, and the rest is as elsewhere."""

from __future__ import annotations

import datetime
from itertools import pairwise
from types import SimpleNamespace

import pytest

from scomm import scenario
from scomm.model import events
from scomm.model.calendar import date_of
from scomm.model.rules.booking import FELONY
from scomm.model.rules.deployment import DENIED, RELEASED

FROM_2009 = {"start": "2009-06-15", "burn_in_weeks": 0}  # Travis is activated in its first week


def all_held(convicted: float) -> dict[str, object]:
    """Return settings in which nobody has a record and every undocumented arrestee is held.

    ``convicted`` is the share of all cases that end in conviction.
    """
    return {
        **FROM_2009,
        "record_share": 0.0,
        "record_share_persistent": 0.0,
        "ident_undocumented_hispanic": 1.0,
        "ident_undocumented_other": 1.0,
        "detainer_level1": 1.0,
        "detainer_level2": 1.0,
        "detainer_level3": 1.0,
        "detainer_felony_charge": 1.0,
        "detainer_other_charge": 1.0,
        "detainer_lawful_ratio": 0.0,
        "detainer_citizen": 0.0,
        "conviction_minor": convicted,
        "conviction_misdemeanor": convicted,
        "conviction_felony": convicted,
        "pretext_conviction_ratio": 1.0,
        "dismissed_for_ice": 0.0,
    }


def test_travis_hands_people_over_before_their_cases_have_ended(lab: SimpleNamespace) -> None:
    travis = lab.simulate(lab.small("travis", **FROM_2009))
    story: dict[int, list[tuple[int, int]]] = {}
    for week, kind, _, who, *_ in lab.log(travis):
        story.setdefault(who, []).append((week, kind))
    taken = 0
    for events_of_one in story.values():
        for week, kind in events_of_one:
            if kind == events.TAKEN:
                taken += 1
                assert (week - 1, events.HELD) in events_of_one
                assert (week, events.DROPPED) in events_of_one
    assert taken > 30


def test_travis_removes_the_unconvicted(lab: SimpleNamespace) -> None:
    # Nobody comes with a record, everybody charged is convicted in the end, and everybody who can
    # be removed is held: then only the share taken before disposition decides who has a conviction.
    settings = lab.small("travis", **all_held(convicted=1.0))
    assert lab.simulate(settings).non_criminal_share(counting="count") == 1.0
    assert lab.simulate(settings).non_criminal_share() == 1.0
    after = lab.simulate(settings.replace(before_disposition_share=0.0))
    assert after.non_criminal_share(counting="count") == 0.0
    between = lab.simulate(settings.replace(before_disposition_share=0.5))
    assert 0.0 < between.non_criminal_share() < 1.0


def test_travis_matches_and_holds_as_elsewhere(lab: SimpleNamespace) -> None:
    # Nobody is convicted, so ICE's decisions cannot depend on cases that are dropped in one arm.
    settings = lab.small("travis", **{**all_held(convicted=0.0), **lab.QUIET})
    travis = lab.simulate(settings)
    elsewhere = lab.simulate(settings.replace(before_disposition_share=0.2))
    activated = lab.weeks(travis, events.ACTIVATED)
    assert activated == lab.weeks(elsewhere, events.ACTIVATED) == [0]
    assert all(noted == as_noted for _, noted, as_noted in lab.in_both(travis, elsewhere))


def test_san_francisco_refers_only_felonies_of_its_own(lab: SimpleNamespace) -> None:
    settings = lab.small(
        "san-francisco",
        ident_undocumented_hispanic=0.5,
        screening_detection=0.6,
        screening_size_elasticity=0.0,
        **lab.QUIET,
    )
    own, unlimited = (
        lab.simulate(settings.replace(felony_referral_only=only)) for only in (True, False)
    )

    def charges(outcomes: object, kind: int) -> set[int]:
        return {each.charge for each, noted in lab.bookings(outcomes).items() if kind in noted}

    assert charges(own, events.FOUND) == {FELONY}
    assert charges(unlimited, events.FOUND) > {FELONY}
    assert min(lab.weeks(own, events.FOUND)) < lab.weeks(own, events.ACTIVATED)[0]
    # The fingerprints bypass the policy: from activation on, any charge will do.
    assert charges(own, events.MATCHED) > {FELONY}
    for _, mine, other in lab.in_both(own, unlimited):
        assert (events.MATCHED in mine) == (events.MATCHED in other)


def test_san_francisco_is_enrolled_against_its_will(lab: SimpleNamespace) -> None:
    settings = lab.small("san-francisco")
    denied = lab.simulate(settings)
    (asked,) = lab.weeks(denied, events.ASKED_OUT)
    ((_, outcome),) = lab.resolved(denied)
    (activated,) = lab.weeks(denied, events.ACTIVATED)
    assert outcome == DENIED
    monday = date_of(activated, datetime.date.fromisoformat(settings.start))
    assert monday <= datetime.date(2010, 6, 8) < monday + datetime.timedelta(days=7)
    assert asked < activated <= min(lab.weeks(denied, events.MATCHED))
    accepts = lab.simulate(settings.replace(stance="accepts", request="never"))
    assert lab.same(denied, accepts, without=lab.REQUESTS)


@pytest.mark.parametrize(
    ("request_date", "with_the_state"),
    [
        ("2010-05-18", RELEASED),  # in vain for want of the state's approval
        ("2010-08-31", DENIED),  # in vain whatever the state says: resolved in October
    ],
)
def test_san_francisco_asks_twice_in_vain(
    lab: SimpleNamespace, request_date: str, with_the_state: int
) -> None:
    settings = lab.small("san-francisco", request=request_date, burn_in_weeks=0)
    assert [outcome for _, outcome in lab.resolved(lab.simulate(settings))] == [DENIED]
    approved = lab.simulate(settings.replace(state_approves_optout=True))
    assert [outcome for _, outcome in lab.resolved(approved)] == [with_the_state]


@pytest.mark.parametrize("name", ["santa-clara", "alameda", "arlington"])
def test_a_request_of_autumn_2010_is_denied(lab: SimpleNamespace, name: str) -> None:
    settings = lab.small(name)
    denied = lab.simulate(settings)
    (activated,) = lab.weeks(denied, events.ACTIVATED)
    (asked,) = lab.weeks(denied, events.ASKED_OUT)
    ((resolved, outcome),) = lab.resolved(denied)
    assert activated < asked < resolved and outcome == DENIED
    begin = datetime.date.fromisoformat(settings.start)
    day = datetime.date.fromisoformat(scenario(name).activation)
    assert date_of(activated, begin) <= day < date_of(activated + 1, begin)
    # It goes on as if nobody had asked, and the state's approval would have changed nothing.
    accepts = lab.simulate(settings.replace(stance="accepts", request="never"))
    assert lab.same(denied, accepts, without=lab.REQUESTS)
    approved = lab.simulate(settings.replace(state_approves_optout=True))
    assert lab.same(denied, approved)
    # A year before, under ICE's word of 2009, it would have been let out.
    word = settings.replace(state_approves_optout=True, opt_out_regime="voluntary")
    released = lab.simulate(word)
    assert lab.weeks(released, events.DEACTIVATED) == [resolved]
    assert max(lab.weeks(released, events.MATCHED)) < resolved


@pytest.mark.parametrize("name", ["santa-clara", "alameda"])
def test_policing_is_kept_apart_from_immigration_enforcement(
    lab: SimpleNamespace, name: str
) -> None:
    # Which earns trust until the program is known of, the more so the more exposed somebody is; the
    # pipeline is not asked.
    settings = lab.small(name, **{**lab.QUIET, "dont_ask_trust": 0.2})
    settings = settings.replace(report_trust_weight=0.0, cooperation_weight=0.0)
    apart, not_apart = (lab.simulate(settings.replace(dont_ask=each)) for each in (True, False))
    assert lab.log(apart) == lab.log(not_apart)
    gains = {
        group: apart.trust(group, period="before") - not_apart.trust(group, period="before")
        for group in ("undocumented", "hispanic_citizen", "other_citizen")
    }
    assert gains["undocumented"] == pytest.approx(0.2, abs=1e-7)
    assert 0.2 > gains["hispanic_citizen"] > gains["other_citizen"] > 0.0


def test_washington_dc_withdraws(lab: SimpleNamespace) -> None:
    weeks = (datetime.date(2012, 6, 4) - datetime.date(2010, 1, 4)).days // 7
    settings = lab.small("washington-dc", weeks=weeks)
    released = lab.simulate(settings)
    (asked,) = lab.weeks(released, events.ASKED_OUT)
    assert lab.resolved(released) == [(asked, RELEASED)]
    monday = date_of(asked, datetime.date.fromisoformat(settings.start))
    assert monday <= datetime.date(2010, 7, 1) < monday + datetime.timedelta(days=7)
    assert not lab.weeks(released, events.ACTIVATED) and not lab.weeks(released, events.MATCHED)
    never = lab.simulate(settings.replace(enrollment="never"))
    assert lab.same(released, never, without=lab.REQUESTS)
    # Its status is what allowed that: a county that asks on the same day is denied, and enrolled.
    county = lab.simulate(settings.replace(special_status=False))
    assert lab.resolved(county) == [(asked, DENIED)]
    (activated,) = lab.weeks(county, events.ACTIVATED)
    assert activated > asked and lab.weeks(county, events.MATCHED)
    assert lab.log(county, lab.REQUESTS, activated) == lab.log(released, lab.REQUESTS, activated)


def test_washington_dc_ends_before_it_was_activated_after_all() -> None:
    settings = scenario("washington-dc")
    end = date_of(settings.weeks, datetime.date.fromisoformat(settings.start))
    assert end <= datetime.date(2012, 6, 5) < end + datetime.timedelta(days=7)


def test_florida_has_nobody_who_asks(lab: SimpleNamespace) -> None:
    florida = lab.simulate(lab.small("florida"))
    assert not lab.weeks(florida, events.ASKED_OUT) and not lab.resolved(florida)
    (activated,) = lab.weeks(florida, events.ACTIVATED)
    monday = date_of(activated, datetime.date.fromisoformat(lab.SMALL["start"]))
    assert (monday.year, monday.month) == (2010, 6)
    assert min(lab.weeks(florida, events.MATCHED)) >= activated


def test_places_were_activated_in_the_order_of_the_list() -> None:
    order = ("pilot-2008", "travis", "arlington", "alameda", "santa-clara", "san-francisco")
    dates = [scenario(name).activation for name in order]
    assert all(earlier < later for earlier, later in pairwise(dates))
