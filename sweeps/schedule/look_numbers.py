"""The looks of an adaptive sweep at a point: numbers of replicates that are fixed in advance.

They depend on the sweep file alone, so a point gets the same replicates for any cut into shards,
interruption or order. The confidence sequence is valid at every number of replicates, so frequent
looks cost nothing in width, and late looks cost runs: a tenth more at a time, but at least 8, so
that workers have runs to do in parallel.
"""

from __future__ import annotations

from typing import Final

GROWTH: Final = 10
"""From one look to the next, replicates grow by at least a share of 1 / this."""
LEAST: Final = 8
"""Replicates grow from one look to the next by at least this number."""


def looks(first: int, most: int) -> tuple[int, ...]:
    """Return the numbers of replicates of the looks, rising from ``first`` to ``most``."""
    numbers = [first]
    while numbers[-1] < most:
        step = max(LEAST, -(-numbers[-1] // GROWTH))
        numbers.append(min(most, numbers[-1] + step))
    return tuple(numbers)
