"""The replicates that the finished runs of a plan reach, none of which is to be dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.plan.canonical_order import Wanted
from scomm.sweeps.plan.identities import Keys, digests_of, keys_of, rows_of

# Replicates of each point that are looked up per batch.
AT_ONCE: Final = 64


def with_all_of(wanted: Wanted, most: int, finished: Keys) -> NDArray[np.int64]:
    """Return the replicates of each point that include all ``finished`` runs: int64[point].

    ``finished`` are sorted keys. A point has at least those wanted, and ``most`` at most.
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
    """Look for ``finished`` runs, sorted keys, among the replicates of ``most``.

    Returns the number of replicates of each point up to the last one found, int64[point], and a
    mask of the runs that were found, bool[run]. The replicates before ``begin`` are skipped.
    """
    replicates, found = begin.copy(), np.zeros(len(finished), np.bool_)
    last = int(most.replicates.max(initial=0))
    # The next replicates of all points, until all runs are found: seldom many.
    for first in range(int(begin.min(initial=last)), last, AT_ONCE):
        if found.all():
            break
        begins = np.maximum(begin, first)
        ends = np.minimum(most.replicates, first + AT_ONCE)
        for position in np.flatnonzero(begins < ends).tolist():
            some = range(int(begins[position]), int(ends[position]))
            digests = digests_of(most.plan.identities(int(most.points[position]), some))
            rows = rows_of(keys_of(digests), finished)
            there = rows >= 0
            if there.any():
                found[rows[there]] = True
                in_any_arm = there.reshape(-1, len(some)).any(axis=0)
                replicates[position] = some[int(np.flatnonzero(in_any_arm)[-1])] + 1
    return replicates, found
