"""Finished replicates beyond those that are wanted, none of which is to be dropped."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sweeps.index import Keys, digests_of, keys_of
from sweeps.store.canonical import Wanted

# Replicates of each point that are looked for together.
AT_ONCE: Final = 64


def with_all_of(wanted: Wanted, most: int, finished: Keys) -> NDArray[np.int64]:
    """Return how many replicates each point must have to have all ``finished`` runs: int64[point].

    ``finished`` are keys in order. A point has at least those wanted, and ``most`` at most.
    """
    replicates = wanted.replicates.copy()
    beyond = finished[~_among(finished, wanted)]
    found = np.zeros(len(beyond), np.bool_)
    # The next replicates of all points, until all are found: they seldom go far.
    for first in range(int(replicates.min(initial=most)), most, AT_ONCE):
        if found.all():
            break
        end = min(first + AT_ONCE, most)
        for place in np.flatnonzero(wanted.replicates < end).tolist():
            some = range(max(first, int(wanted.replicates[place])), end)
            digests = wanted.plan.identities(int(wanted.points[place]), some)
            keys = keys_of(digests_of(digests))
            there = np.isin(keys, beyond).reshape(-1, len(some)).any(axis=0)
            if there.any():
                found |= np.isin(beyond, keys)
                replicates[place] = some[int(np.flatnonzero(there)[-1])] + 1
    return replicates


def _among(finished: Keys, wanted: Wanted) -> NDArray[np.bool_]:
    """Say which of some runs, their keys in order, are wanted: bool[run]."""
    found = np.zeros(len(finished), np.bool_)
    if len(finished):
        for batch in wanted.batches():
            keys = keys_of(batch.digests)
            near = np.minimum(np.searchsorted(finished, keys), len(finished) - 1)
            found[near[finished[near] == keys]] = True
    return found
