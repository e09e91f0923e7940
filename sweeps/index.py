"""A map from identities to numbers that takes 24 bytes a run, for sweeps of millions of runs.

Its keys are the first 16 of an identity's 32 bytes: among a billion runs, two would agree in them
with a probability below 1e-20.
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

# What is new stays in a dictionary, at 150 bytes a run, before it is sorted in with the rest: an
# eighth of what there is, but not more than so many.
_FEW: Final = 8192
_MANY: Final = 65_536
_SHARE: Final = 8


def digests_of(identities: Iterable[bytes]) -> Digests:
    """Return 32-byte identities as an array."""
    return np.frombuffer(b"".join(identities), np.uint8).reshape(-1, DIGEST_BYTES)


def keys_of(digests: Digests) -> Keys:
    """Return the keys of identities."""
    return np.ascontiguousarray(digests[:, : KEY.itemsize]).reshape(-1).view(KEY)


def plain(digest: bytes) -> bytes:
    """Return the key of one identity as NumPy's ``tolist`` gives it, without zeros at the end."""
    return digest[: KEY.itemsize].rstrip(b"\0")


def names_of(digests: Digests) -> list[str]:
    """Return identities as 64 hex digits each."""
    text = digests.tobytes().hex()
    return [text[start : start + 64] for start in range(0, len(text), 64)]


def rows_of(keys: Keys, known: Keys) -> NDArray[np.int64]:
    """Return the row of each key among those ``known``, which are in order; -1 where it is not."""
    if not len(known):
        return np.full(len(keys), -1, np.int64)
    near = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[near] == keys, near, -1)


class Index:
    """Maps keys to whole numbers. What is not in it has the number ``absent``."""

    def __init__(self, absent: int = -1) -> None:
        """Make an empty index."""
        self.absent: Final = absent
        # Keys in order and their numbers, as one value: an interruption leaves both or neither.
        self._sorted: tuple[Keys, NDArray[np.int64]] = np.empty(0, KEY), np.empty(0, np.int64)
        self._recent: dict[bytes, int] = {}

    def __len__(self) -> int:
        """Return how many keys there are."""
        self._sort_in()
        return len(self._sorted[0])

    def sorted(self) -> tuple[Keys, NDArray[np.int64]]:
        """Return all keys in order, with their numbers; neither is to be written to."""
        self._sort_in()
        return self._sorted

    def get(self, keys: Keys) -> NDArray[np.int64]:
        """Return the number of each key: int64[key]."""
        if len(keys) > _FEW:
            self._sort_in()
        found = np.full(len(keys), self.absent, np.int64)
        known, numbers = self._sorted
        rows = rows_of(keys, known)
        there = rows >= 0
        found[there] = numbers[rows[there]]
        if self._recent:
            for row, key in enumerate(keys.tolist()):
                found[row] = self._recent.get(key, found[row])
        return found

    def put(self, keys: Keys, numbers: NDArray[np.int64] | int) -> None:
        """Give each key its number, in place of one that it has; the last of equal keys counts."""
        values = np.broadcast_to(np.asarray(numbers, np.int64), (len(keys),))
        self._recent.update(zip(keys.tolist(), values.tolist(), strict=True))
        if len(self._recent) > min(_MANY, max(_FEW, len(self._sorted[0]) // _SHARE)):
            self._sort_in()

    def _sort_in(self) -> None:
        if not self._recent:
            return
        keys = np.array(list(self._recent), KEY)
        numbers = np.fromiter(self._recent.values(), np.int64, len(keys))
        order = np.argsort(keys)
        keys, numbers = keys[order], numbers[order]
        known, before = self._sorted
        place = np.searchsorted(known, keys)
        there = np.zeros(len(keys), np.bool_)
        if len(known):
            there = known[np.minimum(place, len(known) - 1)] == keys
            before[place[there]] = numbers[there]
        new = ~there
        self._sorted = (
            np.insert(known, place[new], keys[new]),
            np.insert(before, place[new], numbers[new]),
        )
        # What was sorted in is there twice for an instant, which changes no answer.
        self._recent = {}
