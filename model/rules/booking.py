"""From arrest to the end of the case: charge, prints, release, disposition, convictions.

The prints of everyone booked go jail -> state bureau -> FBI -> IDENT, whatever the charge
[IPC 2010]. ICE is notified of a match only where the jurisdiction is active. A person can be
released without conviction and still face removal [Opt-out-denied 2010].
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeVar, overload

import numpy as np
import numpy.typing as npt

from scomm.model.compiling.jit import rule
from scomm.model.groups import CITIZEN, LAWFUL
from scomm.model.stages import (
    AT_LARGE,
    ENDED,
    HELD_TO_DISPOSITION,
    RELEASE_DUE,
    TRANSFER_DUE,
)

if TYPE_CHECKING:
    from scomm.model.settings import Settings

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
# In the same byte: an earlier order of removal, or a return after one.
PRIOR_ORDER: Final = 0x20

NO_CONVICTION: Final = 0

# One value each, or an array each.
Whole = TypeVar("Whole")
Real = TypeVar("Real")


@rule
def charge_for(p: Settings, ground: int, u: float) -> int:
    """Decide the charge that an arrest on a ground leads to.

    Index crimes and arrests for cause are felonies by the given shares, else misdemeanors; minor
    offenses and pretexts are misdemeanors by ``misdemeanor_share_minor``, else petty offenses.
    """
    if ground in (MINOR, PRETEXT):
        return MISDEMEANOR if u < p.misdemeanor_share_minor else MINOR_OFFENSE
    if ground == INDEX_VIOLENT:
        felonies = p.felony_share_violent
    elif ground == INDEX_PROPERTY:
        felonies = p.felony_share_property
    else:
        felonies = p.felony_share_cause
    return FELONY if u < felonies else MISDEMEANOR


@rule
def by_charge(charge: int, minor: float, misdemeanor: float, felony: float) -> float:
    """Return the one of three values that belongs to a charge."""
    if charge == FELONY:
        return felony
    return misdemeanor if charge == MISDEMEANOR else minor


# Prints


@rule
def taken_electronically(p: Settings, week: int, whole_from: int, u: float) -> bool:
    """Decide whether a booking's prints are taken electronically; ``whole_from`` a week all are.

    Prints on cards reach neither the FBI nor IDENT in time, so they are not checked.
    """
    return week >= whole_from or u < p.electronic_share


@rule
def matches(electronic: bool, in_ident: bool, active: bool, state_forwards: bool) -> bool:
    """Check that a booking's prints match in IDENT and ICE is notified.

    The prints must be electronic, the person in IDENT, the jurisdiction active, and the state must
    forward prints to the FBI: a state that does not is the way out that remains, by
    [Setting-the-record 2010].
    """
    return electronic and in_ident and active and state_forwards


@rule
def may_refer(felony_referral_only: bool, charge: int, ground: int) -> bool:
    """Check that a jail may refer a person to ICE by itself.

    A jurisdiction may refer only people charged with felonies or violence, as San Francisco did
    [Truthout 2010]. That binds its own referrals, not what the fingerprints tell.
    """
    return not felony_referral_only or charge == FELONY or ground == INDEX_VIOLENT


@rule
def found_otherwise(
    matched: bool, inquiry: bool, refers: bool, detection: float, status: int, u: float
) -> bool:
    """Decide whether ICE learns of a person by other means than the fingerprints.

    A match leaves nothing to find. Without one, the officer of an arrest after a status
    ``inquiry`` tells ICE, and screening (287(g) officers, interviews) detects the share
    ``detection`` of the noncitizens whom the jail ``refers``.
    """
    if matched:
        return False
    return inquiry or (refers and status != CITIZEN and u < detection)


# Release


@rule
def record_known(known_only_to_fbi: bool, state_forwards: bool) -> bool:
    """Check that the jail sees a person's convictions.

    A state that sends no prints to the FBI gets no criminal histories back
    [Setting-the-record 2010].
    """
    return state_forwards or not known_only_to_fbi


@rule
def is_serious(level: int) -> bool:
    """Check that a person's convictions are serious: ICE's Level 1 or 2."""
    return level == 1 or level == 2


@rule
def release_probability(p: Settings, charge: int, serious_record_known: bool) -> float:
    """Return the probability of release before the case ends: lower with a known serious record."""
    base = by_charge(charge, p.release_minor, p.release_misdemeanor, p.release_felony)
    return base * p.serious_record_release_ratio if serious_record_known else base


@overload
def may_leave_when_crowded(stage: int, held: bool) -> bool: ...
@overload
def may_leave_when_crowded(
    stage: npt.NDArray[np.int8], held: npt.NDArray[np.int8]
) -> npt.NDArray[np.bool_]: ...
def may_leave_when_crowded(
    stage: int | npt.NDArray[np.int8], held: bool | npt.NDArray[np.int8]
) -> bool | npt.NDArray[np.bool_]:
    """Check that a jail over its beds may release a person: awaiting disposition, not held for ICE.

    Takes one value each, or an array each with one element a case.

    Example:
        >>> may_leave_when_crowded(HELD_TO_DISPOSITION, held=True)
        False
    """
    return ((stage == RELEASE_DUE) | (stage == HELD_TO_DISPOSITION)) & (held == 0)


def crowding_order(charge: Whole, draw: Real, slot: Whole) -> tuple[Whole, Real, Whole]:
    """Return the key by which people leave a crowded jail, smallest first: petty charges first.

    Ties go by the draw of the arrest, then by slot. Takes one value each, or an array each with one
    element a case.

    Example:
        >>> crowding_order(MINOR_OFFENSE, 0.9, 7) < crowding_order(FELONY, 0.1, 3)
        True
    """
    return charge, draw, slot


# The course of a case


@rule
def weeks_until(mean: float, u: float) -> int:
    """Return a waiting time in whole weeks, 1 or more: geometric with the given mean (1 or more).

    Geometric because sources give means and no shape; it is the only waiting time without memory.
    """
    if mean <= 1.0:
        return 1
    return 1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean))


@rule
def first_stage(held: bool, before_disposition_share: float, released: bool, u: float) -> int:
    """Decide the stage in which a case begins.

    Of people held for ICE, the jurisdiction's ``before_disposition_share`` are handed over before
    the case ends. Others stay for the disposition, unless ``released`` before it.
    """
    if held:
        return TRANSFER_DUE if u < before_disposition_share else HELD_TO_DISPOSITION
    return RELEASE_DUE if released else HELD_TO_DISPOSITION


@rule
def stage_ends(stage: int, week: int, disposition: int) -> int:
    """Return the week in which a stage that begins in ``week`` ends.

    The stages before the disposition end with it; release and transfer follow the next week.
    How long a term in jail or prison lasts is drawn (``courts.weeks_served``).
    """
    if stage in (HELD_TO_DISPOSITION, AT_LARGE):
        return max(disposition, week + 1)
    return week + 1


@rule
def stage_after_jail(held: bool) -> int:
    """Return the stage that follows the time in jail: transfer to ICE if held for it, else none."""
    return TRANSFER_DUE if held else ENDED


# Convictions


@rule
def known_only_to_fbi(known_before: bool, convicted: bool) -> bool:
    """Check that only the FBI knows a person's convictions, after a case.

    ``known_before`` is the same before it. What a local court decided is known locally.
    """
    return known_before and not convicted


@rule
def with_conviction(p: Settings, convictions: int, charge: int, u: float) -> int:
    """Return the convictions byte after one more conviction; a share of felonies is aggravated."""
    felonies = convictions & _FELONIES
    misdemeanors = (convictions & _MISDEMEANORS) >> 2
    serious = convictions & _AGGRAVATED
    if charge == FELONY:
        felonies = min(felonies + 1, 3)
        if u < p.aggravated_share:
            serious = _AGGRAVATED
    else:
        misdemeanors = min(misdemeanors + 1, 3)
    return felonies | misdemeanors << 2 | serious | (convictions & PRIOR_ORDER)


@rule
def has_prior_order(convictions: int) -> bool:
    """Check that a person's DHS record is of an earlier removal order or of a return after one."""
    return convictions & PRIOR_ORDER != 0


