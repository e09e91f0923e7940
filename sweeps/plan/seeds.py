"""Seeds for what is chosen in a sweep beside its worlds, such as the points of a design.

The worlds of the replicates have keyed draws (``scomm.model.randomness.world_seed``). What else is
chosen hangs on the sweep's seed in the same way: by what it is for, never by what was drawn before.
"""

from __future__ import annotations

import hashlib


def derived_seed(seed: int, purpose: str, place: int) -> int:
    """Return a seed from 0 to 2**64 - 1, for the ``place``-th of the things of one purpose."""
    text = f"{seed}\n{purpose}\n{place}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
