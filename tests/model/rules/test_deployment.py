"""Regimes, and what becomes of a request to opt out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    assert deployment.opt_out_outcome(regime, special, approves, 0.3, 0.5, u) == expected


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
    outcome = deployment.opt_out_outcome(regime, False, approves, released, 1.0 - released, u)
    stricter = deployment.opt_out_outcome(
        min(regime + 1, MANDATORY), False, approves, released, 1.0 - released, u
    )
    assert stricter <= outcome
    assert deployment.opt_out_outcome(regime, True, approves, released, 0.0, u) == RELEASED
    assert deployment.opt_out_outcome(regime, False, True, released, 1.0 - released, u) >= outcome
