"""Arrests, and the choice among those of one person in a week (section 7.7, beginning)."""

from __future__ import annotations

from dataclasses import dataclass

from .constants import MINOR, OTHER_CAUSE, PRETEXT, PROPERTY, VIOLENT
from .entities import Jurisdiction, Origin, Resident
from .world import World

MEASURE_OF_GROUND = {
    VIOLENT: "arrests_index",
    PROPERTY: "arrests_index",
    OTHER_CAUSE: "arrests_cause",
    MINOR: "arrests_minor",
    PRETEXT: "arrests_pretext",
}


@dataclass
class Arrest:
    """An arrest as made, with the draws of block *arrest* at its origin."""

    jurisdiction: Jurisdiction
    origin: Origin
    resident: Resident
    ground: int
    after_inquiry: bool
    victim: Resident | None  # where a report led to the arrest
    order: float
    u_charge: float
    u_release: float
    u_disposition: float


def make_arrest(
    world: World,
    jurisdiction: Jurisdiction,
    origin: Origin,
    resident: Resident,
    ground: int,
    after_inquiry: bool = False,
    victim: Resident | None = None,
) -> Arrest:
    """Count an arrest by its ground, and draw for it."""
    world.count(jurisdiction, resident, MEASURE_OF_GROUND[ground])
    draws = world.draw_at(jurisdiction, "arrest", origin)
    return Arrest(jurisdiction, origin, resident, ground, after_inquiry, victim, *draws)


def rank(arrest: Arrest) -> tuple[float, int, int, int]:
    """Of two arrests of one person the one with the lower rank takes effect."""
    origin = arrest.origin
    return (arrest.order, origin.cell, origin.stream, origin.number)


def choose_among(arrests: list[Arrest]) -> list[Arrest]:
    """The arrests of a week that take effect, one a person."""
    chosen: dict[tuple[int, int], Arrest] = {}
    for arrest in arrests:
        person = (arrest.jurisdiction.index, arrest.resident.slot)
        if person not in chosen or rank(arrest) < rank(chosen[person]):
            chosen[person] = arrest
    return list(chosen.values())
