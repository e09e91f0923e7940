"""From arrest to the end of the case: charge, prints, release, disposition, record.

The prints of everybody booked go jail -> state bureau -> FBI -> IDENT, whatever the charge
[IPC 2010]. A match is told to ICE only where the jurisdiction is active. A person can be released
without conviction and still face removal [Opt-out-denied 2010].
"""

from __future__ import annotations

import math
from typing import Final

from scomm.model.compiling.jit import rule

# What the arrest is for.
INDEX_VIOLENT: Final = 0
INDEX_PROPERTY: Final = 1
CAUSE: Final = 2
MINOR: Final = 3
PRETEXT: Final = 4

# What the charge is.
MINOR_OFFENSE: Final = 0
MISDEMEANOR: Final = 1
FELONY: Final = 2

# Convictions in one byte: felonies 0-3, misdemeanors 0-3 (more count as 3), aggravated or not.
_FELONIES: Final = 0x03
_MISDEMEANORS: Final = 0x0C
_AGGRAVATED: Final = 0x10

NO_CONVICTION: Final = 0


@rule
def charge(
    ground: int,
    felony_violent: float,
    felony_property: float,
    felony_cause: float,
    misdemeanor_minor: float,
    u: float,
) -> int:
    """Return the charge that an arrest on a ground leads to.

    Index crimes and arrests for cause are felonies by the given shares, else misdemeanors; minor
    offenses and pretexts are misdemeanors by ``misdemeanor_minor``, else petty offenses.
    """
    if ground in (MINOR, PRETEXT):
        return MISDEMEANOR if u < misdemeanor_minor else MINOR_OFFENSE
    if ground == INDEX_VIOLENT:
        return FELONY if u < felony_violent else MISDEMEANOR
    if ground == INDEX_PROPERTY:
        return FELONY if u < felony_property else MISDEMEANOR
    return FELONY if u < felony_cause else MISDEMEANOR


@rule
def by_charge(charged: int, minor: float, misdemeanor: float, felony: float) -> float:
    """Return the one of three values that belongs to a charge."""
    if charged == FELONY:
        return felony
    return misdemeanor if charged == MISDEMEANOR else minor


@rule
def matches(in_ident: bool, active: bool, state_forwards: bool) -> bool:
    """Say whether a booking's prints match in IDENT and ICE is told.

    The person must be in IDENT, the jurisdiction active, and the state must send prints on to the
    FBI: a state that does not is the way out that remains, by [Setting-the-record 2010].
    """
    return in_ident and active and state_forwards


@rule
def found_otherwise(
    noncitizen: bool,
    screened: bool,
    felony_referral_only: bool,
    charged: int,
    violent: bool,
    detection: float,
    u: float,
) -> bool:
    """Say whether other screening of the jail (287(g) officers, interviews) finds a noncitizen.

    A jurisdiction may refer only people charged with felonies or violence, as San Francisco did
    [Truthout 2010]. That binds its own referrals, not what the fingerprints tell.
    """
    if felony_referral_only and charged != FELONY and not violent:
        return False
    return noncitizen and screened and u < detection


@rule
def record_known(known_only_to_fbi: bool, state_forwards: bool) -> bool:
    """Say whether the jail sees a person's convictions.

    A state that sends no prints to the FBI gets no criminal histories back
    [Setting-the-record 2010].
    """
    return state_forwards or not known_only_to_fbi


@rule
def is_serious(level: int) -> bool:
    """Say whether a record is serious: ICE's Level 1 or 2."""
    return level == 1 or level == 2


@rule
def release_probability(base: float, serious_record_known: bool, serious_ratio: float) -> float:
    """Return the probability of release before the case ends: lower with a known serious record."""
    return base * serious_ratio if serious_record_known else base


@rule
def weeks_until(mean: float, u: float) -> int:
    """Return a waiting time in whole weeks, 1 or more: geometric with the given mean (1 or more).

    Geometric because sources give means and no shape; it is the only waiting time without memory.
    """
    if mean <= 1.0:
        return 1
    return 1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean))


@rule
def conviction_probability(
    pretext: bool, by_charge_probability: float, pretext_ratio: float
) -> float:
    """Return the probability that a case ends in conviction.

    That of a pretextual arrest is another by ``pretext_ratio``, which is an assumption.
    """
    return by_charge_probability * pretext_ratio if pretext else by_charge_probability


@rule
def with_conviction(convictions: int, felony: bool, aggravated: bool) -> int:
    """Return the convictions byte after one more conviction."""
    felonies = convictions & _FELONIES
    misdemeanors = (convictions & _MISDEMEANORS) >> 2
    serious = convictions & _AGGRAVATED
    if felony:
        felonies = min(felonies + 1, 3)
        if aggravated:
            serious = _AGGRAVATED
    else:
        misdemeanors = min(misdemeanors + 1, 3)
    return felonies | misdemeanors << 2 | serious


@rule
def ice_level(convictions: int) -> int:
    """Return ICE's level of a record: 0 none, 1 worst [ICE 2011].

    1: an aggravated felony or two felonies; 2: one felony or three misdemeanors; 3: a misdemeanor.
    """
    felonies = convictions & _FELONIES
    misdemeanors = (convictions & _MISDEMEANORS) >> 2
    if convictions & _AGGRAVATED or felonies >= 2:
        return 1
    if felonies == 1 or misdemeanors == 3:
        return 2
    return 3 if misdemeanors > 0 else 0


@rule
def prior_convictions(
    persistent: bool,
    citizen: bool,
    share: float,
    persistent_share: float,
    noncitizen_ratio: float,
    felony_share: float,
    aggravated_share: float,
    u_any: float,
    u_kind: float,
) -> int:
    """Return the convictions a resident comes with.

    A share of residents has a record, a larger share of persistent offenders, a smaller one of
    noncitizens, whose earlier lives were spent elsewhere. Of records, ``felony_share`` hold a
    felony, ``aggravated_share`` of those an aggravated one and a tenth of the rest a second; a
    third of the other records hold three misdemeanors.
    """
    any_share = persistent_share if persistent else share
    if not citizen:
        any_share *= noncitizen_ratio
    if u_any >= any_share:
        return NO_CONVICTION
    if u_kind < aggravated_share * felony_share:
        return _AGGRAVATED | 1
    if u_kind < (aggravated_share + 0.1 * (1.0 - aggravated_share)) * felony_share:
        return 2
    if u_kind < felony_share:
        return 1
    if u_kind < felony_share + (1.0 - felony_share) / 3.0:
        return 3 << 2
    return 1 << 2
