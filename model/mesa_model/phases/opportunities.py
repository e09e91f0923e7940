"""Opportunities: how many crimes, encounters, arrests and moves could happen in a neighborhood.

Drawn at the start of the week, before anybody decides, from rates that no policy moves.
"""

from __future__ import annotations

from scomm.model.mesa_model.agents.jurisdiction import Jurisdiction
from scomm.model.mesa_model.agents.messages import Opportunities
from scomm.model.population.neighborhoods import Neighborhood
from scomm.model.randomness import COUNTS, ENCOUNTER_COUNTS, EXCESS_COUNTS
from scomm.model.rules.opportunity import excess_rate, poisson


def draw_opportunities(jurisdiction: Jurisdiction) -> None:
    """Draw the week's opportunities of a jurisdiction, neighborhood by neighborhood."""
    jurisdiction.opportunities = [_in(jurisdiction, cell) for cell in jurisdiction.neighborhoods]


def _in(jurisdiction: Jurisdiction, cell: Neighborhood) -> Opportunities:
    rates, profiling = jurisdiction.model.start.rates, jurisdiction.model.numbers.profiling
    crimes = (cell.hispanic * rates.crime_hispanic, cell.other * rates.crime_other)
    encounters = (cell.hispanic * rates.encounter_hispanic, cell.other * rates.encounter_other)
    u_crime = jurisdiction.draw(COUNTS, cell.number)
    u_excess = jurisdiction.draw(EXCESS_COUNTS, cell.number)
    u_encounter = jurisdiction.draw(ENCOUNTER_COUNTS, cell.number)
    return Opportunities(
        crimes=(poisson(crimes[0], u_crime[0]), poisson(crimes[1], u_crime[1])),
        excess_crimes=(
            poisson(excess_rate(crimes[0]), u_excess[0]),
            poisson(excess_rate(crimes[1]), u_excess[1]),
        ),
        arrests_for_cause=poisson(cell.residents * rates.cause, u_crime[2]),
        encounters=(poisson(encounters[0], u_encounter[0]), poisson(encounters[1], u_encounter[1])),
        profiled_encounters=(
            poisson(encounters[0] * profiling, u_encounter[2]),
            poisson(encounters[1] * profiling, u_encounter[3]),
        ),
        moves=poisson(cell.residents * rates.move, u_crime[3]),
    )
