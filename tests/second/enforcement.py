"""What residents know of enforcement in their jurisdiction (section 7.16)."""

from __future__ import annotations

from math import exp, log

from .constants import CITIZEN, COMMUNITY, LEAST_LEARNED, MOST_LEARNED
from .entities import Jurisdiction
from .formulas import clip
from .opportunities import WEEKS_IN_A_YEAR
from .world import World


def learn_of_enforcement(world: World) -> None:
    """Phase 16: residents learn of the week's holds and removals; it acts from next week on."""
    for jurisdiction in world.jurisdictions:
        learn_in(world, jurisdiction)
        jurisdiction.week_enforcement = 0


def noncitizens(jurisdiction: Jurisdiction) -> int:
    """Noncitizen residents in the community now."""
    return sum(
        1
        for resident in jurisdiction.residents
        if resident.place == COMMUNITY and resident.status != CITIZEN
    )


def learn_in(world: World, jurisdiction: Jurisdiction) -> None:
    """Residents of a jurisdiction learn of the week's enforcement in it."""
    settings, week, place = world.settings, world.week, jurisdiction
    years = noncitizens(place) / WEEKS_IN_A_YEAR
    if week >= 0:
        half = exp((-log(2)) / settings["learned_half_life"])
        place.known_enforcement = place.known_enforcement * half + place.week_enforcement
        place.known_years = place.known_years * half + years
        place.learned = taught(world, place)
    elif week >= -(settings["burn_in_weeks"] // 2):
        place.known_enforcement += place.week_enforcement
        place.known_years += years
    if week == -1:
        if place.known_years > 0:
            place.enforcement_before = place.known_enforcement / place.known_years
        place.known_enforcement = 0.0
        place.known_years = 0.0


def taught(world: World, place: Jurisdiction) -> float:
    """`learned`: what recent enforcement has taught, in full steps."""
    weight, before = world.settings["learned_prior_weight"], place.enforcement_before
    recent = before
    if place.known_years + weight > 0:
        recent = (place.known_enforcement + weight * before) / (place.known_years + weight)
    learned = (recent - before) / world.settings["learned_reference"]
    return clip(learned, LEAST_LEARNED, MOST_LEARNED)
