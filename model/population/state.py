"""The status byte of a resident, which every opportunity reads.

bits 0-2  group            bits 3-4  location
bit 5     has a DHS record (is in IDENT)
bit 6     convictions are known only to the FBI
bit 7     persistent offender
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scomm.model.compiling.jit import rule
from scomm.model.groups import CITIZEN, UNDOCUMENTED, is_hispanic, status_of
from scomm.model.rules.booking import (
    NO_CONVICTION,
    PRIOR_ORDER,
    ident_probability,
    prior_convictions,
)

if TYPE_CHECKING:
    from scomm.model.settings import Settings

COMMUNITY: Final = 0
JAIL: Final = 1
ICE_CUSTODY: Final = 2
REMOVED: Final = 3
PLACES: Final = ("community", "jail", "ICE custody", "removed")

IN_IDENT: Final = 0x20
FBI_ONLY: Final = 0x40
PERSISTENT: Final = 0x80

LARGEST_HOUSEHOLD: Final = 8

_GROUP: Final = 0x07
_LOCATION: Final = 0x18
_KEPT_BY_NEWCOMER: Final = _GROUP | PERSISTENT


@rule
def group_of(state: int) -> int:
    """Return the group's number, 0 to 5."""
    return state & _GROUP


@rule
def location_of(state: int) -> int:
    """Return the location: community, jail, ICE custody or removed."""
    return (state & _LOCATION) >> 3


@rule
def moved_to(state: int, location: int) -> int:
    """Return the status byte of the same resident at another location."""
    return (state & ~_LOCATION) | location << 3


@rule
def newcomer(p: Settings, state: int, u: tuple[float, float, float, float]) -> tuple[int, int]:
    """Create the status byte and the convictions byte of a newcomer to a slot.

    Group and propensity to offend belong to the slot, so that the composition of a neighborhood
    does not change; the DHS record and prior convictions are drawn for the person.
    The kind of DHS record, in the convictions byte, goes by the draw that decides whether there is
    one.

    Args:
        p: The numeric settings.
        state: The status byte of the slot's previous resident.
        u: The four uniforms of the block ``RESIDENT``.

    Returns:
        The status byte, with the location community, and the convictions byte.
    """
    u_ident, u_any, u_kind, u_fbi = u
    kept = state & _KEPT_BY_NEWCOMER
    group = group_of(kept)
    status = status_of(group)
    ident = ident_probability(p, status, is_hispanic(group))
    if u_ident < ident:
        kept |= IN_IDENT
    persistent = kept & PERSISTENT != 0
    convictions = prior_convictions(p, persistent, status == CITIZEN, u_any, u_kind)
    if convictions != NO_CONVICTION and u_fbi < p.fbi_only_share:
        kept |= FBI_ONLY
    if status == UNDOCUMENTED and u_ident < ident * p.prior_order_share:
        convictions |= PRIOR_ORDER
    return kept, convictions


@rule
def household_byte(position: int, size: int, status: int) -> int:
    """Pack a resident's position in the household (0-7), its size (1-8) and most exposed status."""
    return position | (size - 1) << 3 | status << 6


@rule
def household_position(byte: int) -> int:
    """Return the resident's position in the household; 0 is its respondent."""
    return byte & 0x07


@rule
def household_size(byte: int) -> int:
    """Return the size of the household, 1 to 8."""
    return ((byte >> 3) & 0x07) + 1


@rule
def household_status(byte: int) -> int:
    """Return the most exposed status in the household: citizen, lawful or undocumented."""
    return byte >> 6
