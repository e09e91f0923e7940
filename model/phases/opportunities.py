"""Opportunities: how many crimes, encounters, arrests and moves could happen in a neighborhood.

Drawn at the start of the week, before anybody decides, from rates that no policy moves.
"""

from __future__ import annotations

from model.agents.jurisdiction import Jurisdiction
from model.agents.records import Opportunities
from model.population.neighborhoods import Neighborhood
from model.randomness import COUNTS, EXTRA_COUNTS
from model.rules.opportunity import excess_rate, neighborhood_rate, poisson


def draw_opportunities(jurisdiction: Jurisdiction) -> None:
    """Draw the week's opportunities of a jurisdiction, neighborhood by neighborhood."""
    jurisdiction.opportunities = [_in(jurisdiction, cell) for cell in jurisdiction.neighborhoods]


def _in(jurisdiction: Jurisdiction, cell: Neighborhood) -> Opportunities:
    rates, p = jurisdiction.model.start.rates, jurisdiction.model.numbers
    u_crimes, u_cause, u_encounters, u_moves = jurisdiction.draw(COUNTS, cell.number)
    u_excess, u_profiled, _, _ = jurisdiction.draw(EXTRA_COUNTS, cell.number)
    crimes = neighborhood_rate(cell.hispanic, cell.other, rates.crime_hispanic, rates.crime_other)
    encounters = neighborhood_rate(
        cell.hispanic, cell.other, rates.encounter_hispanic, rates.encounter_other
    )
    return Opportunities(
        crimes=poisson(crimes, u_crimes),
        excess_crimes=poisson(excess_rate(crimes), u_excess),
        arrests_for_cause=poisson(cell.residents * rates.cause, u_cause),
        encounters=poisson(encounters, u_encounters),
        profiled_encounters=poisson(encounters * p.profiling, u_profiled),
        moves=poisson(cell.residents * rates.move, u_moves),
    )
