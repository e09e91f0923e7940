"""Requests to opt out and activation over arrays."""

from __future__ import annotations

from typing import Any

from scomm.model import events as log
from scomm.model.calendar import NEVER
from scomm.model.compiled.log import certain
from scomm.model.compiling.jit import inner
from scomm.model.rules import deployment, fear, policing
from scomm.model.rules.crime import FACTOR


@inner
def _deactivate(part: Any, week: int, j: int) -> None:
    place = part.place[j]
    place.active_since = NEVER
    place.planned = week
    certain(part, week, log.DEACTIVATED, j, log.NOBODY, log.NOBODY)


@inner
def deploy(
    part: Any,
    p: Any,
    week: int,
    j: int,
    regime: int,
    procedure_week: int,
    mandatory_week: int,
) -> None:
    """Let a jurisdiction ask to opt out, learn of the outcome, and be activated, each when due."""
    place = part.place[j]
    if place.asks_out and week == place.request:
        certain(part, week, log.ASKED_OUT, j, log.NOBODY, log.NOBODY)
    if place.asks_out and week == deployment.resolution_week(p, place.request):
        outcome = deployment.opt_out_outcome(
            p,
            deployment.regime_in_force(regime, week, procedure_week, mandatory_week),
            place.special != 0,
            place.approves != 0,
            place.opt_out_draw,
        )
        certain(part, week, log.RESOLVED, j, log.NOBODY, outcome)
        if outcome != deployment.DENIED:
            active = place.active_since != NEVER
            planned = deployment.planned_after(p, outcome, place.planned, active, week)
            if active:
                _deactivate(part, week, j)
            place.planned = planned
    if week >= place.refuses_from:
        # Without prints there is no program: nothing is matched and no result can be seen.
        if place.active_since != NEVER:
            _deactivate(part, week, j)
    elif place.active_since == NEVER and place.planned <= week and place.agreement <= week:
        place.active_since = week
        certain(part, week, log.ACTIVATED, j, log.NOBODY, log.NOBODY)
    active = place.active_since <= week
    place.known_since = fear.known_since(p, place.known_since, active, place.planned, week)
    place.step_left = fear.step_left(p, place.known_since, week)
    place.force = policing.check_force(
        p, active, place.results != 0, place.jail_287g != 0, place.inquiry != 0
    )
    # Nothing can come of the excess stream otherwise, so it need not be drawn.
    place.excess = part.memory[j, 0, FACTOR] > 1.0 or part.memory[j, 1, FACTOR] > 1.0
