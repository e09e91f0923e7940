"""Whether a crime is reported: the victim decides, else a witness with fear of their own.

Reporting follows the seriousness of the crime first [Skogan 1984] and trust in the police
[Sunshine Tyler 2003]; the claim under study is that fear of immigration checks lowers it
[FCIR 2011]. Fear is exposure x perceived risk, so somebody with nothing at stake is not moved by
the program, and citizens are moved through household, neighborhood and ethnicity [Theodore 2013].
"""

from __future__ import annotations

import math

from scomm.model.compiling.jit import rule
from scomm.model.groups import CITIZEN, LAWFUL


@rule
def status_exposure(status: int, lawful: float) -> float:
    """Return the exposure that a status brings.

    It is 1 for the undocumented, ``lawful`` for lawful noncitizens, 0 for citizens.
    """
    if status == CITIZEN:
        return 0.0
    return lawful if status == LAWFUL else 1.0


@rule
def exposure(
    status: int,
    hispanic: bool,
    household_status: int,
    neighborhood_undocumented: float,
    lawful: float,
    household: float,
    neighborhood: float,
    ethnic: float,
) -> float:
    """Return a resident's exposure to immigration enforcement.

    It is the largest of what the own status brings, what the most exposed member of the household
    brings (times ``household``) and the neighborhood's undocumented share (times ``neighborhood``),
    plus ``ethnic`` for Hispanic residents, who may be taken for foreign. 1 is an undocumented
    resident's own exposure. The largest, not the sum: a risk already run is not run twice.
    """
    largest = max(
        status_exposure(status, lawful),
        household * status_exposure(household_status, lawful),
        neighborhood * neighborhood_undocumented,
    )
    return largest + (ethnic if hispanic else 0.0)


@rule
def perceived_risk(
    before: float, enrollment_step: float, aware: float, inquiry_step: float, news: float
) -> float:
    """Return the perceived risk that contact with the police ends in removal, 0 or more.

    A level from before the program, a step once aware of enrollment (``aware`` 0 or 1, or its
    probability), a step where a state law has officers ask, and what news has added. What no target
    fixes is the step [see docs]: it has a wide prior.
    """
    return before + enrollment_step * aware + inquiry_step + news


@rule
def trust_level(
    community_trust: float, dont_ask_bonus: float, aware: float, gain: float, loss: float
) -> float:
    """Return a resident's trust in the police, 0 to 1.

    An ordinance that keeps officers from asking about status adds ``dont_ask_bonus``; awareness of
    enrollment takes that away, since the program bypasses the ordinance [Opt-out-denied 2010].
    """
    trust = community_trust + dont_ask_bonus * (1.0 - aware) + gain - loss
    return min(max(trust, 0.0), 1.0)


@rule
def report_probability(
    intercept: float, trust_weight: float, trust: float, fear_weight: float, fear: float
) -> float:
    """Return the probability that one person reports a crime: a logit of class, trust and fear.

    ``intercept`` is the class's log odds at trust 0.5 and no fear; ``fear`` is
    exposure x perceived risk.
    """
    return 1.0 / (1.0 + math.exp(-(intercept + trust_weight * (trust - 0.5) - fear_weight * fear)))


@rule
def either_reports(victim: float, witness: float) -> float:
    """Return the probability that the victim reports, or else the witness (0 if there is none)."""
    return victim + (1.0 - victim) * witness
