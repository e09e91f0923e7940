"""A resident's awareness, trust, perceived risk and reporting, read from the arrays."""

from __future__ import annotations

from typing import Any

from scomm.model.calendar import NEVER
from scomm.model.compiled.arrays.layout import (
    RISK,
    TRUST,
)
from scomm.model.compiling.jit import inner
from scomm.model.population import state as bits
from scomm.model.randomness import AWARENESS, WEEK_ZERO, draw
from scomm.model.rules import reporting, trust


@inner
def is_aware(seed: int, part: Any, place: Any, week: int, slot: int, person: Any) -> bool:
    """Say whether a resident knows by ``week`` that the jurisdiction is enrolled."""
    since: int = place.active_since
    if since == NEVER:
        return False
    if person.heard - WEEK_ZERO >= since:
        return True
    weeks = week - max(since, person.arrival - WEEK_ZERO)
    if weeks < 0:
        return False
    u, _, _, _ = draw(seed, AWARENESS, slot, person.arrival, place.code, 0, 0)
    return bool(u < part.aware_by[weeks])


@inner
def probability_aware(part: Any, place: Any, week: int, arrival: int, heard: int) -> float:
    """Return the probability of that, where only the draw is left to chance."""
    since = place.active_since
    if since == NEVER:
        return 0.0
    if heard - WEEK_ZERO >= since:
        return 1.0
    weeks: int = week - max(since, arrival - WEEK_ZERO)
    return part.aware_by[weeks] if weeks >= 0 else 0.0


@inner
def excess_now(part: Any, which: int, week: int, excess: int, touched: int) -> int:
    """Return what is left by ``week`` of an excess of trust or risk kept as of ``touched``.

    Of nobody's excess, kept as of no week, nothing is left either way; finding out whether there is
    one would take longer.
    """
    weeks = min(week + WEEK_ZERO - touched, part.left.shape[1] - 1)
    return trust.reduced(excess, part.left[which, weeks])


@inner
def trust_of(part: Any, place: Any, p: Any, week: int, aware: float, person: Any) -> float:
    """Return trust in the police, 0 to 1."""
    gain = excess_now(part, TRUST, week, person.gain, person.touched)
    loss = excess_now(part, TRUST, week, person.loss, person.touched)
    return reporting.trust_level(
        p.community_trust,
        p.dont_ask_trust if place.dont_ask else 0.0,
        aware,
        gain / trust.TRUST_STEPS,
        loss / trust.TRUST_STEPS,
    )


@inner
def risk_of(part: Any, place: Any, p: Any, week: int, aware: float, person: Any) -> float:
    """Return perceived risk."""
    return reporting.perceived_risk(
        p.risk_before,
        p.enrollment_risk_step,
        aware,
        p.inquiry_risk_step if place.inquiry else 0.0,
        excess_now(part, RISK, week, person.risk, person.touched) / trust.RISK_STEPS,
    )


@inner
def usual_of(place: Any, p: Any, aware: float) -> tuple[float, float]:
    """Return trust and perceived risk of somebody whom no news and no help has touched."""
    return (
        reporting.trust_level(
            p.community_trust, p.dont_ask_trust if place.dont_ask else 0.0, aware, 0.0, 0.0
        ),
        reporting.perceived_risk(
            p.risk_before,
            p.enrollment_risk_step,
            aware,
            p.inquiry_risk_step if place.inquiry else 0.0,
            0.0,
        ),
    )


@inner
def reporting_of(
    seed: int, part: Any, place: Any, p: Any, week: int, cell: int, slot: int, crime_class: int
) -> tuple[float, float]:
    """Return a resident's probability of reporting a crime of a class, and trust in the police."""
    i = place.origin + slot
    group, person = bits.group_of(part.state[i]), part.person[i]
    aware = 1.0 if is_aware(seed, part, place, week, slot, person) else 0.0
    level = trust_of(part, place, p, week, aware, person)
    exposure = reporting.exposure(
        group % 3,
        group < 3,
        bits.household_status(person.household),
        part.cell[cell].undocumented,
        p.exposure_lawful,
        p.exposure_household,
        p.exposure_neighborhood,
        p.exposure_hispanic,
    )
    intercept = p.report_intercept_violent if crime_class == 0 else p.report_intercept_property
    fear = exposure * risk_of(part, place, p, week, aware, person)
    return (
        reporting.report_probability(
            intercept, p.report_trust_weight, level, p.report_fear_weight, fear
        ),
        level,
    )


@inner
def put(part: Any, j: int, i: int, where: int) -> None:
    """Move resident ``i`` to the community, jail, ICE custody or out of the country."""
    state = part.state[i]
    before = bits.place_of(state)
    group = bits.group_of(state)
    if before == bits.COMMUNITY:
        part.community[j, group] -= 1
    elif before == bits.JAIL:
        part.place[j].in_jail -= 1
    if where == bits.COMMUNITY:
        part.community[j, group] += 1
    elif where == bits.JAIL:
        part.place[j].in_jail += 1
    part.state[i] = bits.moved_to(state, where)


@inner
def touch(part: Any, week: int, i: int) -> None:
    """Bring a resident's excesses up to date, before something is added to one."""
    person = part.person[i]
    touched = person.touched
    person.risk = excess_now(part, RISK, week, person.risk, touched)
    person.loss = excess_now(part, TRUST, week, person.loss, touched)
    person.gain = excess_now(part, TRUST, week, person.gain, touched)
    person.touched = week + WEEK_ZERO
