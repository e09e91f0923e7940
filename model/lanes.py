"""How many keyed draws, or partners, are worked out side by side.

A record of so many keys and so many results, at places known beforehand, lets a processor with wide
registers do them at once.
"""

from __future__ import annotations

from typing import Final

LANES: Final = 16


def batches_for(count: int) -> int:
    """Return how many batches of ``LANES`` hold ``count``."""
    return -(-count // LANES)
