"""The canonical order of a sweep's runs: point, then arm, then replicate.

Runs are deduplicated: one whose identity recurs at another point or in another arm is stored once,
at its first position. Identities are computed from the plan when needed, a few points at a time,
and 21 bytes per run stay in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.plan.identities import KEY, Digests, Keys, digests_of, keys_of, rows_of
from scomm.sweeps.plan.plan import Plan

# Runs per batch of computation.
_RUNS_AT_ONCE: Final = 16_384


@dataclass(frozen=True)
class Batch:
    """The runs of some points, in canonical order; each array has one element per run.

    ``arm`` is the arm's number.
    """

    digests: Digests
    point: NDArray[np.int64]
    arm: NDArray[np.int64]
    replicate: NDArray[np.int64]


@dataclass(frozen=True)
class Wanted:
    """The runs of a plan that a store is to have: for each of ``points``, its ``replicates``.

    Both arrays are int64[point]; the points come in rising order.
    """

    plan: Plan
    points: NDArray[np.int64]
    replicates: NDArray[np.int64]

    @property
    def runs(self) -> int:
        """The number of runs, duplicates included."""
        return int(self.replicates.sum()) * len(self.plan.arms)

    def batches(self) -> Iterator[Batch]:
        """Yield all runs in canonical order, whole points together."""
        arms = len(self.plan.arms)
        ends = np.cumsum(self.replicates * arms)
        begin = 0
        while begin < len(self.points):
            before = int(ends[begin - 1]) if begin else 0
            end = max(begin + 1, int(np.searchsorted(ends, before + _RUNS_AT_ONCE, side="right")))
            yield self._batch(begin, end)
            begin = end

    def _batch(self, begin: int, end: int) -> Batch:
        points, replicates = self.points[begin:end], self.replicates[begin:end]
        digests = digests_of(
            identity
            for point, count in zip(points.tolist(), replicates.tolist(), strict=True)
            for identity in self.plan.identities(point, range(count))
        )
        runs = replicates * len(self.plan.arms)
        # The number of each run within its point.
        number = np.arange(len(digests)) - np.repeat(np.cumsum(runs) - runs, runs)
        count = np.repeat(replicates, runs)
        return Batch(digests, np.repeat(points, runs), number // count, number % count)


class Order:
    """The position of each run among those stored: 0, 1, … in canonical order."""

    def __init__(self, wanted: Wanted) -> None:
        """Find the first position of every identity."""
        keys = np.empty(wanted.runs, KEY)
        begin = 0
        for batch in wanted.batches():
            keys[begin : begin + len(batch.digests)] = keys_of(batch.digests)
            begin += len(batch.digests)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        again = np.zeros(len(keys), np.bool_)
        again[1:] = keys[1:] == keys[:-1]
        first = np.zeros(len(keys), np.bool_)
        first[order[~again]] = True
        self.first: Final[NDArray[np.bool_]] = first
        """For each run of ``Wanted.batches`` whether it is stored there: bool[run]."""
        positions = np.cumsum(first) - 1
        self._keys: Final[Keys] = keys[~again]
        self._positions: Final[NDArray[np.int32]] = positions[order[~again]].astype(np.int32)

    def __len__(self) -> int:
        """Return the number of identities."""
        return len(self._keys)

    def count(self, find: Callable[[Keys], NDArray[np.int64]], state: int) -> int:
        """Count the runs for which ``find`` returns this catalog code, deduplicated."""
        return int((find(self._keys) == state).sum())

    def positions(self, keys: Keys) -> NDArray[np.int64]:
        """Return each run's position, or -1 where it is not among them."""
        rows = rows_of(keys, self._keys)
        rows[rows >= 0] = self._positions[rows[rows >= 0]]
        return rows
