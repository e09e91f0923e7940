"""Requests to opt out: what each of ICE's positions makes of them, and what it leaves alone.

A county released from the plan is, event for event, one never enrolled; one whose request is
denied, one that accepts; one that is delayed, one that was planned for the later date.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from scomm import scenario
from scomm.model import events
from scomm.model.rules.deployment import DELAYED, DENIED, RELEASED

ACTIVATION = 22  # the week of 7 June 2010 in the small worlds
ASKED = 8  # of 1 March 2010
MEETING = ASKED + 6


@pytest.fixture(scope="module")
def accepts(lab: SimpleNamespace) -> object:
    return lab.simulate(lab.small("county"))


@pytest.fixture(scope="module")
def never(lab: SimpleNamespace) -> object:
    return lab.simulate(lab.small("never-enrolled"))


@pytest.mark.parametrize("name", ["voluntary", "opt-out-procedure", "state-approval", "mandatory"])
def test_regimes_differ_in_nothing_but_the_regime(name: str) -> None:
    own = {"stance": "asks-out", "request": "2010-03-01"}
    regime = scenario(name).opt_out_regime
    state = scenario(name).state_approves_optout
    assert scenario(name) == scenario("county").replace(
        **own, opt_out_regime=regime, state_approves_optout=state
    )


def test_voluntary(lab: SimpleNamespace, never: object) -> None:
    released = lab.simulate(lab.small("voluntary"))
    assert lab.weeks(released, events.ASKED_OUT) == [ASKED]
    assert lab.resolved(released) == [(MEETING, RELEASED)]
    assert not lab.weeks(released, events.ACTIVATED)
    assert lab.same(released, never, without=lab.REQUESTS)


def test_voluntary_after_activation(lab: SimpleNamespace, accepts: object, never: object) -> None:
    late = lab.simulate(lab.small("voluntary", request="2010-08-02"))
    (week, outcome), *_ = lab.resolved(late)
    assert outcome == RELEASED and week == 30 + 6
    assert lab.weeks(late, events.ACTIVATED) == [ACTIVATION]
    assert lab.weeks(late, events.DEACTIVATED) == [week]
    # Enrolled as anybody until then, and never matched again.
    assert lab.log(late, lab.REQUESTS, before=week) == lab.log(accepts, before=week)
    assert max(lab.weeks(late, events.MATCHED)) < week
    assert max(lab.weeks(accepts, events.MATCHED)) > week


def test_opt_out_procedure_may_release(lab: SimpleNamespace, never: object) -> None:
    settings = lab.small(
        "opt-out-procedure", procedure_released_share=1.0, procedure_delayed_share=0.0
    )
    released = lab.simulate(settings)
    assert lab.resolved(released) == [(MEETING, RELEASED)]
    assert lab.same(released, never, without=lab.REQUESTS)


def test_opt_out_procedure_may_adjust_the_date(lab: SimpleNamespace) -> None:
    settings = lab.small(
        "opt-out-procedure",
        procedure_released_share=0.0,
        procedure_delayed_share=1.0,
        procedure_delay_weeks=13,
    )
    delayed = lab.simulate(settings)
    assert lab.resolved(delayed) == [(MEETING, DELAYED)]
    assert lab.weeks(delayed, events.ACTIVATED) == [ACTIVATION + 13]
    later = lab.simulate(lab.small("county", activation="2010-09-06"))
    assert lab.log(delayed, without=lab.REQUESTS) == lab.log(later)


def test_opt_out_procedure_may_do_neither(lab: SimpleNamespace, accepts: object) -> None:
    settings = lab.small(
        "opt-out-procedure", procedure_released_share=0.0, procedure_delayed_share=0.0
    )
    denied = lab.simulate(settings)
    assert lab.resolved(denied) == [(MEETING, DENIED)]
    assert lab.same(denied, accepts, without=lab.REQUESTS)


def test_opt_out_procedure_draws_one_lot_for_all_three(lab: SimpleNamespace) -> None:
    # One draw, nested: the more are released, the fewer are delayed, and then denied.
    shares = [(released / 20, (20 - released) / 40) for released in range(21)]
    outcomes = []
    for released, delayed in shares:
        settings = lab.small(
            "opt-out-procedure",
            procedure_released_share=released,
            procedure_delayed_share=delayed,
            weeks=MEETING + 1,
            burn_in_weeks=0,
        )
        outcomes.append(lab.resolved(lab.simulate(settings))[0][1])
    assert outcomes == sorted(outcomes)
    assert outcomes[0] != RELEASED and outcomes[-1] == RELEASED


def test_state_approval(lab: SimpleNamespace, accepts: object) -> None:
    # Whatever the meeting would have done, the state's word comes first.
    settings = lab.small(
        "state-approval", procedure_released_share=1.0, procedure_delayed_share=0.0
    )
    denied = lab.simulate(settings)
    assert lab.resolved(denied) == [(MEETING, DENIED)]
    assert lab.weeks(denied, events.ACTIVATED) == [ACTIVATION]
    assert lab.same(denied, accepts, without=lab.REQUESTS)
    approved = lab.simulate(settings.replace(state_approves_optout=True))
    assert lab.resolved(approved) == [(MEETING, RELEASED)]


def test_state_approval_does_not_hang_on_the_regime(lab: SimpleNamespace) -> None:
    denied = lab.simulate(lab.small("state-approval", opt_out_regime="voluntary"))
    assert lab.resolved(denied) == [(MEETING, DENIED)]


def test_mandatory(lab: SimpleNamespace, accepts: object) -> None:
    denied = lab.simulate(lab.small("mandatory"))
    assert lab.weeks(denied, events.ASKED_OUT) == [ASKED]
    assert lab.resolved(denied) == [(MEETING, DENIED)]
    assert lab.weeks(denied, events.ACTIVATED) == [ACTIVATION]
    # No local cooperation is needed: prints, matches, holds and all else are as for who accepts.
    assert lab.weeks(denied, events.MATCHED)
    assert lab.same(denied, accepts, without=lab.REQUESTS)


@pytest.mark.parametrize(
    ("request_date", "expected"),
    [
        ("2010-03-01", RELEASED),  # resolved in April: voluntary
        ("2010-07-12", DELAYED),  # resolved in August, after ICE's letter: the procedure
        ("2010-08-23", DENIED),  # resolved in October: mandatory
    ],
)
def test_historical_regime_goes_through_all_three(
    lab: SimpleNamespace, request_date: str, expected: int
) -> None:
    settings = lab.small(
        "voluntary",
        opt_out_regime="historical",
        request=request_date,
        procedure_released_share=0.0,
        procedure_delayed_share=1.0,
        burn_in_weeks=0,
    )
    assert [outcome for _, outcome in lab.resolved(lab.simulate(settings))] == [expected]
