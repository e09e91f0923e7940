"""Crime: who offends against whom, and how much crime there is.

An opportunity (victim, class, offender) is drawn before anybody decides; whether it becomes a crime
is decided here. Offenders act less where victims of that ethnicity are known to report: the
deterrent is the risk of being reported, and what is known is what victims have done recently. No
figure was found for the strength of that, so the elasticity is an assumption with a wide range.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from scomm.model.compiling.jit import rule
from scomm.model.rules.experience import BEFORE, FOLLOWS, recent_rate, take_in

if TYPE_CHECKING:
    from scomm.model.rules.arrays import Floats
    from scomm.model.settings import Settings

# A ceiling on how far crime can move from its base; the excess stream is drawn at this rate.
# Raising it makes another world, so it is fixed: at the largest elasticity that is accepted, 1.5,
# reporting would have to fall by 37 % to reach it.
CRIME_CEILING: Final = 2.0
CRIME_FLOOR: Final = 0.5

VIOLENT: Final = 0
PROPERTY: Final = 1

WEEKS_PER_MONTH: Final = 365.25 / 12.0 / 7.0
WEEKS_PER_YEAR: Final = 365.25 / 7.0

# What offenders know of an ethnicity's victims: reports among victimizations, as in ``experience``,
# and then the factor: crime relative to its base.
FACTOR: Final = FOLLOWS


@rule
def crime_class(p: Settings, u: float) -> int:
    """Return the class of a crime: violent with its share among victimizations [NCVS 2010]."""
    return VIOLENT if u < p.violent_share else PROPERTY


@rule
def deterrence_factor(p: Settings, recent: float, before: float) -> float:
    """Return crime relative to its base, given victims' reporting recently and before the program.

    A constant elasticity: one parameter says how much, and no reaction means a factor of 1. The
    factor is held between ``CRIME_FLOOR`` and ``CRIME_CEILING``.
    """
    if p.deterrence_elasticity == 0.0 or before <= 0.0 or recent <= 0.0:
        return 1.0
    factor = math.exp(-p.deterrence_elasticity * math.log(recent / before))
    return min(max(factor, CRIME_FLOOR), CRIME_CEILING)


@rule
def act_probability(factor: float) -> float:
    """Return the probability that an offender takes an opportunity of the base stream."""
    return min(factor, 1.0)


@rule
def excess_act_probability(factor: float) -> float:
    """Return the probability that an opportunity of the excess stream is taken.

    The stream's rate is (ceiling - 1) times the base rate.
    """
    return max(factor - 1.0, 0.0) / (CRIME_CEILING - 1.0)


@rule
def learn(p: Settings, known: Floats, reports: float, victimizations: float, week: int) -> None:
    """Let offenders take in a week's ``reports`` and ``victimizations`` of an ethnicity.

    ``known`` is written. ``deterrence_prior_weight`` is in victimizations. The factor first moves
    in the week that the program starts.
    """
    take_in(p, known, reports, victimizations, p.deterrence_half_life, week)
    if week >= -1:
        recent = recent_rate(known, p.deterrence_prior_weight)
        known[FACTOR] = deterrence_factor(p, recent, known[BEFORE])
