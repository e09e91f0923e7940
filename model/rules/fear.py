"""What enrollment, and what ICE then does in a jurisdiction, add to perceived risk.

Three rival theories are nested. *Label*: enrollment itself frightens, for good, whatever ICE then
does; that is how critics put it [FCIR 2011; Truthout 2010]. *Media*: the step at enrollment fades
as coverage does. *Learned*: residents go by the enforcement that they see in the jurisdiction of
late, and fear comes and goes with it. No fact settles how they share the work, so results are
shown under each.

One size, ``enrollment_risk_step``, serves all three: it is what enrollment adds under the label,
and what a jurisdiction whose enforcement has risen by ``learned_reference`` adds under the learned
theory. ``learned_share`` divides it between the step and what is learned, and ``step_half_life``
says how fast the step fades. Both parts are one number a jurisdiction and week.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from scomm.model.calendar import NEVER
from scomm.model.compiling.jit import rule
from scomm.model.rules.crime import WEEKS_PER_YEAR, sets_reference

if TYPE_CHECKING:
    from scomm.model.rules.arrays import Floats
    from scomm.model.settings import Settings

# What residents know of enforcement in a jurisdiction: four numbers, the first two of late.
ENFORCED: Final = 0  # holds and removals
RESIDENT_YEARS: Final = 1  # of noncitizens in the community
BEFORE: Final = 2  # enforcement a noncitizen resident-year before the program
LEARNED: Final = (
    3  # the rise since then, in units of ``learned_reference``; follows from the others
)

# Bounds of what is learned, in units of a full step: however much ICE does, fear has a ceiling.
LEAST_LEARNED: Final = -1.0
MOST_LEARNED: Final = 3.0


@rule
def known_since(p: Settings, known: int, active: bool, planned: int, week: int) -> int:
    """Return the week since which a resident can know of enrollment, NEVER where there is none.

    It begins ``announcement_weeks`` before the activation then planned, at the latest with the
    activation, and ends when the jurisdiction is cut off or its plan moves away.
    """
    announced = week < planned <= week + int(p.announcement_weeks)
    return min(known, week) if active or announced else NEVER


@rule
def step_left(p: Settings, known: int, week: int) -> float:
    """Return the share left in ``week`` of the step at enrollment, known of since ``known``.

    It is 0 where nobody can know, and halves every ``step_half_life`` weeks (inf: never).
    """
    if known > week:
        return 0.0
    return math.exp(-math.log(2.0) * (week - known) / p.step_half_life)


@rule
def risk_step(p: Settings, aware: float, left: float) -> float:
    """The step's part of the perceived risk of a resident who is aware of enrollment."""
    return p.enrollment_risk_step * (1.0 - p.learned_share) * aware * left


@rule
def trust_step(p: Settings, exposure: float, aware: float, left: float) -> float:
    """Loss of trust by the step of a resident who is aware: more, the more is at stake."""
    return p.enrollment_trust_step * min(exposure, 1.0) * aware * left


@rule
def learned_risk(p: Settings, learned: float) -> float:
    """Part of perceived risk learned from the jurisdiction's enforcement; it may be negative."""
    return p.enrollment_risk_step * p.learned_share * learned


@rule
def learn_enforcement(
    p: Settings, known: Floats, enforced: float, noncitizens: float, week: int
) -> None:
    """Let residents take in a week's enforcement in their jurisdiction.

    ``known`` holds the four numbers named above and is written; ``enforced`` counts the week's
    holds and removals, whatever found them, and ``noncitizens`` the noncitizen residents in the
    community. As with offenders' knowledge (``crime.learn``), the second half of the burn-in sets
    what was usual before, and from then on older weeks fade. What is seen of late is shrunk to
    what was usual by ``learned_prior_weight``: few residents see few events.
    """
    years = noncitizens / WEEKS_PER_YEAR
    if week >= 0:
        kept = math.exp(-math.log(2.0) / p.learned_half_life)
        known[ENFORCED] = known[ENFORCED] * kept + enforced
        known[RESIDENT_YEARS] = known[RESIDENT_YEARS] * kept + years
    elif sets_reference(p, week):
        known[ENFORCED] += enforced
        known[RESIDENT_YEARS] += years
    if week == -1:
        if known[RESIDENT_YEARS] > 0.0:
            known[BEFORE] = known[ENFORCED] / known[RESIDENT_YEARS]
        known[ENFORCED] = 0.0
        known[RESIDENT_YEARS] = 0.0
    if week >= 0:
        prior = p.learned_prior_weight
        recent = known[BEFORE]
        if known[RESIDENT_YEARS] + prior > 0.0:
            recent = (known[ENFORCED] + prior * known[BEFORE]) / (known[RESIDENT_YEARS] + prior)
        rise = (recent - known[BEFORE]) / p.learned_reference
        known[LEARNED] = min(max(rise, LEAST_LEARNED), MOST_LEARNED)
