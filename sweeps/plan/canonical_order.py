"""The canonical order of a sweep's runs: point, then arm, then replicate.

A run whose identity comes again further on, at another point or in another arm, is stored once, at
its first place. Identities are made from the plan when they are needed, a few points at a time, and
what stays in memory is 21 bytes a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.plan.identities import KEY, Digests, Keys, digests_of, keys_of, rows_of
from scomm.sweeps.plan.plan import Plan

# Runs that are put together before they are worked on.
_RUNS_AT_ONCE: Final = 16_384


@dataclass(frozen=True)
class Batch:
    """The runs of some points, in canonical order; each array has an element a run.

    ``arm`` is the arm's number.
    """

    digests: Digests
    point: NDArray[np.int64]
    arm: NDArray[np.int64]
    replicate: NDArray[np.int64]


@dataclass(frozen=True)
class Wanted:
    """Which runs of a plan a store is to hold: of each of ``points``, so many replicates.

    Both arrays are int64[point]; the points come in rising order.
    """

    plan: Plan
    points: NDArray[np.int64]
    replicates: NDArray[np.int64]

    @property
    def runs(self) -> int:
        """How many runs there are, those counted again that come again."""
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
    """The place of each run among those stored: 0, 1, … in canonical order."""

    def __init__(self, wanted: Wanted) -> None:
        """Find the first place of every identity."""
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
        places = np.cumsum(first) - 1
        self._keys: Final[Keys] = keys[~again]
        self._places: Final[NDArray[np.int32]] = places[order[~again]].astype(np.int32)

    def __len__(self) -> int:
        """Return the number of identities."""
        return len(self._keys)

    def count(self, find: Callable[[Keys], NDArray[np.int64]], state: int) -> int:
        """Return how many of the runs ``find`` has in this state, each counted once."""
        return int((find(self._keys) == state).sum())

    def places(self, keys: Keys) -> NDArray[np.int64]:
        """Return each run's place, or -1 where it is not among them."""
        rows = rows_of(keys, self._keys)
        rows[rows >= 0] = self._places[rows[rows >= 0]]
        return rows
