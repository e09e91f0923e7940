"""The division of a population into the six groups, ethnicity by status."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]


def group_mix(
    hispanic: Shares,
    hispanic_undocumented: Shares,
    hispanic_lawful: Shares,
    other_undocumented: Shares,
    other_lawful: Shares,
) -> Shares:
    """Compute the groups' shares of all residents, [J, 6], from shares within each ethnicity.

    ``hispanic`` is the share of all residents; the others are shares of their ethnicity. All have
    shape [J] and lie between 0 and 1; those of one ethnicity add up to at most 1.
    """
    other = 1.0 - hispanic
    return _mix(
        hispanic,
        hispanic * hispanic_undocumented,
        hispanic * hispanic_lawful,
        other * other_undocumented,
        other * other_lawful,
    )


def mix_from_totals(
    hispanic: Shares,
    undocumented: Shares,
    lawful: Shares,
    undocumented_odds: tuple[float, float],
    lawful_odds: tuple[float, float],
) -> Shares:
    """Compute the groups' shares, [J, 6], if noncitizens are not known by ethnicity.

    ``hispanic``, ``undocumented`` and ``lawful`` have shape [J] and are shares of all residents,
    the last two adding up to at most 1. Noncitizens are divided between the ethnicities by the
    country's rates: in proportion to each ethnicity's size times its rate, given by
    ``undocumented_odds`` and ``lawful_odds`` (Hispanic, other). If an ethnicity would then have
    more noncitizens than residents, the excess goes to the other ethnicity.
    """
    other = 1.0 - hispanic
    hispanic_undocumented = _part_of_hispanics(
        undocumented, hispanic, hispanic, other, undocumented_odds
    )
    other_undocumented = undocumented - hispanic_undocumented
    hispanic_lawful = _part_of_hispanics(
        lawful, hispanic, hispanic - hispanic_undocumented, other - other_undocumented, lawful_odds
    )
    return _mix(
        hispanic,
        hispanic_undocumented,
        hispanic_lawful,
        other_undocumented,
        lawful - hispanic_lawful,
    )


def _part_of_hispanics(
    total: Shares,
    hispanic: Shares,
    hispanic_room: Shares,
    other_room: Shares,
    odds: tuple[float, float],
) -> Shares:
    """Compute the Hispanic part of ``total``, within the capacity of each ethnicity."""
    weight = hispanic * odds[0]
    weights = weight + (1.0 - hispanic) * odds[1]
    # If all rates are 0, both ethnicities are treated the same.
    known = weights > 0.0
    part = np.where(known, weight / np.where(known, weights, 1.0), hispanic)
    return np.clip(total * part, np.maximum(total - other_room, 0.0), hispanic_room)


def _mix(
    hispanic: Shares,
    hispanic_undocumented: Shares,
    hispanic_lawful: Shares,
    other_undocumented: Shares,
    other_lawful: Shares,
) -> Shares:
    """Compute all groups' shares from those of the noncitizen groups, relative to all residents."""
    mix = np.stack(
        [
            hispanic - hispanic_lawful - hispanic_undocumented,
            hispanic_lawful,
            hispanic_undocumented,
            1.0 - hispanic - other_lawful - other_undocumented,
            other_lawful,
            other_undocumented,
        ],
        axis=1,
    )
    # Rounding can leave a difference of equal numbers slightly below zero.
    mix = np.maximum(mix, 0.0)
    shares: Shares = mix / mix.sum(axis=1, keepdims=True)
    return shares
