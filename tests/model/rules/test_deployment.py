"""Regimes, and what becomes of a request to opt out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm import Settings
from scomm.model.calendar import NEVER
from scomm.model.numbers import numbers
from scomm.model.rules import deployment
from scomm.model.rules.deployment import (
    DELAYED,
    DENIED,
    HISTORICAL,
    MANDATORY,
    PROCEDURE,
    RELEASED,
    VOLUNTARY,
)

U = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) * 2.0**-32)
SHARE = st.floats(0.0, 1.0)


def p(released: float, delayed: float) -> Settings:
    """Return the numbers that rules take, with what the procedure brings."""
    return numbers(Settings(procedure_released_share=released, procedure_delayed_share=delayed))


@pytest.mark.parametrize(
    ("week", "expected"),
    [(-50, VOLUNTARY), (96, VOLUNTARY), (97, PROCEDURE), (102, PROCEDURE), (103, MANDATORY)],
)
def test_the_historical_regime(week: int, expected: int) -> None:
    assert deployment.regime_in_force(HISTORICAL, week, 97, 103) == expected


@given(
    regime=st.sampled_from((VOLUNTARY, PROCEDURE, MANDATORY)),
    weeks=st.tuples(*[st.integers(-100, 600)] * 3),
)
def test_another_regime_stays(regime: int, weeks: tuple[int, ...]) -> None:
    assert deployment.regime_in_force(regime, *weeks) == regime


@given(weeks=st.tuples(*[st.integers(-100, 600)] * 4))
def test_history_only_tightens(weeks: tuple[int, ...]) -> None:
    first, later, procedure, mandatory = weeks
    first, later = min(first, later), max(first, later)
    procedure, mandatory = min(procedure, mandatory), max(procedure, mandatory)
    assert deployment.regime_in_force(
        HISTORICAL, first, procedure, mandatory
    ) <= deployment.regime_in_force(HISTORICAL, later, procedure, mandatory)


@pytest.mark.parametrize(
    ("regime", "special", "approves", "u", "expected"),
    [
        # The procedure releases 0.3 and delays 0.5.
        (VOLUNTARY, False, True, 0.99, RELEASED),
        (VOLUNTARY, False, False, 0.01, DENIED),  # the state decides
        (PROCEDURE, False, True, 0.29, RELEASED),
        (PROCEDURE, False, True, 0.31, DELAYED),
        (PROCEDURE, False, True, 0.79, DELAYED),
        (PROCEDURE, False, True, 0.81, DENIED),
        (PROCEDURE, False, False, 0.01, DENIED),
        (MANDATORY, False, True, 0.01, DENIED),
        (MANDATORY, True, False, 0.99, RELEASED),
        (VOLUNTARY, True, False, 0.99, RELEASED),
    ],
)
def test_requests(regime: int, special: bool, approves: bool, u: float, expected: int) -> None:
    assert deployment.opt_out_outcome(p(0.3, 0.5), regime, special, approves, u) == expected


@given(
    regime=st.sampled_from((VOLUNTARY, PROCEDURE, MANDATORY)),
    approves=st.booleans(),
    released=SHARE,
    u=U,
)
def test_a_stricter_regime_never_gives_more(
    regime: int, approves: bool, released: float, u: float
) -> None:
    """Denied, delayed, released are in rising order of what the jurisdiction gets."""
    given = p(released, 1.0 - released)
    outcome = deployment.opt_out_outcome(given, regime, False, approves, u)
    stricter = min(regime + 1, MANDATORY)
    assert deployment.opt_out_outcome(given, stricter, False, approves, u) <= outcome
    assert deployment.opt_out_outcome(given, regime, False, True, u) >= outcome
    assert deployment.opt_out_outcome(p(released, 0.0), regime, True, approves, u) == RELEASED


def test_a_request_takes_some_weeks() -> None:
    given = numbers(Settings(meeting_weeks=6))
    assert deployment.resolution_week(given, 80) == 86
    assert deployment.resolution_week(given, -3) == 3


@pytest.mark.parametrize(
    ("outcome", "planned", "active", "expected"),
    [
        (DENIED, 90, False, 90),
        (DENIED, 50, True, 50),
        (RELEASED, 90, False, NEVER),
        (RELEASED, 50, True, NEVER),
        (DELAYED, 90, False, 116),  # 26 weeks later than planned
        (DELAYED, 50, True, 96),  # cut off in week 70, for 26 weeks
    ],
)
def test_what_a_request_does_to_the_plan(
    outcome: int, planned: int, active: bool, expected: int
) -> None:
    given = numbers(Settings(procedure_delay_weeks=26))
    assert deployment.planned_after(given, outcome, planned, active, 70) == expected
