"""A resident's awareness, trust, perceived risk and reporting, read from the arrays."""

from __future__ import annotations

from typing import Any

from model.calendar import NEVER
from model.jit import rule
from model.population import state as bits
from model.randomness import AWARENESS, WEEK_ZERO, draw
from model.rules import reporting, trust


@rule
def is_aware(seed: int, place: Any, p: Any, week: int, slot: int, arrival: int, heard: int) -> bool:
    """Say whether a resident knows by ``week`` that the jurisdiction is enrolled."""
    since: int = place.active_since
    if since == NEVER:
        return False
    if heard - WEEK_ZERO >= since:
        return True
    u_delay, u_ever, _, _ = draw(seed, AWARENESS, slot, arrival, place.code, 0, 0)
    delay = trust.awareness_delay(p.awareness_share, p.awareness_delay, u_delay, u_ever)
    return 0 <= delay <= week - max(since, arrival - WEEK_ZERO)


@rule
def probability_aware(place: Any, p: Any, week: int, arrival: int, heard: int) -> float:
    """Return the probability of that, where only the delay is left to chance."""
    since = place.active_since
    if since == NEVER:
        return 0.0
    if heard - WEEK_ZERO >= since:
        return 1.0
    begin = max(since, arrival - WEEK_ZERO)
    return trust.aware_by(week - begin, p.awareness_share, p.awareness_delay)


@rule
def trust_of(
    place: Any, p: Any, week: int, aware: float, gain: int, loss: int, touched: int
) -> float:
    """Return trust in the police, 0 to 1; ``gain`` and ``loss`` are as of ``touched``."""
    since = week + WEEK_ZERO - touched
    return reporting.trust_level(
        p.community_trust,
        p.dont_ask_trust if place.dont_ask else 0.0,
        aware,
        trust.relaxed(gain, since, p.trust_half_life) / trust.TRUST_STEPS,
        trust.relaxed(loss, since, p.trust_half_life) / trust.TRUST_STEPS,
    )


@rule
def risk_of(place: Any, p: Any, week: int, aware: float, risk: int, touched: int) -> float:
    """Return perceived risk; ``risk`` is what news has added, as of ``touched``."""
    since = week + WEEK_ZERO - touched
    return reporting.perceived_risk(
        p.risk_before,
        p.enrollment_risk_step,
        aware,
        p.inquiry_risk_step if place.inquiry else 0.0,
        trust.relaxed(risk, since, p.risk_half_life) / trust.RISK_STEPS,
    )


@rule
def reporting_of(
    seed: int,
    place: Any,
    p: Any,
    week: int,
    crime_class: int,
    undocumented_share: float,
    slot: int,
    group: int,
    household: int,
    arrival: int,
    risk: int,
    loss: int,
    gain: int,
    touched: int,
    heard: int,
) -> tuple[float, float]:
    """Return a resident's probability of reporting a crime of a class, and trust in the police."""
    aware = 1.0 if is_aware(seed, place, p, week, slot, arrival, heard) else 0.0
    level = trust_of(place, p, week, aware, gain, loss, touched)
    exposure = reporting.exposure(
        group % 3,
        group < 3,
        bits.household_status(household),
        undocumented_share,
        p.exposure_lawful,
        p.exposure_household,
        p.exposure_neighborhood,
        p.exposure_hispanic,
    )
    intercept = p.report_intercept_violent if crime_class == 0 else p.report_intercept_property
    fear = exposure * risk_of(place, p, week, aware, risk, touched)
    return (
        reporting.report_probability(
            intercept, p.report_trust_weight, level, p.report_fear_weight, fear
        ),
        level,
    )
