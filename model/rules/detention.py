"""What ICE does about a match: detainer, transfer, bed, removal or release.

ICE says that it puts dangerous people first because its means are limited [Truthout 2010]; its
critics that it does not [IPC 2010]. Both are settings: the probabilities of a detainer by level and
charge, and how scarce beds are.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeVar

from scomm.model.compiling.jit import rule
from scomm.model.groups import CITIZEN, LAWFUL
from scomm.model.rules.booking import FELONY, is_serious

if TYPE_CHECKING:
    from scomm.model.settings import Settings

HONOR_ALL: Final = 0
HONOR_SERIOUS: Final = 1
HONOR_NONE: Final = 2

# Weeks after which every stay in ICE custody has ended.
LONGEST_CUSTODY: Final = 520

# One value each, or an array each.
Whole = TypeVar("Whole")
Real = TypeVar("Real")


@rule
def detainer_probability(p: Settings, status: int, level: int, charge: int) -> float:
    """Return the probability that ICE asks the jail to hold a person.

    By level for people with convictions, by charge for those without. A lawful noncitizen can be
    removed only on a conviction, so without one is seldom held; a citizen is held only in error.
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
def bed_priority(level: int, charge: int) -> int:
    """Return the rank in the queue for ICE's beds, 0 first: worst record first, then charge."""
    if level > 0:
        return level - 1
    return 3 if charge == FELONY else 4


def bed_order(
    priority: Whole, draw: Real, code: Whole, slot: Whole
) -> tuple[Whole, Real, Whole, Whole]:
    """Return the key by which people get ICE's beds, smallest first: by priority, ties by draw.

    The jurisdiction's code and the slot decide between equal draws. Takes one value each, or an
    array each with one element a person.

    Example:
        >>> bed_order(0, 0.7, 5, 12) < bed_order(1, 0.1, 5, 3)
        True
    """
    return priority, draw, code, slot


@rule
def removal_probability(p: Settings, status: int, level: int) -> float:
    """Return the probability that ICE custody ends in removal, not release.

    Release covers relief, bond and error: a citizen is released once found to be one, a lawful
    noncitizen without a conviction has nothing to be removed for.
    """
    if status == CITIZEN:
        return p.removal_citizen
    if status == LAWFUL:
        return p.removal_lawful if level > 0 else 0.0
    return p.removal_undocumented


@rule
def custody_ended_by(p: Settings, weeks: int) -> float:
    """Return the probability that ICE custody has ended ``weeks`` weeks after transfer.

    ``custody_within_days`` end in the first week and ``custody_within_month`` by the fourth
    [ICE detention 2012], evenly between; the rest wait, geometrically, ``custody_tail_weeks`` more
    on average.
    """
    if weeks <= 0:
        return 0.0
    if weeks >= LONGEST_CUSTODY:
        return 1.0
    within_days, within_month = p.custody_within_days, p.custody_within_month
    if weeks <= 4:
        return within_days + (within_month - within_days) * (weeks - 1) / 3.0
    stay = math.exp((weeks - 4) * math.log(1.0 - 1.0 / max(p.custody_tail_weeks, 1.000001)))
    return 1.0 - (1.0 - within_month) * stay


@rule
def custody_weeks(p: Settings, u: float) -> int:
    """Return how long ICE custody lasts, 1 week or more: the inverse of ``custody_ended_by``."""
    within_days, within_month = p.custody_within_days, p.custody_within_month
    if u < within_days:
        return 1
    if u < within_month:
        share = (u - within_days) / (within_month - within_days)
        return 2 + min(int(share * 3.0), 2)
    survival = (1.0 - u) / (1.0 - within_month)
    longer = math.log(survival) / math.log(1.0 - 1.0 / max(p.custody_tail_weeks, 1.000001))
    return min(5 + int(longer), LONGEST_CUSTODY)
