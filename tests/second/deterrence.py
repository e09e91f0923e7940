"""What offenders know of reporting, and the factor on crime (section 7.15)."""

from __future__ import annotations

from math import exp, log

from .constants import CRIME_CEILING, CRIME_FLOOR, HISPANIC, ONE, OTHER
from .entities import Jurisdiction
from .formulas import clip
from .world import World


def learn(world: World) -> None:
    """Phase 16: offenders learn of the week's reports; factors hold from next week on."""
    for jurisdiction in world.jurisdictions:
        for ethnicity in (HISPANIC, OTHER):
            learn_of(world, jurisdiction, ethnicity)
        jurisdiction.week_reports = [0, 0]
        jurisdiction.week_victimizations = [0, 0]


def learn_of(world: World, jurisdiction: Jurisdiction, e: int) -> None:
    """Offenders learn of the week's reports of victims of an ethnicity."""
    settings, week = world.settings, world.week
    reports = jurisdiction.week_reports[e] / ONE
    victimizations = jurisdiction.week_victimizations[e]
    known_reports, known_victimizations = (
        jurisdiction.known_reports,
        jurisdiction.known_victimizations,
    )
    if week >= 0:
        half = exp(-log(2) / settings["deterrence_half_life"])
        known_reports[e] = known_reports[e] * half + reports
        known_victimizations[e] = known_victimizations[e] * half + victimizations
    elif week >= -(settings["burn_in_weeks"] // 2):
        known_reports[e] += reports
        known_victimizations[e] += victimizations
    if week == -1 and known_victimizations[e] > 0:
        jurisdiction.before[e] = known_reports[e] / known_victimizations[e]
        known_reports[e] = 0.0
        known_victimizations[e] = 0.0
    if week >= -1:
        jurisdiction.factor[e] = factor(world, jurisdiction, e)


def factor(world: World, jurisdiction: Jurisdiction, e: int) -> float:
    """The factor on crime against victims of an ethnicity."""
    elasticity = world.settings["deterrence_elasticity"]
    weight = world.settings["deterrence_prior_weight"]
    before = jurisdiction.before[e]
    known_victimizations = jurisdiction.known_victimizations[e] + weight
    if known_victimizations == 0:
        recent = before
    else:
        recent = (jurisdiction.known_reports[e] + weight * before) / known_victimizations
    if elasticity == 0 or before <= 0 or recent <= 0:
        return 1.0
    return clip(exp(-elasticity * log(recent / before)), CRIME_FLOOR, CRIME_CEILING)
