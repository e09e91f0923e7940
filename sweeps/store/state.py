"""The state of an incomplete store: its wanted runs, and the state of each so far.

It is read without the lock, so also while another process writes.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.catalog.catalog import FAILED, LOST, Catalog
from scomm.sweeps.catalog.totals_file import Chunk, stamp_of
from scomm.sweeps.execution import backend
from scomm.sweeps.plan.canonical_order import Wanted
from scomm.sweeps.plan.identities import keys_of
from scomm.sweeps.plan.plan import Plan, plan
from scomm.sweeps.schedule.point_progress import PointProgress
from scomm.sweeps.schedule.schedule import Schedule
from scomm.sweeps.store.damage import UNREADABLE, files_of_totals, reason
from scomm.sweeps.store.failures import Failures, files_of_failures
from scomm.sweeps.store.files import FAILURES, PENDING, pending_name
from scomm.sweeps.store.hashes import (
    Damaged,
    Hashes,
    check,
    check_folders,
    is_totals,
    read_hashes,
    refuse,
    wrong_pending,
)
from scomm.sweeps.store.kept_spec import read_spec
from scomm.sweeps.store.manifest import check_version, read_manifest
from scomm.sweeps.store.read_again import afresh


@dataclass(frozen=True)
class StoreState:
    """The runs that are wanted as far as is known, the finished ones, and the failures.

    ``progress`` is that of each point of an adaptive sweep; None where replicates are fixed.
    """

    wanted: Wanted
    catalog: Catalog
    failures: Failures
    progress: PointProgress | None


def state_of(folder: Path) -> StoreState:
    """Read the state of a store.

    Raises InputError for a folder that holds no store, for a store of another model version, whose
    plan this one cannot reconstruct, and for a damaged file.
    """
    manifest = read_manifest(folder)
    check_version(folder, manifest)
    planned = plan(read_spec(folder))
    points = manifest["shard"].points(len(planned))
    return afresh(folder, partial(_state, folder, planned, points))


def read_catalog(folder: Path, months: bool = False) -> Catalog:
    """Read the finished runs of a store, deduplicated. Raises InputError for a damaged file.

    All runs that were saved before the call are included, also if files are merged meanwhile. With
    ``months`` each must have its sums by month too.
    """
    return afresh(folder, partial(catalog_now, folder, months))


def catalog_now(folder: Path, months: bool) -> Catalog:
    """Read the finished runs of a store; raise FileNotFoundError if a file is removed meanwhile."""
    check_folders(folder)
    hashes = read_hashes(folder)
    catalog = Catalog(months)
    read: set[Path] = set()
    with catalog.steady():
        # Until a listing has nothing new: one that is made while files are merged can lack both the
        # old ones and the new one.
        while new := [path for path in files_of_totals(folder) if path not in read]:
            for path in new:
                with _named(path, folder):
                    stamp = stamp_of(path)
                    _check(folder, path, hashes)
                    chunk = Chunk.read(path)
                    if chunk.stamp != stamp:
                        raise FileNotFoundError(errno.ENOENT, "it was exchanged", str(path))
                    catalog.add(chunk)
            read.update(new)
    for name, digests in hashes.items():
        paths = [folder / name, *(folder / PENDING / pending_name(each) for each in digests)]
        if is_totals(name) and read.isdisjoint(paths):
            refuse(folder, name, "is missing", hashes)
    # Sorted once, since runs will be looked up many at a time.
    catalog.index.sorted()
    return catalog


def _check(folder: Path, path: Path, hashes: Hashes) -> None:
    """Check a file by the list of hashes, or a pending one by its name."""
    if path.parent == folder:
        check(folder, path.name, hashes)
    elif problem := wrong_pending(path):
        if problem == "is missing":
            raise FileNotFoundError(errno.ENOENT, problem, str(path))
        raise Damaged(folder, str(path.relative_to(folder)), problem)


def failures_now(folder: Path) -> Failures:
    """Read the failures of a store; raise FileNotFoundError if a file is removed meanwhile.

    Raises InputError for a damaged file.
    """
    check_folders(folder)
    failures, hashes = Failures(), read_hashes(folder)
    for path in files_of_failures(folder, FAILURES in hashes):
        with _named(path, folder):
            _check(folder, path, hashes)
            failures.read(path)
    return failures


@contextmanager
def _named(path: Path, folder: Path) -> Iterator[None]:
    """Add the file's name to an error of reading it; pass FileNotFoundError on."""
    try:
        yield
    except (FileNotFoundError, Damaged):
        raise
    except UNREADABLE as error:
        raise Damaged(folder, str(path.relative_to(folder)), reason(error)) from None


def _state(folder: Path, planned: Plan, points: NDArray[np.int64]) -> StoreState:
    """Read the state of a store; raise FileNotFoundError if a file is removed meanwhile."""
    catalog, failures = catalog_now(folder, planned.spec.months), failures_now(folder)
    # Before progress is computed: a point must not wait for a run that failed.
    mark_failures(catalog, failures)
    with catalog.steady():
        schedule = Schedule(planned, points, catalog, catalog.finished())
        if schedule.progress is not None:
            schedule.settle()
    return StoreState(schedule.wanted(), catalog, failures, schedule.progress)


def mark_failures(catalog: Catalog, failures: Failures) -> None:
    """Mark in the catalog the runs that failed and did not succeed later."""
    digests = failures.digests()
    digests = digests[catalog.find(keys_of(digests)) < 0]
    lost = [failures.stage(digest.tobytes()) == backend.LOST for digest in digests]
    catalog.index.put(keys_of(digests), np.where(lost, LOST, FAILED))
