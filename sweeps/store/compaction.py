"""Compaction: finished runs in canonical order, in files of 4,096 runs, in bounded memory.

The runs of one final file are read a group at a time from the files in which they were saved, and
the file is written. Where that would read the same groups repeatedly, as after an adaptive sweep,
the runs are sorted into buckets first. A file that already has exactly its runs is not rewritten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from scomm.sweeps.catalog import totals_file as chunks
from scomm.sweeps.catalog.catalog import (
    CACHED,
    RUNS_AT_ONCE,
    Catalog,
    Group,
    Locations,
    file_of,
    locations_in,
)
from scomm.sweeps.plan.canonical_order import Order, Wanted
from scomm.sweeps.plan.identities import Digests, keys_of
from scomm.sweeps.store import runs
from scomm.sweeps.store.buckets import Buckets, buckets
from scomm.sweeps.store.failures import Failures
from scomm.sweeps.store.files import FAILURES, PENDING, RUNS, put_by_content, replaced, totals_name
from scomm.sweeps.store.seal import seal, unlist

RUNS_PER_FILE: Final = RUNS_AT_ONCE
# Sorting runs into buckets costs about as much as reading each run this many times.
OFTEN: Final = 4


def compact(
    folder: Path, catalog: Catalog, wanted: Wanted, order: Order, failures: Failures
) -> None:
    """Complete a store: the files of finished runs, the tables of runs and failures, the hashes.

    ``order`` is that of ``wanted``. A wanted run that is missing has its row too, with a status
    that tells why. The catalog must not be used afterwards: its files have been removed.
    """
    totals, reads = _in_place(catalog, wanted, order)
    if reads:
        with ExitStack() as stack:
            sorted_runs = None
            if reads > OFTEN * len(order):
                sorted_runs = stack.enter_context(buckets(folder, catalog.months))
                _sort(catalog, order, sorted_runs)
            totals |= dict(_written(folder, catalog, wanted, order, sorted_runs, totals))
    table = runs.tables(wanted, catalog, failures)
    with replaced(folder / RUNS) as path:
        runs.write(path, runs.schema(wanted.plan), table)
    _write_failures(folder, catalog, failures, order)
    seal(folder, wanted.plan.spec, totals)


def _files(
    catalog: Catalog, wanted: Wanted, order: Order
) -> Iterator[tuple[int, Digests, Locations]]:
    """Yield the number of each file that has finished runs, with these runs.

    So a run that is repeated changes its own file and no other.
    """
    for number, digests in enumerate(_identities(wanted, order)):
        locations = catalog.find(keys_of(digests))
        here = catalog.is_here(locations)
        if here.any():
            yield number, digests[here], locations[here]


def _identities(wanted: Wanted, order: Order) -> Iterator[Digests]:
    """Yield the identities that belong in each file, finished or not."""
    held, begin = np.empty((0, 32), np.uint8), 0
    for batch in wanted.batches():
        end = begin + len(batch.digests)
        held = np.concatenate([held, batch.digests[order.first[begin:end]]])
        begin = end
        while len(held) >= RUNS_PER_FILE:
            yield held[:RUNS_PER_FILE]
            held = held[RUNS_PER_FILE:]
    if len(held):
        yield held


def _in_place(catalog: Catalog, wanted: Wanted, order: Order) -> tuple[dict[str, Path], int]:
    """Find files that already have exactly the runs of a final file, under any name.

    Returns final name -> path, and the number of runs to be read to write the other files.
    """
    cached: OrderedDict[Group, int] = OrderedDict()
    reads = size = 0
    found: dict[str, Path] = {}
    paths = catalog.files()
    for number, _, locations in _files(catalog, wanted, order):
        there = file_of(locations[0])
        if np.array_equal(locations, locations_in(there, catalog.runs_in(there))):
            found[totals_name(number)] = paths[there]
            continue
        for group in catalog.groups_of(locations):
            if group not in cached:
                cached[group] = catalog.room_for(group)
                size += cached[group]
                reads += catalog.size_of(group)
                while size > CACHED and len(cached) > 1:
                    size -= cached.popitem(last=False)[1]
            cached.move_to_end(group)
    return found, reads


def _written(
    folder: Path,
    catalog: Catalog,
    wanted: Wanted,
    order: Order,
    sorted_runs: Buckets | None,
    in_place: Mapping[str, Path],
) -> Iterator[tuple[str, Path]]:
    """Write the missing files as pending ones; yield the name and path of each final file."""
    for number, digests, locations in _files(catalog, wanted, order):
        if (name := totals_name(number)) not in in_place:
            columns = catalog.read(locations) if sorted_runs is None else sorted_runs.read(number)
            write = partial(chunks.write, parts=[(digests, columns)])
            yield name, put_by_content(folder / PENDING, write)


def _sort(catalog: Catalog, order: Order, into: Buckets) -> None:
    """Sort all runs that have a position in canonical order into the buckets."""
    for locations, keys, columns in catalog.every():
        positions = order.positions(keys)
        # The catalog deduplicates: of a run in two files it has one.
        chosen = (positions >= 0) & (catalog.find(keys) == locations)
        into.add(positions[chosen], {name: values[chosen] for name, values in columns.items()})


def _write_failures(folder: Path, catalog: Catalog, failures: Failures, order: Order) -> None:
    digests = failures.digests()
    keys = keys_of(digests)
    positions = order.positions(keys)
    still = (positions >= 0) & ~catalog.is_here(catalog.find(keys))
    unlist(folder, FAILURES)
    chosen = digests[still][np.argsort(positions[still])]
    if len(chosen):
        with replaced(folder / FAILURES) as path:
            failures.write(path, chosen)
    else:
        (folder / FAILURES).unlink(missing_ok=True)
