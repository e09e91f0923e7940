"""How many opportunities there are, and whom they name (section 7.2)."""

from __future__ import annotations

from .constants import (
    BASE_CRIME,
    CAUSE,
    CRIME_CEILING,
    ENCOUNTER,
    EXCESS_CRIME,
    HISPANIC,
    MOVE,
    OTHER,
    PROFILED,
)
from .entities import Jurisdiction, Neighborhood, Origin
from .formulas import pick, poisson
from .world import World

WEEKS_IN_A_MONTH = 365.25 / 12 / 7
WEEKS_IN_A_YEAR = 365.25 / 7


def numbers(world: World, jurisdiction: Jurisdiction, neighborhood: Neighborhood) -> dict[int, int]:
    """The number of opportunities of each stream in a neighborhood this week."""
    settings, week = world.settings, world.week
    crime_hispanic = settings["victimization_rate_hispanic"] / WEEKS_IN_A_MONTH
    crime_other = settings["victimization_rate_other"] / WEEKS_IN_A_MONTH
    cause = settings["cause_arrest_rate"] / 100000 / WEEKS_IN_A_YEAR
    move = settings["turnover_rate"] / WEEKS_IN_A_YEAR
    encounter_other = settings["encounter_rate"] / 100000 / WEEKS_IN_A_YEAR
    encounter_hispanic = encounter_other * settings["hispanic_encounter_ratio"]

    cell = neighborhood.cell
    counts = world.draw(jurisdiction, "counts", 0, cell, week)
    excess = world.draw(jurisdiction, "excess counts", 0, cell, week)
    encounters = world.draw(jurisdiction, "encounter counts", 0, cell, week)

    h, o = neighborhood.count_of(HISPANIC), neighborhood.count_of(OTHER)
    profiling = settings["profiling"]
    return {
        BASE_CRIME[HISPANIC]: poisson(h * crime_hispanic, counts[0]),
        BASE_CRIME[OTHER]: poisson(o * crime_other, counts[1]),
        EXCESS_CRIME[HISPANIC]: poisson(h * crime_hispanic * (CRIME_CEILING - 1), excess[0]),
        EXCESS_CRIME[OTHER]: poisson(o * crime_other * (CRIME_CEILING - 1), excess[1]),
        CAUSE: poisson((h + o) * cause, counts[2]),
        ENCOUNTER[HISPANIC]: poisson(h * encounter_hispanic, encounters[0]),
        ENCOUNTER[OTHER]: poisson(o * encounter_other, encounters[1]),
        PROFILED[HISPANIC]: poisson(h * encounter_hispanic * profiling, encounters[2]),
        PROFILED[OTHER]: poisson(o * encounter_other * profiling, encounters[3]),
        MOVE: poisson((h + o) * move, counts[3]),
    }


Opportunities = list[tuple[Jurisdiction, Neighborhood, Origin]]


def opportunities(world: World) -> Opportunities:
    """Phase 2: all opportunities of the week, each with its neighborhood."""
    result = []
    for jurisdiction in world.jurisdictions:
        for neighborhood in jurisdiction.neighborhoods:
            for stream, number in numbers(world, jurisdiction, neighborhood).items():
                for k in range(number):
                    origin = Origin(world.week, neighborhood.cell, stream, k)
                    result.append((jurisdiction, neighborhood, origin))
    return result


def choose_resident(neighborhood: Neighborhood, ethnicity: int, u: float) -> int:
    """The slot that an opportunity of an ethnicity's stream names."""
    count = neighborhood.count_of(ethnicity)
    return neighborhood.first_of(ethnicity) + pick(u, count)


def choose_offender(world: World, neighborhood: Neighborhood, u: float) -> int:
    """The slot that is named as offender in a neighborhood."""
    share = world.settings["persistent_crime_share"]
    if u < share:
        rank = pick(u / share, neighborhood.persistent)
    else:
        rank = pick((u - share) / (1 - share), neighborhood.residents)
    place = (neighborhood.step * rank + neighborhood.shift) % neighborhood.residents
    return neighborhood.first + place
