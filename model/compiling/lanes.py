"""The number of keyed draws, or partners, that are computed together in one batch.

A record with a fixed number of keys and results lets the compiler vectorize the loop over them for
processors with wide registers.
"""

from __future__ import annotations

from typing import Final

from scomm.model.compiling.jit import woven

LANES: Final = 16

# The number that a wide register holds, or a multiple of it.
_AT_ONCE: Final = 8


def batches_for(count: int) -> int:
    """Return the number of batches of ``LANES`` that hold ``count`` items."""
    return -(-count // LANES)


@woven
def lanes_for(count: int) -> int:
    """Return the number of lanes of a batch to compute when ``count`` items or more are left.

    The number is known only at run time, so that the loop over lanes is vectorized and not
    unrolled sixteen times.
    """
    return min(LANES, (count + _AT_ONCE - 1) // _AT_ONCE * _AT_ONCE)
