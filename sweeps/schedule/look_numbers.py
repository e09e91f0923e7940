"""When an adaptive sweep looks at a point: numbers of replicates that are fixed in advance.

They depend on the sweep file alone, so a point gets the same replicates however the work was cut
into shards, interrupted or ordered. The confidence sequence is valid at every number of replicates,
so that looking often costs nothing in width, and late looks cost runs: a tenth more at a time, but
at least 8, so that there is something to do side by side.
"""

from __future__ import annotations

from typing import Final

GROWTH: Final = 10
"""A look comes after at least one in so many replicates more."""
LEAST: Final = 8
"""And after at least so many replicates more."""


def looks(first: int, most: int) -> tuple[int, ...]:
    """Return the numbers of replicates to look at: from ``first``, growing, ``most`` the last."""
    numbers = [first]
    while numbers[-1] < most:
        step = max(LEAST, -(-numbers[-1] // GROWTH))
        numbers.append(min(most, numbers[-1] + step))
    return tuple(numbers)
