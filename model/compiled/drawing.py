"""Keyed draws by the batch.

A processor can work out several draws side by side, at a fifth of the cost of one after the other,
if they are laid out for it: so many keys, then so many uniforms, at places known beforehand. Each
function here draws one block for all that is listed. A batch is always drawn whole; nobody reads
what is drawn beyond the end of a list.
"""

from __future__ import annotations

from typing import Any, Final

from model.compiled.records import (
    COUNTS_DRAWN,
    CRIMES_NAMED,
    ENCOUNTER_COUNTS_DRAWN,
    EXCESS_COUNTS_DRAWN,
    OF_ARREST,
    OF_CASE,
)
from model.jit import inner
from model.lanes import LANES
from model.randomness import (
    ARREST,
    CASE,
    COUNTS,
    ENCOUNTER_COUNTS,
    EXCESS_COUNTS,
    NEWS,
    REPORT,
    RESIDENT,
    WEEK_ZERO,
    uniforms,
)

# How many neighborhoods' numbers of opportunities are drawn at once.
CELLS_AT_ONCE: Final = 4 * LANES


@inner
def drawn(batches: Any, n: int) -> tuple[float, float, float, float]:
    """Return the ``n``-th block's four uniforms."""
    batch, lane = batches[n // LANES], n % LANES
    return batch.u0[lane], batch.u1[lane], batch.u2[lane], batch.u3[lane]


@inner
def _key(batches: Any, n: int, a: int, b: int, index: int) -> None:
    batch, lane = batches[n // LANES], n % LANES
    batch.a[lane] = a
    batch.b[lane] = b
    batch.index[lane] = index


@inner
def _draw_all(seed: int, block: int, batches: Any, code: int, week: int, count: int) -> None:
    for k in range((count + LANES - 1) // LANES):
        batch = batches[k]
        for n in range(LANES):
            u0, u1, u2, u3 = uniforms(
                seed, block, batch.a[n], batch.b[n], code, week, batch.index[n]
            )
            batch.u0[n] = u0
            batch.u1[n] = u1
            batch.u2[n] = u2
            batch.u3[n] = u3


@inner
def draw_counts(seed: int, part: Any, week: int, j: int, first: int, excess: bool) -> None:
    """Draw how many opportunities the neighborhoods of a batch have, from its ``first`` on."""
    place, batches = part.place[j], part.count_drawn
    count, code = min(CELLS_AT_ONCE, place.last_cell - first), place.code
    for row in range(3 if excess else 2):
        for n in range(count):
            _key(batches[row], n, 0, first - place.first_cell + n, 0)
    _draw_all(seed, COUNTS, batches[COUNTS_DRAWN], code, week, count)
    _draw_all(seed, ENCOUNTER_COUNTS, batches[ENCOUNTER_COUNTS_DRAWN], code, week, count)
    if excess:
        _draw_all(seed, EXCESS_COUNTS, batches[EXCESS_COUNTS_DRAWN], code, week, count)


@inner
def draw_named(seed: int, block: int, part: Any, row: int, week: int, j: int, count: int) -> None:
    """Draw a block for each opportunity listed in a row of ``Part.named``."""
    place = part.place[j]
    for n in range(count):
        o = part.named[row, n]
        _key(part.drawn, n, o.number, o.cell - place.first_cell, o.stream)
    _draw_all(seed, block, part.drawn, place.code, week, count)


@inner
def draw_reports(seed: int, part: Any, week: int, j: int, count: int) -> None:
    """Draw what decides about reporting for each opportunity listed in ``Part.acting``."""
    place = part.place[j]
    for n in range(count):
        o = part.named[CRIMES_NAMED, part.acting[n]]
        _key(part.drawn, n, o.number, o.cell - place.first_cell, o.stream)
    _draw_all(seed, REPORT, part.drawn, place.code, week, count)


@inner
def draw_newcomers(seed: int, part: Any, week: int, j: int, count: int) -> None:
    """Draw who takes the place of each resident listed in ``Part.movers``."""
    for n in range(count):
        _key(part.drawn, n, part.movers[n], week + WEEK_ZERO, 0)
    _draw_all(seed, RESIDENT, part.drawn, part.place[j].code, 0, count)


@inner
def draw_arrests(seed: int, part: Any, week: int, j: int, count: int) -> None:
    """Draw what decides about each of the week's arrests, and about the case it opens."""
    batches, code = part.arrest_drawn, part.place[j].code
    for n in range(count):
        arrest = part.arrest[n]
        _key(batches[OF_ARREST], n, arrest.number, arrest.cell, arrest.stream)
        _key(batches[OF_CASE], n, arrest.number, arrest.cell, arrest.stream)
    _draw_all(seed, ARREST, batches[OF_ARREST], code, week, count)
    _draw_all(seed, CASE, batches[OF_CASE], code, week, count)


@inner
def draw_hearing(
    seed: int, part: Any, week: int, code: int, subject: int, pretext: int, count: int
) -> None:
    """Draw who of those listed in ``Part.slots`` hears news about ``subject``."""
    for n in range(count):
        _key(part.drawn, n, part.slots[n], subject, pretext)
    _draw_all(seed, NEWS, part.drawn, code, week, count)
