"""ICE's follow-ups of one person, worked out by hand in a world where nothing else happens.

In Mesa's execution; drawn worlds hold the others against it (test_twin.py, test_second.py).
"""

from __future__ import annotations

import pytest

from scomm import Settings, World
from scomm.model import events
from scomm.model.groups import UNDOCUMENTED, status_of
from scomm.model.mesa_model.agents.messages import Case, Origin
from scomm.model.population import state as bits
from scomm.model.rules import booking
from scomm.model.stages import HELD_TO_DISPOSITION, IN_CUSTODY, ORDERED, SOUGHT, TRANSFER_DUE
from scomm.model.streams import AT_LARGE, CAUSE_ARREST

DUE = 2
REMOVED_AFTER_ORDER = [(DUE, events.REMOVED), (DUE, events.ORDER_DUE)]


class OnePerson:
    """A world of eight weeks without crime, police or moves, and one undocumented resident of it.

    ICE removes everybody whose order to appear comes due, and arrests everybody sought at large, in
    the week after; it has no beds and orders nobody to appear.
    """

    def __init__(self) -> None:
        self.world = World(
            Settings(
                population=60, weeks=8, burn_in_weeks=0, hispanic_undocumented_share=0.5,
                victimization_rate_hispanic=0.0, victimization_rate_other=0.0,
                cause_arrest_rate=0.0, encounter_rate=0.0, turnover_rate=0.0, ice_beds_rate=0.0,
                order_to_appear_share=0.0, removal_after_order=1.0,
                at_large_arrest=1.0, at_large_weeks=1.0,
            ),
            seed=1,
            log_events=True,
        )  # fmt: skip
        (self.place,) = self.world.jurisdictions
        self.person = next(
            resident
            for resident in self.place.residents
            if status_of(resident.group) == UNDOCUMENTED
        )

    def case(self, stage: int, due: int) -> Case:
        """A case of the person in a stage that ends in week ``due``; no court waits for it."""
        return Case(
            origin=Origin(-1, 0, CAUSE_ARREST + (AT_LARGE if stage == SOUGHT else 0), 0),
            resident=self.person,
            arrival=self.person.arrival,
            ground=booking.CAUSE,
            charge=booking.MISDEMEANOR,
            order=0.5,
            matched=True,
            held=stage == TRANSFER_DUE,
            would_leave=False,
            disposition=-1,
            conviction_draw=0.5,
            stage=stage,
            due=due,
            successor_draw=0.99,
        )

    def is_in_custody(self, ends: int) -> None:
        """ICE has the person, and releases them in week ``ends``."""
        self.place.moved(self.person, bits.ICE_CUSTODY)
        self.world.ice.custody.append(self.case(IN_CUSTODY, ends))

    def events(self) -> list[tuple[int, int]]:
        """Run the world; return week and kind of the events about the person, in their order."""
        self.world.run_model()
        log = self.world.outcomes().events
        assert log is not None
        about = log[log["who"] == self.person.slot]
        return [(int(event["week"]), int(event["kind"])) for event in about]


@pytest.fixture
def one() -> OnePerson:
    return OnePerson()


@pytest.mark.parametrize(
    ("custody_ends", "expected"),
    [
        (DUE - 1, [(DUE - 1, events.ICE_RELEASED), *REMOVED_AFTER_ORDER]),
        # Orders come first, and this one finds the person in custody: it lapses.
        (DUE, [(DUE, events.ICE_RELEASED)]),
        (DUE + 1, [(DUE + 1, events.ICE_RELEASED)]),
    ],
)
def test_an_order_lapses_in_custody_even_in_the_week_in_which_custody_ends(
    one: OnePerson, custody_ends: int, expected: list[tuple[int, int]]
) -> None:
    one.is_in_custody(custody_ends)
    one.world.ice.ordered.append(one.case(ORDERED, DUE))
    assert one.events() == expected
    assert not one.world.ice.ordered


@pytest.mark.parametrize("stage", [ORDERED, SOUGHT])
def test_a_follow_up_lapses_once_the_person_has_left(one: OnePerson, stage: int) -> None:
    listed = one.world.ice.ordered if stage == ORDERED else one.world.ice.sought
    listed.append(one.case(stage, DUE))
    one.world.step()
    one.person.replace(one.world.week)
    assert one.events() == [(1, events.MOVED_IN)]
    assert not listed


@pytest.mark.parametrize("stage", [ORDERED, SOUGHT])
def test_a_follow_up_waits_for_somebody_in_jail(one: OnePerson, stage: int) -> None:
    """Whose case is dismissed in week 5, which ends it."""
    one.place.moved(one.person, bits.JAIL)
    case = one.case(HELD_TO_DISPOSITION, 5)
    case.conviction_draw = 1.0
    one.place.jail.cases.append(case)
    (one.world.ice.ordered if stage == ORDERED else one.world.ice.sought).append(
        one.case(stage, DUE)
    )
    then = (
        [(5, events.REMOVED), (5, events.ORDER_DUE)]
        if stage == ORDERED
        else [(5, events.NO_BED), (5, events.AT_LARGE_ARREST)]
    )
    assert one.events() == [(5, events.DISMISSED), (5, events.RELEASED), *then]


def test_a_case_is_followed_up_at_large_once(one: OnePerson) -> None:
    """Let go for want of a bed, arrested at large the week after, let go again: that is all."""
    one.place.moved(one.person, bits.JAIL)
    one.place.jail.cases.append(one.case(TRANSFER_DUE, DUE))
    assert one.events() == [
        (DUE, events.NO_BED),
        (DUE + 1, events.NO_BED),
        (DUE + 1, events.AT_LARGE_ARREST),
    ]
    assert not one.world.ice.sought
    assert not one.place.jail.cases
    assert one.person.in_community
