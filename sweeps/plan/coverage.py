"""How far the finished runs of a plan go, none of which is to be dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.plan.canonical_order import Wanted
from scomm.sweeps.plan.identities import Keys, digests_of, keys_of, rows_of

# Replicates of each point that are looked for together.
AT_ONCE: Final = 64


def with_all_of(wanted: Wanted, most: int, finished: Keys) -> NDArray[np.int64]:
    """Return how many replicates each point must have to have all ``finished`` runs: int64[point].

    ``finished`` are keys in order. A point has at least those wanted, and ``most`` at most.
    """
    among = np.zeros(len(finished), np.bool_)
    if len(finished):
        for batch in wanted.batches():
            rows = rows_of(keys_of(batch.digests), finished)
            among[rows[rows >= 0]] = True
    widest = replace(wanted, replicates=np.full_like(wanted.replicates, most))
    replicates, _ = reached(widest, wanted.replicates, finished[~among])
    return replicates


def reached(
    most: Wanted, begin: NDArray[np.int64], finished: Keys
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Look for ``finished`` runs, keys in order, among the replicates of ``most``.

    Returns how many replicates each point has with the last one found, int64[point], and which runs
    were found, bool[run]. The replicates before ``begin`` of each point are not looked at.
    """
    replicates, found = begin.copy(), np.zeros(len(finished), np.bool_)
    last = int(most.replicates.max(initial=0))
    # The next replicates of all points, until all are found: they seldom go far.
    for first in range(int(begin.min(initial=last)), last, AT_ONCE):
        if found.all():
            break
        begins = np.maximum(begin, first)
        ends = np.minimum(most.replicates, first + AT_ONCE)
        for place in np.flatnonzero(begins < ends).tolist():
            some = range(int(begins[place]), int(ends[place]))
            digests = digests_of(most.plan.identities(int(most.points[place]), some))
            rows = rows_of(keys_of(digests), finished)
            there = rows >= 0
            if there.any():
                found[rows[there]] = True
                in_any_arm = there.reshape(-1, len(some)).any(axis=0)
                replicates[place] = some[int(np.flatnonzero(in_any_arm)[-1])] + 1
    return replicates, found
