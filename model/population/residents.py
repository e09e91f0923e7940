"""Households and residents: a neighborhood is filled household by household, Hispanic ones first.

Status clusters in households: some households are an immigrant's, and of their members a share are
citizens (mixed-status families). Nothing here depends on another jurisdiction or on a policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scomm.model.compiling.jit import rule
from scomm.model.groups import UNDOCUMENTED, group_number, status_of
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


@rule
def fill_households(
    seed: int,
    code: int,
    first: int,
    last: int,
    origin: int,
    ethnicity: int,
    undocumented: float,
    lawful: float,
    mean_size: float,
    citizens: float,
    state: Bytes,
    household: Bytes,
) -> None:
    """Fill residents ``first`` to ``last`` (numbered in the jurisdiction) with households.

    ``undocumented`` and ``lawful`` are shares of this ethnicity's residents; ``citizens`` is
    the share of citizens in immigrants' households. ``origin`` is where the jurisdiction
    begins in the arrays.
    """
    immigrant = undocumented + lawful
    keep = max(1.0 - citizens, immigrant)
    position = first
    while position < last:
        u_size, u_kind, _, _ = draw(seed, HOUSEHOLD, position, 0, code, 0, 0)
        size = min(1 + poisson(mean_size - 1.0, u_size), LARGEST_HOUSEHOLD, last - position)
        kind = 0
        if keep > 0.0:
            if u_kind < undocumented / keep:
                kind = 2
            elif u_kind < immigrant / keep:
                kind = 1
        worst = 0
        for member in range(size):
            u_status, _, _, _ = draw(seed, SLOT, position + member, 0, code, 0, 0)
            status = kind if u_status < keep else 0
            worst = max(worst, status)
            state[origin + position + member] = group_number(ethnicity, status)
        for member in range(size):
            household[origin + position + member] = household_byte(member, size, worst)
        position += size


@rule
def fill_residents(
    seed: int,
    code: Ints,
    jurisdiction: Ints,
    first: Ints,
    residents: Ints,
    hispanic: Ints,
    step: Ints,
    shift: Ints,
    origin: Ints,
    mix: npt.NDArray[np.float64],
    p: Settings,
    state: Bytes,
    household: Bytes,
    convictions: Bytes,
    undocumented_share: npt.NDArray[np.float64],
) -> None:
    """Fill every neighborhood; the last four arrays are written (``p``: the numeric settings)."""
    for cell in range(len(first)):
        j = jurisdiction[cell]
        start = first[cell]
        border = start + hispanic[cell]
        end = start + residents[cell]
        for ethnicity in range(2):
            total = mix[j, 3 * ethnicity] + mix[j, 3 * ethnicity + 1] + mix[j, 3 * ethnicity + 2]
            if total <= 0.0:
                continue
            fill_households(
                seed,
                code[j],
                start if ethnicity == 0 else border,
                border if ethnicity == 0 else end,
                origin[j],
                ethnicity,
                mix[j, 3 * ethnicity + 2] / total,
                mix[j, 3 * ethnicity + 1] / total,
                p.household_size_hispanic if ethnicity == 0 else p.household_size_other,
                p.mixed_status_share,
                state,
                household,
            )
        for rank in range(persistent_count(p, residents[cell])):
            place = in_order(rank, step[cell], shift[cell], residents[cell])
            state[origin[j] + start + place] |= np.uint8(PERSISTENT)
        undocumented = 0
        for slot in range(start, end):
            i = origin[j] + slot
            undocumented += status_of(group_of(state[i])) == UNDOCUMENTED
            state[i], convictions[i] = newcomer(
                p, state[i], draw(seed, RESIDENT, slot, 0, code[j], 0, 0)
            )
        undocumented_share[cell] = undocumented / (end - start)
