"""The theory's rules in plain Python, with the county's settings as ``p``.

Rules that the county of the benchmark does not use are omitted: jail and ICE beds, opting out,
287(g), status inquiries, don't-ask ordinances, referral of felonies only.
"""

from __future__ import annotations

import math
from typing import Any

COMMUNITY, JAIL, ICE_CUSTODY, REMOVED = range(4)
VIOLENT, PROPERTY, CAUSE, MINOR, PRETEXT = range(5)
PETTY, MISDEMEANOR, FELONY = range(3)
CITIZEN, LAWFUL, UNDOCUMENTED = range(3)
GROUNDS = ("index", "index", "cause", "minor", "pretext")


def level_of(felonies: int, misdemeanors: int, aggravated: bool) -> int:
    """Return ICE's level of a record, 0 without a conviction."""
    if aggravated or felonies >= 2:
        return 1
    if felonies == 1 or misdemeanors >= 3:
        return 2
    return 3 if misdemeanors else 0


def exposure(
    p: Any, status: int, household_status: int, undocumented_here: float, hispanic: bool
) -> float:
    """Return a resident's exposure to immigration enforcement."""
    by_status = (0.0, p.exposure_lawful, 1.0)
    largest = max(
        by_status[status],
        p.exposure_household * by_status[household_status],
        p.exposure_neighborhood * undocumented_here,
    )
    return largest + (p.exposure_hispanic if hispanic else 0.0)


def report_probability(p: Any, violent: bool, trust: float, fear: float) -> float:
    """Return the probability that one person reports a crime."""
    intercept = p.report_intercept_violent if violent else p.report_intercept_property
    log_odds = intercept + p.report_trust_weight * (trust - 0.5) - p.report_fear_weight * fear
    return 1.0 / (1.0 + math.exp(-log_odds))


def charge(p: Any, ground: int, u: float) -> int:
    """Return the charge that an arrest leads to."""
    if ground in (MINOR, PRETEXT):
        return MISDEMEANOR if u < p.misdemeanor_share_minor else PETTY
    felony = (p.felony_share_violent, p.felony_share_property, p.felony_share_cause)[ground]
    return FELONY if u < felony else MISDEMEANOR


def detainer_probability(p: Any, status: int, level: int, charged: int) -> float:
    """Return the probability that ICE issues a detainer."""
    if status == CITIZEN:
        return p.detainer_citizen
    by_charge = p.detainer_felony_charge if charged == FELONY else p.detainer_other_charge
    asked = (by_charge, p.detainer_level1, p.detainer_level2, p.detainer_level3)[level]
    return asked * p.detainer_lawful_ratio if status == LAWFUL else asked


def removal_probability(p: Any, status: int, level: int) -> float:
    """Return the probability that ICE custody ends in removal."""
    if status == LAWFUL:
        return p.removal_lawful if level else 0.0
    return p.removal_undocumented if status == UNDOCUMENTED else p.removal_citizen


def weeks_until(mean: float, u: float) -> int:
    """Return a geometric wait of the given mean, in weeks."""
    if mean <= 1.0:
        return 1
    return 1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean))


def disposition_weeks(p: Any, charged: int, u: float) -> int:
    """Return the weeks from booking to the disposition of a case."""
    median = (
        p.disposition_median_minor,
        p.disposition_median_misdemeanor,
        p.disposition_median_felony,
    )[charged]
    medians = (math.log(1.0 - u) / math.log(0.5)) ** (1.0 / p.disposition_shape)
    return 1 + int(min(median * medians, 519.0))


def conviction_probability(p: Any, ground: int, charged: int, held: bool) -> float:
    """Return the probability that a case ends in conviction."""
    convicts: float = (p.conviction_minor, p.conviction_misdemeanor, p.conviction_felony)[charged]
    if ground == PRETEXT:
        convicts *= p.pretext_conviction_ratio
    return convicts * (1.0 - p.dismissed_for_ice) if held and charged != FELONY else convicts


def mean_term(p: Any, charged: int, u: float) -> float:
    """Return the mean weeks served after a conviction, 0 for probation or the time served."""
    if charged == PETTY:
        return 0.0
    if charged == MISDEMEANOR:
        return float(p.sentence_weeks_misdemeanor)
    if u < p.felony_prison_share:
        return float(p.sentence_weeks_prison * p.sentence_served_share)
    jail = u < p.felony_prison_share + p.felony_jail_share
    return float(p.sentence_weeks_felony * p.sentence_served_share) if jail else 0.0


def custody_weeks(p: Any, u: float) -> int:
    """Return the length of ICE custody in weeks."""
    if u < p.custody_within_days:
        return 1
    if u < p.custody_within_month:
        share = (u - p.custody_within_days) / (p.custody_within_month - p.custody_within_days)
        return 2 + min(int(share * 3.0), 2)
    left = (1.0 - u) / (1.0 - p.custody_within_month)
    return min(5 + int(math.log(left) / math.log(1.0 - 1.0 / p.custody_tail_weeks)), 520)


def prior_record(
    p: Any, persistent: bool, status: int, u_any: float, u_kind: float
) -> tuple[int, int, bool]:
    """Draw the prior felonies, misdemeanors and aggravated felony of a newcomer."""
    share = p.record_share_persistent if persistent else p.record_share
    if status != CITIZEN:
        share *= p.noncitizen_record_ratio
    if u_any >= share:
        return 0, 0, False
    felony, aggravated = p.record_felony_share, p.aggravated_share
    if u_kind < aggravated * felony:
        return 1, 0, True
    if u_kind < (aggravated + p.record_second_felony_share * (1.0 - aggravated)) * felony:
        return 2, 0, False
    if u_kind < felony:
        return 1, 0, False
    three = felony + p.record_misdemeanors_share * (1.0 - felony)
    return (0, 3, False) if u_kind < three else (0, 1, False)


def ident_share(p: Any, group: int) -> float:
    """Return the share of a group in IDENT."""
    lawful, citizen = p.ident_lawful, p.ident_citizen
    return (
        citizen,
        lawful,
        p.ident_undocumented_hispanic,
        citizen,
        lawful,
        p.ident_undocumented_other,
    )[group]


def taken_for_foreign(p: Any, group: int) -> float:
    """Return the probability that an officer takes a resident of a group for foreign."""
    return (
        p.foreign_hispanic_citizen,
        p.foreign_hispanic_lawful,
        p.foreign_hispanic_undocumented,
        p.foreign_other_citizen,
        p.foreign_other_lawful,
        p.foreign_other_undocumented,
    )[group]
