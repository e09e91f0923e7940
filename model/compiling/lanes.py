"""How many keyed draws, or partners, are worked out side by side.

A record of so many keys and so many results, at places known beforehand, lets a processor with wide
registers do them at once.
"""

from __future__ import annotations

from typing import Final

from scomm.model.compiling.jit import woven

LANES: Final = 16

# A processor's register holds so many, or this is a multiple of what it holds.
_AT_ONCE: Final = 8


def batches_for(count: int) -> int:
    """Return how many batches of ``LANES`` hold ``count``."""
    return -(-count // LANES)


@woven
def lanes_for(count: int) -> int:
    """Return how many lanes of a batch to work out for the ``count`` or more that are left.

    A number known only when code runs, so that a loop over them is made for wide registers, and not
    written out sixteen times.
    """
    return min(LANES, (count + _AT_ONCE - 1) // _AT_ONCE * _AT_ONCE)
