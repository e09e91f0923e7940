"""Courts: how long a case takes, whether it ends in conviction, and what is served for it.

Means and shapes are those of court statistics [SCPS 2004; NJRP 2006], of felony defendants; what
holds for lesser charges is a choice of this project. ICE's part in a case is one claim of the
program's critics: that charges were dropped once ICE had the person [Travis 2010].
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from scomm.model.compiling.jit import rule
from scomm.model.rules.booking import (
    FELONY,
    MINOR_OFFENSE,
    PRETEXT,
    by_charge,
    stage_after_jail,
    weeks_until,
)
from scomm.model.rules.practice import shifted
from scomm.model.stages import AT_LARGE, ENDED, IN_PRISON, SERVING

if TYPE_CHECKING:
    from scomm.model.settings import Settings

# Weeks after which every case has come to its disposition.
LONGEST_CASE: Final = 520

# What a case ends in, for the defendant: nothing to serve, a term in jail, a term in prison.
NO_TERM: Final = 0
JAIL_TERM: Final = 1
PRISON_TERM: Final = 2


@rule
def disposition_weeks(p: Settings, charge: int, u: float) -> int:
    """Return the weeks from booking to the disposition of a case, 1 to ``LONGEST_CASE``.

    A Weibull time of the charge's median and the shape ``disposition_shape``, rounded up to whole
    weeks. Of felony cases 7, 28, 52, 71 and 88 % are adjudicated within a week, a month, three and
    six months and a year [SCPS 2004]: many at once and a long tail, which a geometric time, whose
    shape is 1, cannot have.
    """
    median = by_charge(
        charge,
        p.disposition_median_minor,
        p.disposition_median_misdemeanor,
        p.disposition_median_felony,
    )
    medians = math.exp(math.log(math.log(1.0 - u) / math.log(0.5)) / p.disposition_shape)
    return 1 + int(min(median * medians, LONGEST_CASE - 1.0))


@rule
def conviction_probability(
    p: Settings, ground: int, charge: int, held: bool, log_odds: float
) -> float:
    """Return the probability that a case ends in conviction.

    ``log_odds`` is by how much the jurisdiction's practice lies above the mean. For a pretextual
    arrest the probability differs by ``pretext_conviction_ratio``, an assumption; of charges below
    a felony against people ``held`` for ICE the share ``dismissed_for_ice`` is dropped since ICE
    has the person [Travis 2010].
    """
    probability = shifted(
        by_charge(charge, p.conviction_minor, p.conviction_misdemeanor, p.conviction_felony),
        log_odds,
    )
    if ground == PRETEXT:
        probability *= p.pretext_conviction_ratio
    if held and charge != FELONY:
        probability *= 1.0 - p.dismissed_for_ice
    return probability


@rule
def term_for(p: Settings, charge: int, u: float) -> int:
    """Decide what a conviction leaves to serve: no term, a term in jail, or one in prison.

    A felony brings prison or jail by the given shares, else probation [NJRP 2006]; a misdemeanor
    brings jail, a petty offense only the time served before the disposition.
    """
    if charge == MINOR_OFFENSE:
        return NO_TERM
    if charge != FELONY:
        return JAIL_TERM
    if u < p.felony_prison_share:
        return PRISON_TERM
    return JAIL_TERM if u < p.felony_prison_share + p.felony_jail_share else NO_TERM


@rule
def stage_after_disposition(stage: int, held: bool, term: int, in_community: bool) -> int:
    """Return the stage that follows the disposition of a case in ``stage``.

    A term is served, but a defendant at large who is meanwhile in jail for another case serves
    this one beside the other. Without a term people in jail leave it, to ICE if held for it.
    """
    at_large = stage == AT_LARGE
    if term != NO_TERM and (in_community or not at_large):
        return IN_PRISON if term == PRISON_TERM else SERVING
    return ENDED if at_large else stage_after_jail(held)


@rule
def weeks_served(p: Settings, charge: int, term: int, u: float) -> int:
    """Return the weeks that a person serves of a term, 1 or more: geometric.

    Of a felony's sentence ``sentence_served_share`` is served; a misdemeanor's mean is that of the
    time served already.
    """
    if charge != FELONY:
        return weeks_until(p.sentence_weeks_misdemeanor, u)
    sentence = p.sentence_weeks_prison if term == PRISON_TERM else p.sentence_weeks_felony
    return weeks_until(sentence * p.sentence_served_share, u)


@rule
def weeks_beyond_release(would_leave: bool, booked: int, disposition: int) -> int:
    """Weeks until the disposition in which a person held for ICE would have been free.

    Somebody who would have been released (``would_leave``) leaves in the week after booking.
    """
    return max(disposition - (booked + 1), 0) if would_leave else 0
