"""Crime: each opportunity names a possible victim, a class and an offender; some are taken."""

from __future__ import annotations

from collections.abc import Iterator

from scomm.model import events, measures
from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
from scomm.model.mesa_model.agents.messages import Crime, Origin
from scomm.model.mesa_model.agents.resident import Resident
from scomm.model.population.neighborhoods import Neighborhood
from scomm.model.randomness import CRIME
from scomm.model.rules import crime, opportunity
from scomm.model.streams import BASE_CRIME, EXCESS_CRIME


def crimes(jurisdiction: Jurisdiction) -> Iterator[Crime]:
    """Go through a jurisdiction's opportunities of the week and yield the crimes that happen."""
    for cell, counts in zip(jurisdiction.neighborhoods, jurisdiction.opportunities, strict=True):
        for stream, of_each in ((BASE_CRIME, counts.crimes), (EXCESS_CRIME, counts.excess_crimes)):
            for ethnicity, count in enumerate(of_each):
                for number in range(count):
                    origin = Origin(
                        jurisdiction.model.week, cell.number, stream + ethnicity, number
                    )
                    happened = _crime(jurisdiction, cell, origin, ethnicity)
                    if happened is not None:
                        yield happened


def _crime(
    jurisdiction: Jurisdiction, cell: Neighborhood, origin: Origin, ethnicity: int
) -> Crime | None:
    """Return the crime that comes of an opportunity, or None."""
    model, p = jurisdiction.model, jurisdiction.model.numbers
    u_victim, u_class, u_act, u_offender = jurisdiction.draw_at(CRIME, origin)
    position = opportunity.choose_resident(u_victim, ethnicity, cell.hispanic, cell.other)
    named = jurisdiction.residents[cell.first + position]
    crime_class = crime.crime_class(p, u_class)
    victim = named if crime_class == crime.VIOLENT else household_respondent(named)
    offender = _offender(jurisdiction, cell, u_offender)
    if not victim.in_community or not offender.in_community or victim is offender:
        return None
    factor = jurisdiction.deterrence_factor(ethnicity)
    if origin.stream < EXCESS_CRIME:
        probability = crime.act_probability(factor)
    else:
        probability = crime.excess_act_probability(factor)
    expected = measures.EXPECTED_VICTIMIZATIONS_VIOLENT + crime_class
    model.tally.expect(jurisdiction, victim.group, expected, probability)
    if u_act >= probability:
        return None
    measure = measures.VICTIMIZATIONS_VIOLENT + crime_class
    model.tally.count(jurisdiction, victim.group, measure)
    kind = events.VIOLENT_CRIME + crime_class
    model.note(kind, jurisdiction, victim.slot, offender.slot, probability, u_act)
    return Crime(origin, jurisdiction, victim, offender, crime_class)


def household_respondent(named: Resident) -> Resident:
    """Return the respondent of a household: its first member in the community, else ``named``."""
    return next((member for member in named.household if member.in_community), named)


def _offender(jurisdiction: Jurisdiction, cell: Neighborhood, u: float) -> Resident:
    p = jurisdiction.model.numbers
    number, rest = opportunity.offender_neighborhood(
        p, cell.number, len(jurisdiction.neighborhoods), u
    )
    return offender_in(jurisdiction, jurisdiction.neighborhoods[number], rest)


def offender_in(jurisdiction: Jurisdiction, cell: Neighborhood, u: float) -> Resident:
    """Return the resident of a neighborhood whom a draw names as offender, by propensity."""
    p = jurisdiction.model.numbers
    position = opportunity.choose_offender(p, cell.residents, cell.step, cell.shift, u)
    return jurisdiction.residents[cell.first + position]