@rule
def ice_level(convictions: int) -> int:
    """Return ICE's level of a convictions byte: 0 none, 1 worst [ICE 2011].

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
    p: Settings, persistent: bool, citizen: bool, u_any: float, u_kind: float
) -> int:
    """Return the convictions byte of a resident at arrival.

    A share of residents has convictions, a larger share of persistent offenders, a smaller one of
    noncitizens, whose earlier lives were spent elsewhere. Of those, ``record_felony_share`` have a
    felony, ``aggravated_share`` of these an aggravated one and ``record_second_felony_share`` of
    the rest a second; ``record_misdemeanors_share`` of the others have three misdemeanors.
    """
    any_share = p.record_share_persistent if persistent else p.record_share
    felonies, aggravated = p.record_felony_share, p.aggravated_share
    second = p.record_second_felony_share
    if not citizen:
        any_share *= p.noncitizen_record_ratio
    if u_any >= any_share:
        return NO_CONVICTION
    if u_kind < aggravated * felonies:
        return _AGGRAVATED | 1
    if u_kind < (aggravated + second * (1.0 - aggravated)) * felonies:
        return 2
    if u_kind < felonies:
        return 1
    if u_kind < felonies + p.record_misdemeanors_share * (1.0 - felonies):
        return 3 << 2
    return 1 << 2


@rule
def ident_probability(p: Settings, status: int, hispanic: bool) -> float:
    """Return the probability that a resident has a DHS record, and so is in IDENT."""
    if status == CITIZEN:
        return p.ident_citizen
    if status == LAWFUL:
        return p.ident_lawful
    return p.ident_undocumented_hispanic if hispanic else p.ident_undocumented_other
