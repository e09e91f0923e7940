"""Residents counted and the panel measured, over arrays."""

from __future__ import annotations

from typing import Any, Final

from scomm.model import measures
from scomm.model.compiled.people import exposure_of, risk_of, trust_of, usual_of
from scomm.model.compiling.jit import inner
from scomm.model.compiling.prefetch import prefetch
from scomm.model.measures import YEAR
from scomm.model.population import state as bits
from scomm.model.randomness import WEEK_ZERO
from scomm.model.rules.reporting import trust_is_personal
from scomm.model.rules.trust import probability_aware


@inner
def count_residents(part: Any, month: int, j: int) -> None:
    """Add the week's residents in the community."""
    number = part.place[j].number
    for group in range(6):
        part.counts[month, number, group, measures.RESIDENT_WEEKS] += part.community[j, group]


# How many residents ahead of the one measured are asked for.
_AHEAD: Final = 16


@inner
def measure_panel(part: Any, p: Any, week: int, month: int, j: int, residents: int) -> None:
    """Add the panel's trust, perceived risk and who heard of a removal within a year."""
    place = part.place[j]
    counts, sums = part.counts[month, place.number], part.sums[month, place.number]
    stride = measures.panel_stride(residents)
    # Whom no news has touched, and who was here at activation, is like everybody such.
    aware = probability_aware(part.aware_after, place.known_since, 0, 0, week)
    level, risk = usual_of(place, p, aware)
    usual_trust, usual_risk = measures.fixed(level), measures.fixed(risk)
    latest_arrival = place.known_since + WEEK_ZERO
    personal = trust_is_personal(p, place.dont_ask != 0)
    cell = place.first_cell
    usual = part.usual
    for group in range(6):
        usual[group] = 0
    for i in range(place.origin, place.origin + residents, stride):
        prefetch(part.person, i + _AHEAD * stride)
        state = part.state[i]
        if bits.location_of(state) != bits.COMMUNITY:
            continue
        group, person = bits.group_of(state), part.person[i]
        while cell + 1 < place.last_cell and part.cell_first[cell + 1] <= i - place.origin:
            cell += 1
        if person.touched == 0 and person.arrival <= latest_arrival and not personal:
            usual[group] += stride
            continue
        counts[group, measures.PANEL_RESIDENTS] += stride
        aware = probability_aware(
            part.aware_after, place.known_since, person.arrival, person.heard, week
        )
        if person.touched == 0 and not personal:
            level, risk = usual_of(place, p, aware)
        else:
            exposure = exposure_of(part, p, i, cell)
            level = trust_of(part, place, p, week, exposure, aware, person)
            risk = risk_of(part, place, p, week, aware, person)
        sums[group, measures.PANEL_TRUST] += measures.fixed(level) * stride
        sums[group, measures.PANEL_RISK] += measures.fixed(risk) * stride
        if person.heard > 0 and week + WEEK_ZERO - person.heard < YEAR:
            counts[group, measures.PANEL_HEARD] += stride
    for group in range(6):
        counts[group, measures.PANEL_RESIDENTS] += usual[group]
        sums[group, measures.PANEL_TRUST] += usual_trust * usual[group]
        sums[group, measures.PANEL_RISK] += usual_risk * usual[group]
