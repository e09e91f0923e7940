"""Crimes (section 7.3)."""

from __future__ import annotations

from dataclasses import dataclass

from .constants import BASE_CRIME, COMMUNITY, CRIME_CEILING, EXCESS_CRIME
from .entities import Jurisdiction, Neighborhood, Origin, Resident
from .opportunities import Opportunities, choose_offender, choose_resident
from .world import World


@dataclass
class Crime:
    """A crime that has happened."""

    jurisdiction: Jurisdiction
    origin: Origin
    violent: bool
    victim: Resident
    offender: Resident


def crimes(world: World, opportunities: Opportunities) -> list[Crime]:
    """Phase 3: the crimes of the week."""
    result = []
    for jurisdiction, neighborhood, origin in opportunities:
        if origin.stream in BASE_CRIME or origin.stream in EXCESS_CRIME:
            crime = opportunity_for_crime(world, jurisdiction, neighborhood, origin)
            if crime is not None:
                result.append(crime)
    return result


def choose_victim(jurisdiction: Jurisdiction, named: Resident, violent: bool) -> Resident:
    """The victim: the one named, or who answers for the household (step 1)."""
    if violent:
        return named
    for slot in named.household.members:
        if jurisdiction.residents[slot].place == COMMUNITY:
            return jurisdiction.residents[slot]
    return named


def find_offender(
    world: World, jurisdiction: Jurisdiction, neighborhood: Neighborhood, u3: float
) -> Resident:
    """The offender, from the victim's neighborhood or from any (step 2)."""
    local = world.settings["local_offender_share"]
    if u3 < local:
        slot = choose_offender(world, neighborhood, u3 / local)
    else:
        m = len(jurisdiction.neighborhoods)
        x = (u3 - local) / (1 - local) * m
        c = min(int(x), m - 1)
        slot = choose_offender(world, jurisdiction.neighborhoods[c], min(x - c, 1 - 1e-12))
    return jurisdiction.residents[slot]


def opportunity_for_crime(
    world: World, jurisdiction: Jurisdiction, neighborhood: Neighborhood, origin: Origin
) -> Crime | None:
    """The crime that comes of an opportunity, if any."""
    u0, u1, u2, u3 = world.draw_at(jurisdiction, "crime", origin)
    base = origin.stream in BASE_CRIME
    ethnicity = BASE_CRIME.index(origin.stream) if base else EXCESS_CRIME.index(origin.stream)
    named = jurisdiction.residents[choose_resident(neighborhood, ethnicity, u0)]
    violent = u1 < world.settings["violent_share"]
    victim = choose_victim(jurisdiction, named, violent)
    offender = find_offender(world, jurisdiction, neighborhood, u3)
    if victim.place != COMMUNITY or offender.place != COMMUNITY or victim is offender:
        return None

    factor = jurisdiction.factor[ethnicity]
    probability = min(factor, 1.0) if base else max(factor - 1, 0.0) / (CRIME_CEILING - 1)
    kind = "violent" if violent else "property"
    world.expect(jurisdiction, victim, "expected_victimizations_" + kind, probability)
    if not u2 < probability:
        return None
    world.count(jurisdiction, victim, "victimizations_" + kind)
    event = "victim of violence" if violent else "victim of property crime"
    world.log(event, jurisdiction, victim.slot, offender.slot, probability, u2)
    return Crime(jurisdiction, origin, violent, victim, offender)
