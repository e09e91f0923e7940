"""Keyed draws by the batch.

A processor can work out several draws side by side, at a fifth of the cost of one after the other,
if they are laid out for it: so many keys, then so many uniforms, at places known beforehand. Nobody
reads what is drawn beyond the end of a list.
"""

from __future__ import annotations

from typing import Any

from scomm.model.compiled.arrays.layout import CRIMES_NAMED, OF_ARREST, OF_CASE, REPORTS_DRAWN
from scomm.model.compiling.jit import inner
from scomm.model.compiling.lanes import LANES, lanes_for
from scomm.model.randomness import ARREST, CASE, REPORT, uniforms


@inner
def drawn(batches: Any, n: int) -> tuple[float, float, float, float]:
    """Return the ``n``-th block's four uniforms."""
    batch, lane = batches[n // LANES], n % LANES
    return batch.u[0, lane], batch.u[1, lane], batch.u[2, lane], batch.u[3, lane]


@inner
def put_key(batch: Any, lane: int, a: int, b: int, code: int, index: int) -> None:
    """Lay out the key of a draw; see ``model/randomness.py`` for its parts."""
    batch.a[lane] = a
    batch.b[lane] = b
    batch.code[lane] = code
    batch.index[lane] = index


@inner
def key(batches: Any, n: int, a: int, b: int, code: int, index: int) -> None:
    """Lay out the key of the ``n``-th draw."""
    put_key(batches[n // LANES], n % LANES, a, b, code, index)


@inner
def draw_batch(seed: int, block: int, batch: Any, week: int, count: int) -> None:
    """Draw a block for the first ``count`` keys of a batch."""
    for n in range(lanes_for(count)):
        u0, u1, u2, u3 = uniforms(
            seed, block, batch.a[n], batch.b[n], batch.code[n], week, batch.index[n]
        )
        batch.u[0, n] = u0
        batch.u[1, n] = u1
        batch.u[2, n] = u2
        batch.u[3, n] = u3


@inner
def draw_all(seed: int, block: int, batches: Any, week: int, count: int) -> None:
    """Draw a block for each of the ``count`` keys laid out."""
    for k in range((count + LANES - 1) // LANES):
        draw_batch(seed, block, batches[k], week, count - k * LANES)


@inner
def draw_reports(seed: int, part: Any, week: int, count: int) -> None:
    """Draw what decides about reporting for each opportunity listed in ``Part.acting``."""
    of_crimes, batches = part.drawn[CRIMES_NAMED], part.drawn[REPORTS_DRAWN]
    for n in range(count):
        batch, lane = of_crimes[part.acting[n] // LANES], part.acting[n] % LANES
        key(batches, n, batch.a[lane], batch.b[lane], batch.code[lane], batch.index[lane])
    draw_all(seed, REPORT, batches, week, count)


@inner
def draw_arrests(seed: int, part: Any, week: int, count: int) -> None:
    """Draw what decides about each of the week's arrests, and about the case it opens."""
    batches = part.arrest_drawn
    for n in range(count):
        arrest = part.arrest[n]
        code = part.place[arrest.place].code
        key(batches[OF_ARREST], n, arrest.number, arrest.cell, code, arrest.stream)
        key(batches[OF_CASE], n, arrest.number, arrest.cell, code, arrest.stream)
    draw_all(seed, ARREST, batches[OF_ARREST], week, count)
    draw_all(seed, CASE, batches[OF_CASE], week, count)
