"""Seeds for random choices of a sweep other than its worlds, such as the points of a design.

The worlds of the replicates have keyed draws (``scomm.model.randomness.world_seed``). Other choices
depend on the sweep's seed in the same way: on their purpose, never on earlier draws.
"""

from __future__ import annotations

import hashlib


def derived_seed(seed: int, purpose: str, position: int) -> int:
    """Derive a seed from 0 to 2**64 - 1 for the ``position``-th item of a purpose."""
    text = f"{seed}\n{purpose}\n{position}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
