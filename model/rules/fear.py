"""Fear: what enrollment, and what ICE then does in a jurisdiction, add to perceived risk.

Three rival theories are nested. *Label*: enrollment itself frightens, for good, whatever ICE then
does; that is how critics put it [FCIR 2011; Truthout 2010]. *Media*: the step at enrollment fades
as coverage does. *Learned*: residents go by the recent enforcement that they see in the
jurisdiction, and fear comes and goes with it. No fact settles how they share the work, so results
are shown under each.

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
from scomm.model.rules.crime import WEEKS_PER_YEAR
from scomm.model.rules.experience import BEFORE, FOLLOWS, recent_rate, take_in

if TYPE_CHECKING:
    from scomm.model.rules.arrays import Floats
    from scomm.model.settings import Settings

# What residents know of enforcement in a jurisdiction: holds and removals among resident-years of
# noncitizens in the community, as in ``experience``, and then the rise since before the program in
# units of ``learned_reference``.
LEARNED: Final = FOLLOWS

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

    ``known`` is written; ``enforced`` counts the week's holds and removals, whatever found them,
    and ``noncitizens`` the noncitizen residents in the community. ``learned_prior_weight`` is in
    resident-years.
    """
    take_in(p, known, enforced, noncitizens / WEEKS_PER_YEAR, p.learned_half_life, week)
    if week >= 0:
        recent = recent_rate(known, p.learned_prior_weight)
        rise = (recent - known[BEFORE]) / p.learned_reference
        known[LEARNED] = min(max(rise, LEAST_LEARNED), MOST_LEARNED)
