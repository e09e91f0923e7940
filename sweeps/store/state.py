"""The state of an incomplete store: what is wanted, and what became of it so far.

It is read without the lock, so also while somebody writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.sweeps.catalog.catalog import FAILED, LOST, Catalog
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.execution import backend
from scomm.sweeps.plan.canonical_order import Wanted
from scomm.sweeps.plan.identities import keys_of
from scomm.sweeps.plan.plan import Plan, plan
from scomm.sweeps.schedule.point_progress import PointProgress
from scomm.sweeps.schedule.schedule import Schedule
from scomm.sweeps.store.damage import UNREADABLE, files_of_totals, reason
from scomm.sweeps.store.failures import Failures, files_of_failures
from scomm.sweeps.store.files import SPEC
from scomm.sweeps.store.manifest import check_version, read_manifest
from scomm.sweeps.store.read_again import afresh
from scomm.sweeps.sweep_file import read


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
    """Return the state of a store.

    Raises InputError for a folder that holds none, one that another model version made, whose plan
    this one cannot tell, and for a damaged file.
    """
    manifest = read_manifest(folder)
    check_version(folder, manifest)
    planned = plan(read(folder / SPEC, whole=True))
    points = manifest["shard"].points(len(planned))
    return afresh(folder, partial(_state, folder, planned, points))


def read_catalog(folder: Path) -> Catalog:
    """Return the finished runs of a store, each once. Raises InputError for a damaged file.

    All that were saved when it was called are there, also if files were put together meanwhile.
    """
    return afresh(folder, partial(catalog_now, folder))


def catalog_now(folder: Path) -> Catalog:
    """Return the same, or raise FileNotFoundError if a file has gone meanwhile."""
    catalog = Catalog()
    read: set[Path] = set()
    with catalog.steady():
        # Until a listing has nothing new: one that is made while files are put together can lack
        # both the old ones and the new one.
        while new := [path for path in files_of_totals(folder) if path not in read]:
            for path in new:
                with _named(path, folder):
                    catalog.add(Chunk.read(path))
            read.update(new)
    # Once, since runs will be looked up many at a time.
    catalog.index.sorted()
    return catalog


def failures_now(folder: Path) -> Failures:
    """Return the failures of a store, or raise FileNotFoundError if a file has gone meanwhile.

    Raises InputError for a damaged file.
    """
    failures = Failures()
    for path in files_of_failures(folder):
        with _named(path, folder):
            failures.read(path)
    return failures


@contextmanager
def _named(path: Path, folder: Path) -> Iterator[None]:
    """Say which file it is that cannot be read, but of one that has gone nothing."""
    try:
        yield
    except FileNotFoundError:
        raise
    except UNREADABLE as error:
        raise InputError(
            f"{path} {reason(error)}; 'scomm sweep' into {folder} sets it aside and makes it again."
        ) from None


def _state(folder: Path, planned: Plan, points: NDArray[np.int64]) -> StoreState:
    """Return the state of a store, or raise FileNotFoundError if a file has gone meanwhile."""
    catalog, failures = catalog_now(folder), failures_now(folder)
    # Before any look: who waits for a run that failed would wait in vain.
    mark_failures(catalog, failures)
    with catalog.steady():
        schedule = Schedule(planned, points, catalog, catalog.finished())
        if schedule.progress is not None:
            schedule.settle()
    return StoreState(schedule.wanted(), catalog, failures, schedule.progress)


def mark_failures(catalog: Catalog, failures: Failures) -> None:
    """Have the catalog say of the runs that failed, and did not succeed later, that they did."""
    digests = failures.digests()
    digests = digests[catalog.find(keys_of(digests)) < 0]
    lost = [failures.stage(digest.tobytes()) == backend.LOST for digest in digests]
    catalog.index.put(keys_of(digests), np.where(lost, LOST, FAILED))
