"""ICE's decisions after a match: detainer, transfer, bed, removal or release, and follow-ups.

ICE says that it puts dangerous people first because its means are limited [Truthout 2010]; its
critics that it does not [IPC 2010]. Both are settings: the probabilities of a detainer by level,
charge and kind of DHS record, what ICE's memos on priorities make of them, how scarce beds are and
how strictly they go by rank. Who has an earlier removal order needs no hearing: the order is
reinstated, within days and nearly always; other stays wait for a judge. Who gets no bed may be
ordered to appear and removed later; whom the jail does not hold, ICE may arrest at large.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeVar

from scomm.model.compiling.jit import rule
from scomm.model.groups import CITIZEN, LAWFUL
from scomm.model.rules.booking import FELONY, is_serious

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from scomm.model.settings import Settings

    Ints = npt.NDArray[np.int64]

HONOR_ALL: Final = 0
HONOR_SERIOUS: Final = 1
HONOR_NONE: Final = 2

# ICE's memos on its priorities, by date: whom to spend its means on.
MEMO_DATES: Final = ("2010-06-30", "2011-06-17", "2012-12-21")

# What becomes of a follow-up that is due: it ends, waits a week, or is acted upon.
LAPSES: Final = 0
WAITS: Final = 1
ACTS: Final = 2

# Weeks after which every stay in ICE custody has ended.
LONGEST_CUSTODY: Final = 520

# One value each, or an array each.
Whole = TypeVar("Whole")
Real = TypeVar("Real")


@rule
def memo_in_force(memo_weeks: Ints, week: int) -> int:
    """Return which of ICE's memos on priorities is in force: 0 none yet, 1 to 3 by date.

    ``memo_weeks`` are the weeks from which each holds, int64[3].
    """
    memo = 0
    for since in memo_weeks:
        if since <= week:
            memo += 1
    return memo


@rule
def priority_ratio(p: Settings, memo: int, level: int, prior_order: bool) -> float:
    """Return by how much a memo's priorities change the probability of a detainer.

    They bear on people of low priority: with a Level 3 record, with an earlier order but no
    conviction, and with neither.
    """
    if memo == 0 or level == 1 or level == 2:
        return 1.0
    if level == 3:
        first, second, third = (
            p.priority_2010_level3,
            p.priority_2011_level3,
            p.priority_2012_level3,
        )
    elif prior_order:
        first, second, third = (
            p.priority_2010_prior_order,
            p.priority_2011_prior_order,
            p.priority_2012_prior_order,
        )
    else:
        first, second, third = (
            p.priority_2010_no_record,
            p.priority_2011_no_record,
            p.priority_2012_no_record,
        )
    if memo == 1:
        return first
    return second if memo == 2 else third


@rule
def detainer_probability(
    p: Settings, status: int, level: int, charge: int, prior_order: bool, memo: int
) -> float:
    """Return the probability that ICE asks the jail to hold a person.

    By level for people with convictions, by charge for those without, and at least
    ``detainer_prior_order`` with an earlier removal order; then by the memo in force. A lawful
    noncitizen can be removed only on a conviction, so without one is seldom held; a citizen is held
    only in error.
    """
    if status == CITIZEN:
        return p.detainer_citizen
    if level == 1:
        probability = p.detainer_level1
    elif level == 2:
        probability = p.detainer_level2
    elif level == 3:
        probability = p.detainer_level3
    else:
        probability = p.detainer_felony_charge if charge == FELONY else p.detainer_other_charge
    if prior_order:
        probability = max(probability, p.detainer_prior_order)
    probability *= priority_ratio(p, memo, level, prior_order)
    return probability * p.detainer_lawful_ratio if status == LAWFUL else probability


@rule
def detainer_honored(policy: int, level: int, charge: int) -> bool:
    """Check that the jail holds a person for ICE under its detainer policy.

    "Serious only" goes by charge or conviction: a felony charge, or a Level 1 or 2 record.
    """
    if policy == HONOR_ALL:
        return True
    if policy == HONOR_NONE:
        return False
    return charge == FELONY or is_serious(level)


@rule
def bed_rank(level: int, charge: int, prior_order: bool) -> int:
    """Return the rank of a person for ICE's beds, 0 first: worst record first, then charge.

    An earlier removal order ranks with a felony charge: after convictions, as in ICE's memos.
    """
    if level > 0:
        return level - 1
    return 3 if charge == FELONY or prior_order else 4


@rule
def bed_race(p: Settings, rank: int, u: float) -> tuple[int, float]:
    """Return a person's place in the race for a scarce bed: a class, then a time; lowest first.

    Times are exponential, at a rate that falls with rank by ``bed_order_strength``, so somebody of
    weight w is next with probability w over the sum of weights: the better ranked come first more
    often, and nobody never. Kept as logarithms, which have the same order and cannot overflow. With
    a strength of 0 rank has no part in it; if it is inf, rank decides and the time breaks ties.
    """
    time = math.log(-math.log(u))
    if math.isinf(p.bed_order_strength):
        return rank, time
    return 0, time + p.bed_order_strength * rank


def bed_order(
    first: Whole, time: Real, code: Whole, slot: Whole
) -> tuple[Whole, Real, Whole, Whole]:
    """Return the key by which people get ICE's beds, smallest first: as in ``bed_race``.

    The jurisdiction's code and the slot decide between equal times. Takes one value each, or an
    array each with one element a person.

    Example:
        >>> bed_order(0, 0.7, 5, 12) < bed_order(1, 0.1, 5, 3)
        True
    """
    return first, time, code, slot


@rule
def removal_probability(p: Settings, status: int, level: int, prior_order: bool) -> float:
    """Return the probability that ICE custody ends in removal, not release.

    Release covers relief, bond and error: a citizen is released once found to be one, a lawful
    noncitizen without a conviction has nothing to be removed for. An earlier order is reinstated.
    """
    if status == CITIZEN:
        return p.removal_citizen
    if status == LAWFUL:
        return p.removal_lawful if level > 0 else 0.0
    return p.removal_prior_order if prior_order else p.removal_undocumented


@rule
def is_ordered_to_appear(p: Settings, u: float) -> bool:
    """Decide whether somebody let go for want of a bed is ordered to appear later."""
    return u < p.order_to_appear_share


@rule
def removal_after_order_probability(p: Settings, status: int, level: int) -> float:
    """Return the probability that an order to appear ends in removal when it comes due.

    As in custody, a citizen is found to be one, and a lawful noncitizen without a conviction has
    nothing to be removed for. An earlier order makes no difference: ICE has to find the person.
    """
    if status == CITIZEN:
        return p.removal_citizen
    if status == LAWFUL and level == 0:
        return 0.0
    return p.removal_after_order


@rule
def is_arrested_at_large(p: Settings, u: float) -> bool:
    """Decide whether ICE arrests somebody at large after a refused or dropped detainer."""
    return u < p.at_large_arrest


@rule
def follow_up(gone: bool, in_community: bool, in_jail: bool) -> int:
    """Return what becomes of a follow-up that is due: LAPSES, WAITS or ACTS.

    It lapses if the person has left (``gone``), is in ICE custody or is removed; ICE waits for
    somebody in jail to come out.
    """
    if gone:
        return LAPSES
    if in_community:
        return ACTS
    return WAITS if in_jail else LAPSES


@rule
def custody_ended_by(p: Settings, prior_order: bool, weeks: int) -> float:
    """Return the probability that ICE custody has ended ``weeks`` weeks after transfer.

    With an earlier order the stay is geometric, of mean ``custody_weeks_prior_order``. Of others
    ``custody_within_days`` end in the first week and ``custody_within_month`` by the fourth
    [ICE detention 2012], evenly between; the rest wait, geometrically, ``custody_tail_weeks`` more
    on average.
    """
    if weeks <= 0:
        return 0.0
    if weeks >= LONGEST_CUSTODY:
        return 1.0
    if prior_order:
        mean = max(p.custody_weeks_prior_order, 1.000001)
        return 1.0 - math.exp(weeks * math.log(1.0 - 1.0 / mean))
    within_days, within_month = p.custody_within_days, p.custody_within_month
    if weeks <= 4:
        return within_days + (within_month - within_days) * (weeks - 1) / 3.0
    stay = math.exp((weeks - 4) * math.log(1.0 - 1.0 / max(p.custody_tail_weeks, 1.000001)))
    return 1.0 - (1.0 - within_month) * stay


@rule
def custody_weeks(p: Settings, prior_order: bool, u: float) -> int:
    """Length of ICE custody in weeks, 1 or more: the inverse of ``custody_ended_by``."""
    if prior_order:
        mean = max(p.custody_weeks_prior_order, 1.000001)
        return min(1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean)), LONGEST_CUSTODY)
    within_days, within_month = p.custody_within_days, p.custody_within_month
    if u < within_days:
        return 1
    if u < within_month:
        share = (u - within_days) / (within_month - within_days)
        return 2 + min(int(share * 3.0), 2)
    survival = (1.0 - u) / (1.0 - within_month)
    longer = math.log(survival) / math.log(1.0 - 1.0 / max(p.custody_tail_weeks, 1.000001))
    return min(5 + int(longer), LONGEST_CUSTODY)
