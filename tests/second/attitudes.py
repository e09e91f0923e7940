"""Trust, perceived risk, exposure and the probability of reporting (section 7.4)."""

from __future__ import annotations

from math import exp

from .constants import (
    HISPANIC,
    LAWFUL,
    MOST_STEPS,
    RISK_STEPS,
    TRUST_STEPS,
    UNDOCUMENTED,
    WEEK_ZERO,
)
from .deployment import left_of_step
from .entities import Jurisdiction, Resident
from .formulas import clip, faded
from .world import World


def excesses(world: World, resident: Resident) -> tuple[int, int, int]:
    """Steps of risk, trust lost and trust gained, as they are in this week."""
    weeks = world.week + WEEK_ZERO - resident.touched
    risk_half_life = world.settings["risk_half_life"]
    trust_half_life = world.settings["trust_half_life"]
    return (
        faded(resident.risk, weeks, risk_half_life),
        faded(resident.trust_lost, weeks, trust_half_life),
        faded(resident.trust_gained, weeks, trust_half_life),
    )


def touch(world: World, resident: Resident) -> None:
    """Bring a resident's excesses up to date (section 7.12)."""
    resident.risk, resident.trust_lost, resident.trust_gained = excesses(world, resident)
    resident.touched = world.week + WEEK_ZERO


def grown(excess: int, amount: float, steps: float) -> int:
    """An excess that grows by an amount, in steps of a unit, held at MOST_STEPS."""
    growth = min(int(amount * steps + 0.5), MOST_STEPS)
    return min(excess + growth, MOST_STEPS)


def perceived_risk(
    world: World, jurisdiction: Jurisdiction, resident: Resident, aware: float
) -> float:
    """`risk` of section 7.4."""
    settings = world.settings
    step, share = settings["enrollment_risk_step"], settings["learned_share"]
    left = left_of_step(world, jurisdiction)
    enrolled = step * (1 - share) * aware * left + step * share * jurisdiction.learned
    risk = (
        settings["risk_before"]
        + enrolled
        + (settings["inquiry_risk_step"] if jurisdiction.policy["status_inquiry"] else 0)
        + excesses(world, resident)[0] / RISK_STEPS
    )
    return max(risk, 0.0)


def trust(world: World, jurisdiction: Jurisdiction, resident: Resident, aware: float) -> float:
    """`trust` of section 7.4, held between 0 and 1."""
    settings = world.settings
    _, lost, gained = excesses(world, resident)
    at_stake = min(exposure(world, resident), 1)
    left = left_of_step(world, jurisdiction)
    level = (
        settings["community_trust"]
        + (settings["dont_ask_trust"] * at_stake if jurisdiction.dont_ask else 0) * (1 - aware)
        - settings["enrollment_trust_step"] * at_stake * aware * left
        + gained / TRUST_STEPS
        - lost / TRUST_STEPS
    )
    return clip(level, 0.0, 1.0)


def status_exposure(world: World, status: int) -> float:
    """Exposure through a status."""
    if status == UNDOCUMENTED:
        return 1.0
    if status == LAWFUL:
        return world.settings["exposure_lawful"]
    return 0.0


def exposure(world: World, resident: Resident) -> float:
    """`exposure` of section 7.4: the largest of own, household's and neighborhood's."""
    settings = world.settings
    largest = max(
        status_exposure(world, resident.status),
        settings["exposure_household"] * status_exposure(world, resident.household.most_exposed),
        settings["exposure_neighborhood"] * resident.neighborhood.undocumented_share,
    )
    return largest + (settings["exposure_hispanic"] if resident.ethnicity == HISPANIC else 0)


def reporting_probability(
    world: World, jurisdiction: Jurisdiction, resident: Resident, aware: float, violent: bool
) -> float:
    """`p` of section 7.4: that a victim or witness reports."""
    settings = world.settings
    name = "report_intercept_violent" if violent else "report_intercept_property"
    intercept = settings[name]
    if resident.ethnicity == HISPANIC:
        intercept = intercept + settings["hispanic_report_offset"]
    own_trust = trust(world, jurisdiction, resident, aware)
    fear = exposure(world, resident) * perceived_risk(world, jurisdiction, resident, aware)
    log_odds = (
        intercept
        + settings["report_trust_weight"] * (own_trust - 0.5)
        - settings["report_fear_weight"] * fear
    )
    return 1 / (1 + exp(-log_odds))
