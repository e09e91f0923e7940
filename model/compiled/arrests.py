"""The list of the week's arrests, and who commits what leads to one, over arrays."""

from __future__ import annotations

from typing import Any

from scomm.model.compiled.arrays.layout import ARRESTS, OVERFLOWED
from scomm.model.compiling.jit import inner
from scomm.model.rules import opportunity


@inner
def list_arrest(part: Any, o: Any, slot: int, ground: int, inquiry: bool, victim: int) -> None:
    """List the arrest that an opportunity leads to, to be booked at the end of the week.

    ``victim`` is whose report led to it, or NOBODY.
    """
    n = part.numbers[ARRESTS]
    if n == len(part.arrest):
        part.numbers[OVERFLOWED] = 1
        return
    arrest = part.arrest[n]
    cell = part.cell[o.cell]
    arrest.place = cell.place
    arrest.slot = slot
    arrest.cell = cell.number
    arrest.stream = o.stream
    arrest.number = o.number
    arrest.ground = ground
    arrest.inquiry = 1 if inquiry else 0
    arrest.victim = victim
    part.numbers[ARRESTS] = n + 1


@inner
def offender_in(part: Any, p: Any, cell: int, u: float) -> int:
    """Return the slot of the resident whom a draw names as offender in a neighborhood."""
    info = part.cell[cell]
    first: int = part.cell_first[cell]
    return first + opportunity.choose_offender(
        p, part.cell_residents[cell], info.step, info.shift, u
    )
