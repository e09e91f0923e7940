"""Households and residents: each neighborhood is filled by household, Hispanic ones first.

Status clusters in households: some households are immigrant households, and a share of their
members are citizens (mixed-status families). Nothing here depends on other jurisdictions or on a
policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from scomm.model.compiling.jit import rule
from scomm.model.groups import (
    CITIZEN,
    HISPANIC,
    LAWFUL,
    OTHER,
    UNDOCUMENTED,
    group_number,
    status_of,
)
from scomm.model.population.neighborhoods import Ints
from scomm.model.population.state import (
    LARGEST_HOUSEHOLD,
    PERSISTENT,
    group_of,
    household_byte,
    newcomer,
)
from scomm.model.randomness import HOUSEHOLD, RESIDENT, SLOT, draw
from scomm.model.rules.opportunity import in_order, persistent_count, poisson

if TYPE_CHECKING:
    from scomm.model.settings import Settings

Bytes = npt.NDArray[np.uint8]


class Homes(NamedTuple):
    """The jurisdictions (``code``, ``origin``, ``mix``) and neighborhoods to fill with residents.

    ``origin`` is the position of a jurisdiction's first resident in the arrays of residents;
    ``mix`` has its shares of each group. The other arrays are those of ``Neighborhoods``.
    """

    code: Ints
    origin: Ints
    mix: npt.NDArray[np.float64]
    jurisdiction: Ints
    first: Ints
    residents: Ints
    hispanic: Ints
    step: Ints
    shift: Ints


class Filled(NamedTuple):
    """The arrays to write: three bytes per resident, and a share per neighborhood."""

    state: Bytes
    household: Bytes
    convictions: Bytes
    undocumented_share: npt.NDArray[np.float64]


@rule
def fill_households(
    p: Settings,
    seed: int,
    code: int,
    slots: tuple[int, int],
    ethnicity: int,
    shares: tuple[float, float],
    state: Bytes,
    household: Bytes,
) -> None:
    """Fill a range of slots with households.

    Args:
        p: The numeric settings.
        seed: The world seed.
        code: The jurisdiction's code.
        slots: The first slot, and one past the last.
        ethnicity: Number of the ethnicity of all these residents.
        shares: Undocumented residents and lawful noncitizens as shares of the ethnicity.
        state: uint8[residents of the jurisdiction], status bytes to write.
        household: uint8[residents of the jurisdiction], household bytes to write.
    """
    undocumented, lawful = shares
    hispanic = ethnicity == HISPANIC
    mean_size = p.household_size_hispanic if hispanic else p.household_size_other
    immigrant = undocumented + lawful
    keep = max(1.0 - p.mixed_status_share, immigrant)
    position, last = slots
    while position < last:
        u_size, u_kind, _, _ = draw(seed, HOUSEHOLD, position, 0, code, 0, 0)
        size = min(1 + poisson(mean_size - 1.0, u_size), LARGEST_HOUSEHOLD, last - position)
        kind = CITIZEN
        if keep > 0.0:
            if u_kind < undocumented / keep:
                kind = UNDOCUMENTED
            elif u_kind < immigrant / keep:
                kind = LAWFUL
        worst = CITIZEN
        for member in range(size):
            u_status, _, _, _ = draw(seed, SLOT, position + member, 0, code, 0, 0)
            status = kind if u_status < keep else CITIZEN
            worst = max(worst, status)
            state[position + member] = group_number(ethnicity, status)
        for member in range(size):
            household[position + member] = household_byte(member, size, worst)
        position += size


@rule
def fill_residents(p: Settings, seed: int, homes: Homes, filled: Filled) -> None:
    """Fill all neighborhoods with residents.

    Args:
        p: The numeric settings.
        seed: The world seed.
        homes: The jurisdictions and their neighborhoods.
        filled: The arrays to write.
    """
    mix = homes.mix
    for cell in range(len(homes.first)):
        j = homes.jurisdiction[cell]
        code, origin, residents = homes.code[j], homes.origin[j], homes.residents[cell]
        state, household = filled.state[origin:], filled.household[origin:]
        start = homes.first[cell]
        border, end = start + homes.hispanic[cell], start + residents
        for ethnicity in (HISPANIC, OTHER):
            citizens = mix[j, group_number(ethnicity, CITIZEN)]
            lawful = mix[j, group_number(ethnicity, LAWFUL)]
            undocumented = mix[j, group_number(ethnicity, UNDOCUMENTED)]
            total = citizens + lawful + undocumented
            if total <= 0.0:
                continue
            slots = (start, border) if ethnicity == HISPANIC else (border, end)
            shares = (undocumented / total, lawful / total)
            fill_households(p, seed, code, slots, ethnicity, shares, state, household)
        for rank in range(persistent_count(p, residents)):
            position = in_order(rank, homes.step[cell], homes.shift[cell], residents)
            state[start + position] |= np.uint8(PERSISTENT)
        count = 0
        for slot in range(start, end):
            count += status_of(group_of(state[slot])) == UNDOCUMENTED
            state[slot], filled.convictions[origin + slot] = newcomer(
                p, state[slot], draw(seed, RESIDENT, slot, 0, code, 0, 0)
            )
        filled.undocumented_share[cell] = count / residents
