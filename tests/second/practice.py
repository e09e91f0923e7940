"""Practices in which jurisdictions differ (section 5.7)."""

from __future__ import annotations

from math import exp, log

from scipy.special import ndtri

from .entities import Jurisdiction, Practice
from .formulas import shifted
from .world import World

SPREADS = [
    "spread_propensity",
    "spread_minor_arrest",
    "spread_before_disposition",
    "spread_conviction",
    "spread_screening",
]


def deviation(world: World, jurisdiction: Jurisdiction, number: int) -> float:
    """How far a jurisdiction departs from the mean of a practice, in log odds."""
    spread = world.settings[SPREADS[number]]
    if spread == 0:
        return 0.0
    u = world.draw(jurisdiction, "practice", number, 0)[0]
    return float(spread * ndtri(u))


def practice_of(world: World, jurisdiction: Jurisdiction) -> Practice:
    """The five practices of a jurisdiction."""
    settings, policy = world.settings, jurisdiction.policy
    d = [deviation(world, jurisdiction, number) for number in range(len(SPREADS))]
    size = log(jurisdiction.residents_before_scaling / 100000)
    growth = exp(settings["screening_size_elasticity"] * size)
    found = min(settings["screening_detection"] * growth, settings["screening_most"])
    interviews = settings["interview_detection"] if policy["jail_287g"] else 0.0
    return Practice(
        propensity=shifted(policy["pretextual_propensity"], d[0]),
        minor_arrest_share=shifted(settings["minor_arrest_share"], d[1]),
        before_share=shifted(policy["before_disposition_share"], d[2]),
        log_odds=d[3],
        detection=max(shifted(found, d[4]), interviews),
    )
