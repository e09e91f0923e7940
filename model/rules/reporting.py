"""Reporting of a crime: the victim decides, else a witness with their own fear.

Reporting follows the seriousness of the crime first [Skogan 1984] and trust in the police
[Sunshine Tyler 2003]; the claim under study is that fear of immigration checks lowers it
[FCIR 2011]. Fear is exposure x perceived risk, so somebody with nothing at stake is not moved by
the program, and citizens are moved through household, neighborhood and ethnicity [Theodore 2013].
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from scomm.model.compiling.jit import rule
from scomm.model.groups import CITIZEN, LAWFUL, is_hispanic, status_of
from scomm.model.rules import fear
from scomm.model.rules.crime import VIOLENT
from scomm.model.rules.opportunity import pick

if TYPE_CHECKING:
    from scomm.model.settings import Settings

# Who witnesses a crime without a witness.
NO_WITNESS: Final = -1


@rule
def status_exposure(p: Settings, status: int) -> float:
    """Return the exposure that a status brings.

    It is 1 for the undocumented, ``exposure_lawful`` for lawful noncitizens, 0 for citizens.
    """
    if status == CITIZEN:
        return 0.0
    return p.exposure_lawful if status == LAWFUL else 1.0


@rule
def exposure(
    p: Settings, group: int, household_status: int, neighborhood_undocumented: float
) -> float:
    """Return a resident's exposure to immigration enforcement.

    It is the largest of what the own status brings, what the most exposed member of the household
    brings (times ``exposure_household``) and the neighborhood's undocumented share (times
    ``exposure_neighborhood``), plus ``exposure_hispanic`` for Hispanic residents, who may be taken
    for foreign. 1 is an undocumented resident's own exposure. The largest, not the sum: a risk
    already run is not run twice.
    """
    largest = max(
        status_exposure(p, status_of(group)),
        p.exposure_household * status_exposure(p, household_status),
        p.exposure_neighborhood * neighborhood_undocumented,
    )
    return largest + (p.exposure_hispanic if is_hispanic(group) else 0.0)


@rule
def perceived_risk(
    p: Settings, aware: float, step_left: float, learned: float, inquiry: bool, news: float
) -> float:
    """Return the perceived risk that contact with the police ends in removal, 0 or more.

    A level from before the program; the step once aware of enrollment (``aware`` 0 or 1, or its
    probability) of which ``step_left`` is left; what the jurisdiction's recent enforcement has
    taught (``learned``, in full steps); a step where a state law has officers ask; and what news
    has added. How large the step is, and how the theories share it (``model/rules/fear.py``), no
    target fixes: both have wide priors.
    """
    asked = p.inquiry_risk_step if inquiry else 0.0
    enrolled = fear.risk_step(p, aware, step_left) + fear.learned_risk(p, learned)
    return max(p.risk_before + enrolled + asked + news, 0.0)


@rule
def trust_level(
    p: Settings,
    exposure: float,
    aware: float,
    step_left: float,
    dont_ask: bool,
    gain: float,
    loss: float,
) -> float:
    """Return a resident's trust in the police, 0 to 1.

    An ordinance in force (``dont_ask``) keeps officers from asking and adds ``dont_ask_trust`` for
    those whom that concerns, in proportion to their exposure; awareness of enrollment takes that
    away, since the program bypasses the ordinance [Opt-out-denied 2010]. Enrollment itself may cost
    trust (``fear.trust_step``).
    """
    bonus = p.dont_ask_trust * min(exposure, 1.0) if dont_ask else 0.0
    step = fear.trust_step(p, exposure, aware, step_left)
    trust = p.community_trust + bonus * (1.0 - aware) - step + gain - loss
    return min(max(trust, 0.0), 1.0)


@rule
def trust_is_personal(p: Settings, dont_ask: bool) -> bool:
    """Return whether trust without news or help depends on exposure, so that people differ."""
    return dont_ask or p.enrollment_trust_step > 0.0


@rule
def report_probability(
    p: Settings, crime_class: int, hispanic: bool, trust: float, afraid: float
) -> float:
    """Return the probability that one person reports a crime: a logit of class, trust and fear.

    A class's intercept is its log odds at trust 0.5 and no fear; ``afraid`` is fear,
    exposure x perceived risk. ``hispanic_report_offset`` sets how often Hispanic residents report
    beside others before enrollment, about which sources disagree [BJS 2002; Comino 2020; Xie Baumer
    2019]: with 0, fear alone makes them report less.
    """
    violent = crime_class == VIOLENT
    intercept = p.report_intercept_violent if violent else p.report_intercept_property
    if hispanic:
        intercept += p.hispanic_report_offset
    odds = intercept + p.report_trust_weight * (trust - 0.5) - p.report_fear_weight * afraid
    return 1.0 / (1.0 + math.exp(-odds))


@rule
def witness_named(p: Settings, crime_class: int, residents: int, u: float) -> int:
    """Return the position of the resident named as a witness, or ``NO_WITNESS``.

    A class's share of crimes has one, any resident of the victim's neighborhood alike.
    """
    violent = crime_class == VIOLENT
    share = p.witness_share_violent if violent else p.witness_share_property
    return pick(u / share, residents) if u < share else NO_WITNESS


@rule
def can_witness(named: int, victim: int, offender: int, in_community: bool) -> bool:
    """Return whether the resident named as a witness is one.

    It must be somebody other than victim and offender, and in the community.
    """
    return named != victim and named != offender and in_community


@rule
def either_reports(victim: float, witness: float) -> float:
    """Return the probability that the victim reports, or else the witness (0 if there is none)."""
    return victim + (1.0 - victim) * witness
