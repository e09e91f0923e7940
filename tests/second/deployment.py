"""Deployment of the program, and who is aware of it (section 7.1)."""

from __future__ import annotations

from math import exp, log

from .constants import NEVER, WEEK_ZERO
from .entities import Jurisdiction, Resident
from .world import World

DENIED, DELAYED, RELEASED = 0, 1, 2


def deploy(world: World) -> None:
    """Phase 1: requests, deactivation and activation, which hold at once."""
    w = world.week
    for jurisdiction in world.jurisdictions:
        asks_out = jurisdiction.policy["stance"] == "asks-out"
        if asks_out and w == jurisdiction.request_week:
            world.log("asked to opt out", jurisdiction)
        if asks_out and w == jurisdiction.request_week + world.settings["meeting_weeks"]:
            resolve(world, jurisdiction)
        if not jurisdiction.forwards(w):
            if jurisdiction.active:
                deactivate(world, jurisdiction)
        elif (
            not jurisdiction.active
            and jurisdiction.planned_week <= w
            and jurisdiction.agreement_week <= w
        ):
            jurisdiction.active_since = w
            world.log("activated", jurisdiction)
        jurisdiction.known_since = known_since(world, jurisdiction)


def known_since(world: World, jurisdiction: Jurisdiction) -> int:
    """Since when enrollment can be known, NEVER if it cannot (step 4)."""
    announced = world.week + world.settings["announcement_weeks"]
    if jurisdiction.active or world.week < jurisdiction.planned_week <= announced:
        return min(jurisdiction.known_since, world.week)
    return NEVER


def left_of_step(world: World, jurisdiction: Jurisdiction) -> float:
    """What is left of the step at enrollment in this week."""
    if jurisdiction.known_since == NEVER:
        return 0.0
    weeks = world.week - jurisdiction.known_since
    return exp(((-log(2)) * weeks) / world.settings["step_half_life"])


def deactivate(world: World, jurisdiction: Jurisdiction) -> None:
    """End the program; open cases and holds stay as they are."""
    jurisdiction.active_since = None
    jurisdiction.planned_week = world.week
    world.log("deactivated", jurisdiction)


def regime(world: World) -> str:
    """What ICE lets jurisdictions do this week."""
    settings, calendar = world.settings, world.calendar
    if settings["opt_out_regime"] != "historical":
        return settings["opt_out_regime"]
    if world.week >= calendar.week_of(settings["mandatory_date"]):
        return "mandatory"
    if world.week >= calendar.week_of(settings["procedure_date"]):
        return "procedure"
    return "voluntary"


def outcome_of_request(world: World, jurisdiction: Jurisdiction) -> int:
    """Whether a request to opt out is denied, delayed or released."""
    settings = world.settings
    u = world.draw(jurisdiction, "jurisdiction", 0, 0)[0]
    released = settings["procedure_released_share"]
    if jurisdiction.policy["special_status"]:
        return RELEASED
    if regime(world) == "mandatory" or not jurisdiction.policy["state_approves_optout"]:
        return DENIED
    if regime(world) == "voluntary" or u < released:
        return RELEASED
    if u < released + settings["procedure_delayed_share"]:
        return DELAYED
    return DENIED


def resolve(world: World, jurisdiction: Jurisdiction) -> None:
    """Resolve the request of a jurisdiction (step 2)."""
    outcome = outcome_of_request(world, jurisdiction)
    world.log("opt-out resolved", jurisdiction, by=outcome)
    if outcome == DENIED:
        return
    if jurisdiction.active:
        deactivate(world, jurisdiction)
    if outcome == RELEASED:
        jurisdiction.planned_week = NEVER
    else:
        jurisdiction.planned_week += world.settings["procedure_delay_weeks"]


def awareness_probability(world: World, jurisdiction: Jurisdiction, resident: Resident) -> float:
    """The probability of being aware of enrollment; 1 if heard of a removal since it is known."""
    known = jurisdiction.known_since
    if known == NEVER:
        return 0.0
    if resident.heard - WEEK_ZERO >= known:
        return 1.0
    t = world.week - max(known, resident.arrival - WEEK_ZERO)
    if t < 0:
        return 0.0
    settings = world.settings
    return settings["awareness_share"] * (1 - exp(-(t + 1) / settings["awareness_delay"]))


def is_aware(world: World, jurisdiction: Jurisdiction, resident: Resident) -> bool:
    """Whether a resident is aware of enrollment; one draw a person decides whether and when."""
    u = world.draw(jurisdiction, "awareness", resident.slot, resident.arrival)[0]
    return u < awareness_probability(world, jurisdiction, resident)
