"""Activation, and what becomes of a request to opt out under the regime in force.

ICE's word changed: in 2009 a jurisdiction could opt out; in August 2010 there was a procedure; from
October 2010 nobody local could [FCIR 2011; Truthout 2010; Setting-the-record 2010;
Opt-out-denied 2010].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scomm.model.calendar import NEVER
from scomm.model.compiling.jit import rule

if TYPE_CHECKING:
    from scomm.model.settings import Settings

# Regimes; HISTORICAL goes through the other three as ICE did.
HISTORICAL: Final = 0
VOLUNTARY: Final = 1
PROCEDURE: Final = 2
MANDATORY: Final = 3

# What becomes of a request.
DENIED: Final = 0
DELAYED: Final = 1
RELEASED: Final = 2


@rule
def regime_in_force(regime: int, week: int, procedure_week: int, mandatory_week: int) -> int:
    """Return the regime that a request resolved in ``week`` meets."""
    if regime != HISTORICAL:
        return regime
    if week >= mandatory_week:
        return MANDATORY
    return PROCEDURE if week >= procedure_week else VOLUNTARY


@rule
def opt_out_outcome(
    p: Settings, regime: int, special_status: bool, state_approves: bool, u: float
) -> int:
    """Decide a request: denied, activation delayed, or released from the plan.

    The District of Columbia's status let it withdraw by itself [Truthout 2010]. Elsewhere the
    state must approve [FCIR 2011]; under the procedure the meeting may release the
    jurisdiction or adjust the date.
    """
    if special_status:
        return RELEASED
    if regime == MANDATORY or not state_approves:
        return DENIED
    if regime == VOLUNTARY or u < p.procedure_released_share:
        return RELEASED
    released_or_delayed = p.procedure_released_share + p.procedure_delayed_share
    return DELAYED if u < released_or_delayed else DENIED


@rule
def resolution_week(p: Settings, request_week: int) -> int:
    """Return the week in which a request made in ``request_week`` is resolved."""
    return request_week + int(p.meeting_weeks)


@rule
def planned_after(p: Settings, outcome: int, planned: int, active: bool, week: int) -> int:
    """Return the week of activation planned after a request is resolved in ``week``.

    Released means never; a delay moves the plan, which is this week for a jurisdiction that is
    active and is cut off until then.
    """
    if outcome == DENIED:
        return planned
    if outcome == RELEASED:
        return NEVER
    return (week if active else planned) + int(p.procedure_delay_weeks)
