"""Identities of runs as arrays, and their keys.

A key is the first 16 of an identity's 32 bytes: among a billion runs, two would agree in them with
a probability below 1e-20.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

KEY: Final = np.dtype("S16")
DIGEST_BYTES: Final = 32

Keys = NDArray[Any]
"""The first halves of identities: S16[run]."""
Digests = NDArray[np.uint8]
"""Whole identities: uint8[run, 32]."""


def digests_of(identities: Iterable[bytes]) -> Digests:
    """Convert 32-byte identities to an array."""
    return np.frombuffer(b"".join(identities), np.uint8).reshape(-1, DIGEST_BYTES)


def keys_of(digests: Digests) -> Keys:
    """Return the keys of identities."""
    return np.ascontiguousarray(digests[:, : KEY.itemsize]).reshape(-1).view(KEY)


def plain(digest: bytes) -> bytes:
    """Return the key of one identity as NumPy's ``tolist`` gives it, without trailing zeros."""
    return digest[: KEY.itemsize].rstrip(b"\0")


def names_of(digests: Digests) -> list[str]:
    """Format identities as 64 hex digits each."""
    text = digests.tobytes().hex()
    return [text[start : start + 64] for start in range(0, len(text), 64)]


def rows_of(keys: Keys, known: Keys) -> NDArray[np.int64]:
    """Return the index of each key in the sorted keys ``known``; -1 where it is not there."""
    if not len(known):
        return np.full(len(keys), -1, np.int64)
    near = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[near] == keys, near, -1)
