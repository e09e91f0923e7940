"""Putting finished runs in their canonical order, in files of 4,096, in bounded memory.

The runs come from whatever files they were saved in. Those of one final file are read from there a
group at a time, and the file is written. Where that would read the same groups over and over, as
after an adaptive sweep, the runs are sorted into buckets first. A file that already has just the
runs that belong together is left as it is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from sweeps.index import Digests, digests_of, keys_of
from sweeps.store import chunks, runs
from sweeps.store.buckets import Buckets, buckets
from sweeps.store.canonical import Order, Wanted
from sweeps.store.catalog import (
    CACHED,
    RUNS_AT_ONCE,
    Catalog,
    Group,
    Locations,
    file_of,
    locations_in,
)
from sweeps.store.failures import Failures
from sweeps.store.files import FAILURES, PENDING, RUNS, put_by_content, replaced, totals_name
from sweeps.store.seal import seal

RUNS_PER_FILE: Final = RUNS_AT_ONCE
# Sorting runs into buckets costs about as much as reading each so often.
OFTEN: Final = 4


def compact(
    folder: Path, catalog: Catalog, wanted: Wanted, order: Order, failures: Failures
) -> None:
    """Complete a store: the files of finished runs, the tables of runs and failures, the hashes.

    ``order`` is that of ``wanted``. What is wanted and not there has its row too, with the status
    that says why. The catalog must not be used afterwards: the files that it knows are gone.
    """
    with ExitStack() as stack:
        sorted_runs = None
        if _reads(catalog, order) > OFTEN * len(order):
            sorted_runs = stack.enter_context(buckets(folder))
            _sort(catalog, order, sorted_runs)
        totals = _totals(folder, catalog, order, sorted_runs)
    table = runs.tables(wanted, catalog, failures)
    with replaced(folder / RUNS) as path:
        runs.write(path, runs.schema(wanted.plan), table)
    _write_failures(folder, catalog, failures, order)
    seal(folder, wanted.plan.spec, totals)


def _files(catalog: Catalog, order: Order) -> Iterator[tuple[Digests, Locations]]:
    """Yield the finished runs of each file, which is made up by those that belong in it.

    So a run that is redone changes its own file and no other.
    """
    for begin in range(0, len(order), RUNS_PER_FILE):
        digests = order.digests[begin : begin + RUNS_PER_FILE]
        locations = catalog.find(keys_of(digests))
        here = catalog.is_here(locations)
        yield digests[here], locations[here]


def _totals(
    folder: Path, catalog: Catalog, order: Order, sorted_runs: Buckets | None
) -> dict[str, Path]:
    """Write the files of finished runs among the pending ones; return where each is, by name."""
    totals: dict[str, Path] = {}
    paths = catalog.files()
    for number, (digests, locations) in enumerate(_files(catalog, order)):
        if not len(digests):
            continue
        name = totals_name(number)
        there = file_of(locations[0])
        if np.array_equal(locations, locations_in(there, catalog.runs_in(there))):
            # A file holds just these runs, in this order, whatever its name is now.
            totals[name] = paths[there]
            continue
        columns = catalog.read(locations) if sorted_runs is None else sorted_runs.read(number)
        write = partial(chunks.write, parts=[(digests, columns)])
        totals[name] = put_by_content(folder / PENDING, write)
    return totals


def _reads(catalog: Catalog, order: Order) -> int:
    """Return how many runs would be read to write the files as the runs stand now."""
    cached: OrderedDict[Group, int] = OrderedDict()
    reads = size = 0
    for _, locations in _files(catalog, order):
        for group in catalog.groups_of(locations):
            if group not in cached:
                cached[group] = catalog.size_of(group)
                size += cached[group]
                reads += cached[group]
                while size > CACHED and len(cached) > 1:
                    size -= cached.popitem(last=False)[1]
            cached.move_to_end(group)
    return reads


def _sort(catalog: Catalog, order: Order, into: Buckets) -> None:
    """Sort all runs that are in their canonical order somewhere into the buckets."""
    for locations, keys, columns in catalog.every():
        places = order.places(keys)
        # Of a run that stands in two files, the catalog has one.
        chosen = (places >= 0) & (catalog.find(keys) == locations)
        into.add(places[chosen], {name: values[chosen] for name, values in columns.items()})


def _write_failures(folder: Path, catalog: Catalog, failures: Failures, order: Order) -> None:
    names = list(failures)
    keys = keys_of(digests_of(map(bytes.fromhex, names)))
    places = order.places(keys)
    still = (places >= 0) & ~catalog.is_here(catalog.find(keys))
    chosen = [names[row] for row in np.argsort(places) if still[row]]
    if chosen:
        with replaced(folder / FAILURES) as path:
            failures.write(path, chosen)
    else:
        (folder / FAILURES).unlink(missing_ok=True)
