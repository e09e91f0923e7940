"""A map from run identities to numbers, in 24 bytes a run: for sweeps of millions of runs."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.plan.identities import KEY, Keys, rows_of

# New keys stay in a dictionary, at 150 bytes per run, before they are merged into the sorted ones:
# up to an eighth of the sorted keys, and at most this many.
_FEW: Final = 8192


_MANY: Final = 65_536


_SHARE: Final = 8


class IdentityMap:
    """Maps keys to whole numbers. Keys that are not in it have the number ``absent``."""

    def __init__(self, absent: int = -1) -> None:
        """Begin empty."""
        self.absent: Final = absent
        # Keys in order and their numbers, as one value: an interruption leaves both or neither.
        self._sorted: tuple[Keys, NDArray[np.int64]] = np.empty(0, KEY), np.empty(0, np.int64)
        self._recent: dict[bytes, int] = {}

    def __len__(self) -> int:
        """Return the number of keys."""
        self._sort_in()
        return len(self._sorted[0])

    def sorted(self) -> tuple[Keys, NDArray[np.int64]]:
        """Return the sorted keys, with their numbers; callers must not write to either."""
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
        """Set the number of each key, instead of an earlier one; the last of equal keys counts."""
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
        position = np.searchsorted(known, keys)
        there = np.zeros(len(keys), np.bool_)
        if len(known):
            there = known[np.minimum(position, len(known) - 1)] == keys
            before[position[there]] = numbers[there]
        new = ~there
        self._sorted = (
            np.insert(known, position[new], keys[new]),
            np.insert(before, position[new], numbers[new]),
        )
        # Merged keys are there twice for an instant, which changes no answer.
        self._recent = {}
