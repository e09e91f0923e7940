"""A resident's awareness, trust, perceived risk and reporting, read from the arrays."""

from __future__ import annotations

from typing import Any

from scomm.model.compiled.arrays.layout import (
    RISK,
    TRUST,
)
from scomm.model.compiling.jit import inner
from scomm.model.groups import is_hispanic
from scomm.model.population import state as bits
from scomm.model.randomness import AWARENESS, WEEK_ZERO, draw
from scomm.model.rules import reporting, trust


@inner
def is_aware(seed: int, part: Any, place: Any, week: int, slot: int, person: Any) -> bool:
    """Return whether a resident knows by ``week`` that the jurisdiction is enrolled."""
    probability = trust.probability_aware(
        part.aware_after, place.known_since, person.arrival, person.heard, week
    )
    if probability <= 0.0 or probability >= 1.0:
        return probability >= 1.0
    u, _, _, _ = draw(seed, AWARENESS, slot, person.arrival, place.code, 0, 0)
    return bool(u < probability)


@inner
def share_left(part: Any, which: int, week: int, touched: int) -> float:
    """Return the share left by ``week`` of an excess of trust or risk kept as of ``touched``.

    It is looked up even for a resident without an excess: a test for one would take longer.
    """
    left: float = part.left[which, min(week + WEEK_ZERO - touched, part.left.shape[1] - 1)]
    return left


@inner
def exposure_of(part: Any, p: Any, i: int, cell: int) -> float:
    """Return the exposure of resident ``i`` of neighborhood ``cell`` to immigration enforcement."""
    return reporting.exposure(
        p,
        bits.group_of(part.state[i]),
        bits.household_status(part.person[i].household),
        part.cell[cell].undocumented,
    )


@inner
def trust_of(
    part: Any, place: Any, p: Any, week: int, exposure: float, aware: float, person: Any
) -> float:
    """Return trust in the police, 0 to 1."""
    left = share_left(part, TRUST, week, person.touched)
    gain = trust.reduced(person.trust_gain, left) / trust.TRUST_STEPS
    loss = trust.reduced(person.trust_loss, left) / trust.TRUST_STEPS
    return reporting.trust_level(
        p, exposure, aware, place.step_left, place.dont_ask != 0, gain, loss
    )


@inner
def risk_of(part: Any, place: Any, p: Any, week: int, aware: float, person: Any) -> float:
    """Return perceived risk."""
    left = share_left(part, RISK, week, person.touched)
    news = trust.reduced(person.risk, left) / trust.RISK_STEPS
    return reporting.perceived_risk(
        p, aware, place.step_left, place.learned, place.inquiry != 0, news
    )


@inner
def usual_of(place: Any, p: Any, aware: float) -> tuple[float, float]:
    """Return trust and perceived risk of somebody whom no news and no help has touched.

    Trust only where it is the same for everybody such (``reporting.trust_is_personal``).
    """
    return (
        reporting.trust_level(p, 0.0, aware, place.step_left, place.dont_ask != 0, 0.0, 0.0),
        reporting.perceived_risk(p, aware, place.step_left, place.learned, place.inquiry != 0, 0.0),
    )


@inner
def reporting_of(
    seed: int, part: Any, place: Any, p: Any, week: int, cell: int, slot: int, crime_class: int
) -> tuple[float, float]:
    """Return a resident's probability of reporting a crime of a class, and trust in the police."""
    i = place.origin + slot
    group, person = bits.group_of(part.state[i]), part.person[i]
    aware = 1.0 if is_aware(seed, part, place, week, slot, person) else 0.0
    exposure = exposure_of(part, p, i, cell)
    level = trust_of(part, place, p, week, exposure, aware, person)
    fear = exposure * risk_of(part, place, p, week, aware, person)
    hispanic = is_hispanic(group)
    return reporting.report_probability(p, crime_class, hispanic, level, fear), level


@inner
def move_resident(part: Any, j: int, i: int, where: int) -> None:
    """Move resident ``i`` to the community, jail, ICE custody or out of the country."""
    state = part.state[i]
    before = bits.location_of(state)
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
    risk_left = share_left(part, RISK, week, person.touched)
    trust.touch(person, risk_left, share_left(part, TRUST, week, person.touched), week)
